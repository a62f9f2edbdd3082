/** The far picture: the whole song in columns, each the stems that are heard there, one on the other. */

import { token } from '../lib/palette';
import type { Surface } from '../lib/canvas';
import { highest, stature, type Scene } from './lanes';

const COLUMN_PX = 2;
const PITCH_PX = 3;

/** Draws the song as it stands; the playhead comes on top, every frame. */
export function drawSong({ context, width, height }: Surface, scene: Scene): void {
  context.clearRect(0, 0, width, height);
  if (scene.durationMs <= 0) return;
  const columns = Math.floor(width / PITCH_PX);
  const pointsPerColumn = (scene.durationMs * scene.pointsPerMs) / Math.max(1, columns);
  const tall = (lane: Scene['lanes'][number], column: number): number =>
    stature(highest(lane.points, Math.floor(column * pointsPerColumn), Math.ceil((column + 1) * pointsPerColumn)), lane.gain);
  const table = scene.lanes.map((lane) => Array.from({ length: columns }, (_, column) => tall(lane, column)));
  // As tall as all stems together, so that a mute takes its part away and nothing else grows.
  let fullest = 0.01;
  for (let c = 0; c < columns; c++) fullest = Math.max(fullest, table.reduce((sum, lane) => sum + lane[c]!, 0));
  for (let c = 0; c < columns; c++) {
    const heard = scene.lanes.map((lane, i) => (lane.audibility === 'heard' ? (table[i]![c]! / fullest) * height : 0));
    let y = (height - Math.max(1, heard.reduce((sum, part) => sum + part, 0))) / 2;
    if (heard.every((part) => part < 0.5)) {
      context.fillStyle = token('line');
      context.fillRect(c * PITCH_PX, y, COLUMN_PX, 1);
      continue;
    }
    heard.forEach((part, i) => {
      context.fillStyle = token(scene.lanes[i]!.colour);
      context.fillRect(c * PITCH_PX, y, COLUMN_PX, part);
      y += part;
    });
  }
  drawMarks(context, scene, width, height);
}

function drawMarks(context: CanvasRenderingContext2D, scene: Scene, width: number, height: number): void {
  const pxPerMs = width / scene.durationMs;
  const { on, start_ms, end_ms } = scene.loop;
  if (end_ms > start_ms) {
    context.fillStyle = token('bright');
    context.globalAlpha = on ? 0.3 : 0.1;
    context.fillRect(start_ms * pxPerMs, 0, Math.max(2, (end_ms - start_ms) * pxPerMs), height);
    context.globalAlpha = 1;
  }
  context.fillStyle = token('text');
  for (const ms of scene.memory) {
    const x = Math.round(ms * pxPerMs);
    context.beginPath();
    context.moveTo(x - 4, height);
    context.lineTo(x + 4, height);
    context.lineTo(x, height - 6);
    context.fill();
  }
  for (const { ms, colour } of scene.cues) {
    context.fillStyle = colour;
    context.fillRect(Math.round(ms * pxPerMs), 0, 2, height);
    context.fillRect(Math.round(ms * pxPerMs), 0, 7, 7);
  }
}

/** What was played lies in shadow; the playhead stands at its edge. */
export function drawPlayhead({ context, width, height }: Surface, share: number): void {
  const x = Math.min(width - 2, Math.max(0, share * width));
  context.globalAlpha = 0.6;
  context.fillStyle = token('well');
  context.fillRect(0, 0, x, height);
  context.globalAlpha = 1;
  context.fillStyle = token('bright');
  context.fillRect(x, 0, 2, height);
}

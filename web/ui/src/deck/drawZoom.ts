/** The near picture: some seconds around the playhead, one lane per stem, scrolling under a playhead that stands. */

import { token } from '../lib/palette';
import type { Surface } from '../lib/canvas';
import { drawCues, drawGrid, drawLoop, drawStemLoop } from './drawMarks';
import { highest, stature, type Lane, type Scene } from './lanes';

/** How much of the song is seen. */
export const WINDOW_MS = 8000;
/** Where the playhead stands, as a share of the width: more of what comes than of what was. */
export const ANCHOR = 0.35;
/** Finer than this no eye sees a wave, in pixels. */
const STEP_PX = 1.5;

export function drawZoom({ context, width, height }: Surface, scene: Scene, positionMs: number): void {
  const pxPerMs = width / WINDOW_MS;
  const startMs = positionMs - ANCHOR * WINDOW_MS;
  const xOf = (ms: number): number => (ms - startMs) * pxPerMs;
  context.clearRect(0, 0, width, height);
  if (scene.durationMs <= 0) return;

  drawEnds(context, xOf(0), xOf(scene.durationMs), width, height);
  drawLoop(context, scene, xOf, height);
  drawGrid(context, scene.grid, startMs, Math.min(startMs + WINDOW_MS, scene.durationMs), xOf, height);
  const laneHeight = height / Math.max(1, scene.lanes.length);
  scene.lanes.forEach((lane, i) => {
    drawLane(context, lane, scene.pointsPerMs, startMs, pxPerMs, width, laneHeight * (i + 0.5), laneHeight * 0.46);
    drawStemLoop(context, lane, xOf, laneHeight * i, laneHeight);
  });
  drawCues(context, scene, xOf, width, height);
  context.fillStyle = token('bright');
  context.fillRect(Math.round(ANCHOR * width) - 1, 0, 2, height);
}

function drawEnds(context: CanvasRenderingContext2D, from: number, to: number, width: number, height: number): void {
  context.fillStyle = token('ground');
  if (from > 0) context.fillRect(0, 0, from, height);
  if (to < width) context.fillRect(to, 0, width - to, height);
}

function drawLane(
  context: CanvasRenderingContext2D,
  lane: Lane,
  pointsPerMs: number,
  startMs: number,
  pxPerMs: number,
  width: number,
  middle: number,
  half: number,
): void {
  const pxPerPoint = pxPerMs / pointsPerMs;
  // Steps begin at fixed points of the song, or the wave would shimmer while it scrolls.
  const step = Math.max(1, Math.round(STEP_PX / pxPerPoint));
  const first = Math.max(0, Math.floor((startMs * pointsPerMs) / step) * step);
  const end = Math.min(lane.points.length, (startMs + width / pxPerMs) * pointsPerMs + step);
  if (first >= end) return;
  const xOf = (point: number): number => (point / pointsPerMs - startMs) * pxPerMs;
  const heights: number[] = [];
  for (let i = first; i < end; i += step) {
    heights.push(Math.max(0.5, half * stature(highest(lane.points, i, i + step), lane.gain)));
  }
  context.beginPath();
  heights.forEach((tall, i) => context.lineTo(xOf(first + i * step), middle - tall));
  for (let i = heights.length - 1; i >= 0; i--) context.lineTo(xOf(first + i * step), middle + heights[i]!);
  context.closePath();
  paint(context, lane, startMs * pxPerMs);
}

/** Heard: filled. Muted: an outline. Silenced by another's solo: dimmed. */
function paint(context: CanvasRenderingContext2D, lane: Lane, scrolled: number): void {
  const colour = token(lane.colour);
  if (lane.audibility === 'muted') {
    context.globalAlpha = 0.75;
    context.lineWidth = 1;
    context.strokeStyle = colour;
    context.stroke();
  } else {
    context.globalAlpha = lane.audibility === 'heard' ? 1 : 0.25;
    context.fillStyle = lane.preview ? hatched(context, colour, scrolled) : colour;
    context.fill();
  }
  context.globalAlpha = 1;
}

const HATCH_PX = 8;
const hatches = new Map<string, CanvasPattern>();

/** Preview quality is seen in the wave itself: fine dark lines across it, moving with the song. */
function hatched(context: CanvasRenderingContext2D, colour: string, scrolled: number): CanvasPattern {
  let pattern = hatches.get(colour);
  if (!pattern) {
    const tile = new OffscreenCanvas(HATCH_PX, HATCH_PX);
    const brush = tile.getContext('2d')!;
    brush.fillStyle = colour;
    brush.fillRect(0, 0, HATCH_PX, HATCH_PX);
    brush.strokeStyle = token('ground');
    brush.globalAlpha = 0.45;
    brush.lineWidth = 1.5;
    for (const shift of [-HATCH_PX, 0, HATCH_PX]) {
      brush.moveTo(shift, HATCH_PX);
      brush.lineTo(shift + HATCH_PX, 0);
    }
    brush.stroke();
    pattern = context.createPattern(tile, 'repeat')!;
    hatches.set(colour, pattern);
  }
  pattern.setTransform(new DOMMatrix([1, 0, 0, 1, -scrolled % HATCH_PX, 0]));
  return pattern;
}

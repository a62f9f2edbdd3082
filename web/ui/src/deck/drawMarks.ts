/** What lies on the near picture besides the waves: beats, loops, cues. */

import { inkOn } from '../lib/colour';
import { beatAt, msAt, placeInBar } from '../lib/grid';
import { token } from '../lib/palette';
import type { Lane, Scene } from './lanes';

/** The deck's loop; one that is off is a hint of where it was. */
export function drawLoop(context: CanvasRenderingContext2D, scene: Scene, xOf: (ms: number) => number, height: number): void {
  const { on, start_ms, end_ms } = scene.loop;
  if (end_ms <= start_ms) return;
  const [from, to] = [xOf(start_ms), xOf(end_ms)];
  context.globalAlpha = on ? 0.16 : 0.05;
  context.fillStyle = token('bright');
  context.fillRect(from, 0, to - from, height);
  context.globalAlpha = on ? 1 : 0.4;
  context.fillRect(from, 0, 2, height);
  context.fillRect(to - 2, 0, 2, height);
  context.globalAlpha = 1;
}

/** Beats are fine lines; those that begin a bar are bright and have a tick at both edges. */
export function drawGrid(
  context: CanvasRenderingContext2D,
  grid: Scene['grid'],
  startMs: number,
  endMs: number,
  xOf: (ms: number) => number,
  height: number,
): void {
  if (!grid) return;
  for (let beat = Math.ceil(beatAt(grid, Math.max(0, startMs))); ; beat++) {
    const ms = msAt(grid, beat);
    if (ms >= endMs) break;
    const x = Math.round(xOf(ms));
    const bar = placeInBar(grid, beat) === 0;
    context.fillStyle = token(bar ? 'dim' : 'edge');
    context.globalAlpha = bar ? 0.7 : 0.4;
    context.fillRect(x, 0, 1, height);
    if (!bar) continue;
    context.globalAlpha = 1;
    context.fillRect(x - 1, 0, 3, 5);
    context.fillRect(x - 1, height - 5, 3, 5);
  }
  context.globalAlpha = 1;
}

/** A stem that repeats by itself: a frame in its colour around what it repeats, in its lane. */
export function drawStemLoop(
  context: CanvasRenderingContext2D,
  { loop, colour }: Lane,
  xOf: (ms: number) => number,
  top: number,
  tall: number,
): void {
  if (!loop.on || loop.end_ms <= loop.start_ms) return;
  const [from, to] = [xOf(loop.start_ms), xOf(loop.end_ms)];
  context.fillStyle = token(colour);
  context.globalAlpha = 0.2;
  context.fillRect(from, top, to - from, tall);
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.strokeStyle = token(colour);
  context.strokeRect(from + 1, top + 1, to - from - 2, tall - 2);
}

const FLAG_PX = 16;
/** The longest label that is drawn. */
const LABEL_PX = 120;

/** Memory cues from below, hot cues as flags in their own colour. */
export function drawCues(
  context: CanvasRenderingContext2D,
  scene: Scene,
  xOf: (ms: number) => number,
  width: number,
  height: number,
): void {
  context.font = `600 12px ${token('sans')}`;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  context.fillStyle = token('text');
  for (const ms of scene.memory) {
    const x = Math.round(xOf(ms));
    context.fillRect(x, height - 12, 1, 12);
    context.beginPath();
    context.moveTo(x - 5, height);
    context.lineTo(x + 6, height);
    context.lineTo(x + 0.5, height - 8);
    context.fill();
  }
  for (const { slot, ms, label, colour } of scene.cues) {
    const x = Math.round(xOf(ms));
    if (x < -LABEL_PX - FLAG_PX || x > width) continue;
    const text = label ? `${slot} ${label}` : slot;
    context.fillStyle = colour;
    context.fillRect(x, 0, 2, height);
    context.fillRect(x, 0, Math.max(FLAG_PX, Math.min(LABEL_PX, context.measureText(text).width) + 9), FLAG_PX);
    context.fillStyle = inkOn(colour);
    context.fillText(text, x + 5, FLAG_PX / 2 + 0.5, LABEL_PX);
  }
}

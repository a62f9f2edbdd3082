/** One loop for all that moves: nobody else asks the display for frames. */

type Draw = (now: number) => void;

const drawers = new Set<Draw>();
let asked = 0;

function frame(now: number): void {
  for (const draw of drawers) draw(now);
  asked = drawers.size > 0 ? requestAnimationFrame(frame) : 0;
}

/** Calls `draw` before every picture of the display, until the returned function is called. */
export function everyFrame(draw: Draw): () => void {
  drawers.add(draw);
  if (!asked) asked = requestAnimationFrame(frame);
  return () => drawers.delete(draw);
}

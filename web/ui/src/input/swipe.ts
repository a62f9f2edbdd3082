/** A sideways swipe of a finger: +1 to the left (what comes next), −1 to the right. */

import type { Action } from 'svelte/action';

/** Shorter is a tremor. */
const SWIPE_PX = 48;

export const swipe: Action<HTMLElement, (way: 1 | -1) => void> = (node, swiped) => {
  let start: { x: number; y: number } | null = null;
  const down = (event: PointerEvent): void => {
    start = { x: event.clientX, y: event.clientY };
  };
  const up = (event: PointerEvent): void => {
    if (!start) return;
    const [x, y] = [event.clientX - start.x, event.clientY - start.y];
    start = null;
    if (Math.abs(x) > SWIPE_PX && Math.abs(x) > 2 * Math.abs(y)) swiped(x < 0 ? 1 : -1);
  };
  node.style.touchAction = 'pan-y';
  node.addEventListener('pointerdown', down);
  node.addEventListener('pointerup', up);
  return {
    destroy() {
      node.removeEventListener('pointerdown', down);
      node.removeEventListener('pointerup', up);
    },
  };
};

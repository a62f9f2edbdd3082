/** Buttons of an instrument act when they are touched, not when they are let go. */

import type { Action } from 'svelte/action';
import { learnable } from './learnable';

/** A tick that can be felt, where the device has one. */
export const tick = (): void => void navigator.vibrate?.(8);

/** Calls `act` on pointer-down, and on a click that no pointer made (keyboard, screen reader). */
export const press: Action<HTMLElement, (shift: boolean) => void> = (node, act) => {
  let current = act;
  const down = (event: PointerEvent): void => {
    if (event.button !== 0 || node.matches(':disabled')) return;
    // Without this a finger that slides off would still own the pad.
    if (node.hasPointerCapture(event.pointerId)) node.releasePointerCapture(event.pointerId);
    tick();
    current(event.shiftKey);
  };
  const click = (event: MouseEvent): void => {
    if (event.detail === 0) current(event.shiftKey);
  };
  learnable.set(node, {
    touch: () => current(false),
    // A switch that was pressed on the way is switched back.
    undo: () => node.hasAttribute('aria-pressed') && current(false),
  });
  node.addEventListener('pointerdown', down);
  node.addEventListener('click', click);
  return {
    update: (next) => (current = next),
    destroy() {
      node.removeEventListener('pointerdown', down);
      node.removeEventListener('click', click);
    },
  };
};

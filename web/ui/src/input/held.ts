/** Momentary buttons: on while a finger, or Space or Enter, is on them; let go, lost or taken away, they are off. */

import type { Action } from 'svelte/action';
import { learnable } from './learnable';
import { tick } from './press';

export const held: Action<HTMLElement, (on: boolean) => void> = (node, told) => {
  let current = told;
  let on = false;
  const turn = (next: boolean): void => {
    if (next === on) return;
    on = next;
    current(on);
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0 || node.matches(':disabled')) return;
    // The finger may slide off while it holds: only its letting go counts.
    node.setPointerCapture(event.pointerId);
    tick();
    turn(true);
  };
  const keyDown = (event: KeyboardEvent): void => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    if (!event.repeat) turn(true);
  };
  const off = (): void => turn(false);
  const listeners: [string, EventListener][] = [
    ['pointerdown', down as EventListener],
    ['pointerup', off],
    ['pointercancel', off],
    ['lostpointercapture', off],
    ['contextmenu', (event) => event.preventDefault()],
    ['keydown', keyDown as EventListener],
    ['keyup', off],
    ['blur', off],
  ];
  learnable.set(node, { touch: () => current(true), isHeld: true });
  for (const [name, listener] of listeners) node.addEventListener(name, listener);
  // A hand that leaves the page lets go of everything on it.
  window.addEventListener('blur', off);
  return {
    update: (next) => (current = next),
    destroy() {
      off();
      window.removeEventListener('blur', off);
      for (const [name, listener] of listeners) node.removeEventListener(name, listener);
    },
  };
};

/** Things that cannot be taken back want a hold of 600 ms: by pointer, or by Space or Enter. */

import type { Action } from 'svelte/action';
import { tick } from './press';

export const HOLD_MS = 600;

interface Hold {
  /** False: a touch is enough. */
  needed: boolean;
  act: () => void;
  /** True from the touch until the deed or the letting go; the ring fills meanwhile. */
  holding: (now: boolean) => void;
}

export const hold: Action<HTMLElement, Hold> = (node, options) => {
  let current = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const done = (): void => {
    release();
    tick();
    current.act();
  };
  const begin = (): void => {
    if (!current.needed) return done();
    clearTimeout(timer);
    timer = setTimeout(done, HOLD_MS);
    current.holding(true);
  };
  const release = (): void => {
    // A button that is taken away under the finger loses its focus, too late to be told of it.
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    current.holding(false);
  };
  const down = (event: PointerEvent): void => {
    if (event.button === 0) begin();
  };
  const keyDown = (event: KeyboardEvent): void => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    if (!event.repeat) begin();
  };
  const listeners: [string, EventListener][] = [
    ['pointerdown', down as EventListener],
    ['pointerup', release],
    ['pointerleave', release],
    ['pointercancel', release],
    ['contextmenu', (event) => event.preventDefault()],
    ['keydown', keyDown as EventListener],
    ['keyup', release],
    ['blur', release],
  ];
  for (const [name, listener] of listeners) node.addEventListener(name, listener);
  return {
    update: (next) => (current = next),
    destroy() {
      clearTimeout(timer);
      for (const [name, listener] of listeners) node.removeEventListener(name, listener);
    },
  };
};

/** Faders: grabbed anywhere without a jump, fine with shift, back to neutral by a double tap, played by wheel and keys. */

import type { Action } from 'svelte/action';
import { stepped, valueAt, type Scale } from '../lib/scale';
import { learnable } from './learnable';

/** Shift makes a hand this much slower. */
const FINE = 0.2;
const DOUBLE_TAP_MS = 320;
/** A tap has not moved further than this, in pixels. */
const TAP_PX = 5;
/** Page keys move this many steps. */
const PAGE = 6;

/** A value that no hand finds: by it is known which argument a fader gives. */
const ANYWHERE = 0.123456789;

interface Slide {
  scale: Scale;
  upright: boolean;
  value: number;
  change: (value: number) => void;
  /** How far a finger goes from one end to the other, in pixels; left out: as far as the control is long. */
  length?: number;
}

export const slide: Action<HTMLElement, Slide> = (node, options) => {
  let current = options;
  let pointer: number | null = null;
  let last = 0;
  let travel = 0;
  let length = 1;
  let moved = 0;
  let tappedAt = -Infinity;

  const along = (event: PointerEvent): number => (current.upright ? -event.clientY : event.clientX);
  const change = (value: number): void => {
    if (value !== current.value) current.change(value);
  };

  const down = (event: PointerEvent): void => {
    if (event.button !== 0 || pointer !== null) return;
    node.setPointerCapture(event.pointerId);
    pointer = event.pointerId;
    last = along(event);
    length = current.length ?? Math.max(1, current.upright ? node.clientHeight : node.clientWidth);
    travel = current.scale.toTravel(current.value);
    moved = 0;
  };
  const move = (event: PointerEvent): void => {
    if (event.pointerId !== pointer) return;
    const by = along(event) - last;
    last += by;
    moved += Math.abs(by);
    if (moved <= TAP_PX) return;
    travel = Math.min(1, Math.max(0, travel + (by / length) * (event.shiftKey ? FINE : 1)));
    change(valueAt(current.scale, travel));
  };
  const up = (event: PointerEvent): void => {
    if (event.pointerId !== pointer) return;
    pointer = null;
    if (moved > TAP_PX) return;
    if (event.timeStamp - tappedAt < DOUBLE_TAP_MS) change(current.scale.neutral);
    tappedAt = event.timeStamp;
  };
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    // With shift some systems turn the wheel sideways.
    const turn = -Math.sign(event.deltaY || event.deltaX);
    change(stepped(current.scale, current.value, turn * (event.shiftKey ? current.scale.fine : current.scale.step)));
  };
  const key = (event: KeyboardEvent): void => {
    const { scale, value } = current;
    const step = event.shiftKey ? scale.fine : scale.step;
    const to: Record<string, () => number> = {
      ArrowUp: () => stepped(scale, value, step),
      ArrowRight: () => stepped(scale, value, step),
      ArrowDown: () => stepped(scale, value, -step),
      ArrowLeft: () => stepped(scale, value, -step),
      PageUp: () => stepped(scale, value, PAGE * scale.step),
      PageDown: () => stepped(scale, value, -PAGE * scale.step),
      Home: () => scale.min,
      End: () => scale.max,
      Delete: () => scale.neutral,
      Backspace: () => scale.neutral,
    };
    const next = to[event.key];
    if (!next || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    change(next());
  };

  const listeners: [string, EventListener][] = [
    ['pointerdown', down as EventListener],
    ['pointermove', move as EventListener],
    ['pointerup', up as EventListener],
    ['pointercancel', up as EventListener],
    ['keydown', key as EventListener],
  ];
  learnable.set(node, { touch: () => current.change(ANYWHERE), gives: ANYWHERE });
  for (const [name, listener] of listeners) node.addEventListener(name, listener);
  node.addEventListener('wheel', wheel, { passive: false });
  return {
    update: (next) => (current = next),
    destroy() {
      for (const [name, listener] of listeners) node.removeEventListener(name, listener);
      node.removeEventListener('wheel', wheel);
    },
  };
};

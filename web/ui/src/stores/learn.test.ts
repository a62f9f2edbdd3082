import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

/** The show, played by hand. */
const line = vi.hoisted(() => ({
  seen: { midi: { learn: null as { phase: string } | null } },
  inert: false,
  act: vi.fn(),
  rehearse: (touch: () => unknown) => touch(),
}));
vi.mock('./show.svelte', () => ({ show: line }));

import { HOLD_MS } from '../input/hold';
import { learnable } from '../input/learnable';
import { learn } from './learn.svelte';

class FakeElement extends EventTarget {
  parentElement: FakeElement | null = null;
}

const deed = { action: 'stem.mute', args: { deck: 'A', stem: 'drums', on: true } };
const LEARNT = ['midi.learn', { action: 'stem.mute', args: { deck: 'A', stem: 'drums' } }];
let control: FakeElement;
const undo = vi.fn();

const touch = (fields: object = {}): PointerEvent =>
  ({ target: control, button: 0, pointerId: 1, clientX: 10, clientY: 10, preventDefault: vi.fn(), stopPropagation: vi.fn(), ...fields }) as never;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('Element', FakeElement);
  vi.stubGlobal('navigator', {});
  line.act.mockClear();
  undo.mockClear();
  line.seen.midi.learn = null;
  learn.choosing = false;
  control = new FakeElement();
  learnable.set(control as never, { touch: () => deed as never, undo });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a long press', () => {
  test('learns what the control does, and takes its press back', () => {
    learn.down(touch());
    vi.advanceTimersByTime(HOLD_MS - 1);
    expect(line.act).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(line.act.mock.calls).toEqual([LEARNT]);
    expect(undo).toHaveBeenCalledOnce();
  });

  test('is none when the finger lets go or moves before', () => {
    learn.down(touch());
    learn.up(touch());
    vi.advanceTimersByTime(HOLD_MS);
    learn.down(touch());
    learn.move(touch({ clientX: 40 }));
    vi.advanceTimersByTime(HOLD_MS);
    expect(line.act).not.toHaveBeenCalled();
  });

  test('was a rest before a ride when the finger moves after it: the hardware is free again', () => {
    learn.down(touch());
    vi.advanceTimersByTime(HOLD_MS);
    learn.move(touch({ clientY: 60 }));
    expect(line.act).toHaveBeenLastCalledWith('midi.learn_cancel', {});
  });

  test('on what is held, and on the panic button, is only that', () => {
    learnable.set(control as never, { touch: () => deed as never, isHeld: true });
    learn.down(touch());
    vi.advanceTimersByTime(HOLD_MS);
    learnable.set(control as never, { touch: () => ({ action: 'panic', args: {} }) as never });
    learn.down(touch());
    vi.advanceTimersByTime(HOLD_MS);
    expect(line.act).not.toHaveBeenCalled();
  });
});

test('a touch that is to choose does nothing but choose', () => {
  learn.choosing = true;
  const chosen = touch();
  learn.down(chosen);
  expect(chosen.stopPropagation).toHaveBeenCalled();
  expect(line.act.mock.calls).toEqual([LEARNT]);
  expect(undo).not.toHaveBeenCalled();
  expect(learn.choosing).toBe(false);
});

test('a hand that plays on the page has its hardware back', () => {
  line.seen.midi.learn = { phase: 'waiting' };
  learn.down(touch());
  expect(line.act).toHaveBeenCalledWith('midi.learn_cancel', {});
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HOLD_MS, hold } from './hold';

const act = vi.fn();
const holding = vi.fn();
let node: EventTarget;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', {});
  act.mockClear();
  holding.mockClear();
  node = new EventTarget();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const begin = (needed: boolean) => hold(node as HTMLElement, { needed, act, holding });
const send = (type: string, fields: object = {}) => node.dispatchEvent(Object.assign(new Event(type), fields));

describe('what cannot be taken back', () => {
  test('is done after the hold, not before', () => {
    begin(true);
    send('pointerdown', { button: 0 });
    vi.advanceTimersByTime(HOLD_MS - 1);
    expect(act).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(act).toHaveBeenCalledOnce();
  });

  test.each(['pointerup', 'pointerleave', 'pointercancel', 'blur'])('is not done after %s', (end) => {
    begin(true);
    send('pointerdown', { button: 0 });
    send(end);
    vi.advanceTimersByTime(2 * HOLD_MS);
    expect(act).not.toHaveBeenCalled();
    expect(holding.mock.calls).toEqual([[true], [false]]);
  });

  test('is done by a held key as well, once, whatever the key repeats', () => {
    begin(true);
    send('keydown', { key: 'Enter' });
    vi.advanceTimersByTime(HOLD_MS / 2);
    send('keydown', { key: 'Enter', repeat: true });
    vi.advanceTimersByTime(HOLD_MS / 2);
    expect(act).toHaveBeenCalledOnce();
  });
});

test('a touch is enough where nothing can be lost', () => {
  begin(false);
  send('pointerdown', { button: 0 });
  expect(act).toHaveBeenCalledOnce();
});

test('a button that is taken away is told nothing more', () => {
  begin(true);
  send('blur');
  expect(holding).not.toHaveBeenCalled();
});

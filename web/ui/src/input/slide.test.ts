import { beforeEach, describe, expect, test, vi } from 'vitest';
import { GAIN, type Scale } from '../lib/scale';
import { slide } from './slide';

const HEIGHT = 200;

/** A scale without a catch, so that distances can be counted. */
const PLAIN: Scale = { ...GAIN, min: 0, max: 1, neutral: -1, toTravel: (value) => value, fromTravel: (travel) => travel };

let node: EventTarget;
let value: number;
let update: (options: Parameters<typeof slide>[1]) => void;

function fader(scale: Scale, start: number): void {
  value = start;
  node = Object.assign(new EventTarget(), { clientHeight: HEIGHT, clientWidth: 40, setPointerCapture: vi.fn() });
  const options = () => ({ scale, upright: true, value, change });
  const change = (next: number): void => {
    value = next;
    update(options());
  };
  update = (slide(node as HTMLElement, options()) as { update: typeof update }).update;
}

const send = (type: string, fields: object) =>
  node.dispatchEvent(Object.assign(new Event(type, { cancelable: true }), { button: 0, pointerId: 1, clientX: 0, ...fields }));

describe('a fader under a finger', () => {
  beforeEach(() => fader(PLAIN, 0.5));

  test('does not jump to where it is grabbed', () => {
    send('pointerdown', { clientY: 10 });
    expect(value).toBe(0.5);
  });

  test('moves as far as the finger', () => {
    send('pointerdown', { clientY: 150 });
    send('pointermove', { clientY: 100 });
    expect(value).toBe(0.75);
  });

  test('moves a fifth of that with shift', () => {
    send('pointerdown', { clientY: 150 });
    send('pointermove', { clientY: 100, shiftKey: true });
    expect(value).toBe(0.55);
  });

  test('belongs to one finger', () => {
    send('pointerdown', { clientY: 150 });
    send('pointerdown', { clientY: 0, pointerId: 2 });
    send('pointermove', { clientY: 100, pointerId: 2 });
    expect(value).toBe(0.5);
  });

  test('stops at its ends', () => {
    send('pointerdown', { clientY: 150 });
    send('pointermove', { clientY: -900 });
    expect(value).toBe(1);
  });
});

describe('a gain', () => {
  beforeEach(() => fader(GAIN, -12));

  const tap = () => {
    send('pointerdown', { clientY: 50 });
    send('pointerup', { clientY: 50 });
  };

  test('stays at one tap and returns to 0 dB at two', () => {
    tap();
    expect(value).toBe(-12);
    tap();
    expect(value).toBe(0);
  });

  test.each([
    ['ArrowUp', false, -11],
    ['ArrowDown', true, -12.1],
    ['PageUp', false, -6],
    ['Home', false, -90],
    ['End', false, 6],
    ['Delete', false, 0],
  ])('goes by %s (shift %s) to %d dB', (key, shiftKey, db) => {
    send('keydown', { key, shiftKey });
    expect(value).toBe(db);
  });

  test('goes by the wheel, finely with shift', () => {
    send('wheel', { deltaY: -120 });
    expect(value).toBe(-11);
    send('wheel', { deltaY: 0, deltaX: 120, shiftKey: true });
    expect(value).toBe(-11.1);
  });
});

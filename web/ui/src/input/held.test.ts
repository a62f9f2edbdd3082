import { beforeEach, expect, test, vi } from 'vitest';
import { held } from './held';

let node: EventTarget;
let told: boolean[];
let destroy: () => void;

beforeEach(() => {
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('navigator', {});
  node = Object.assign(new EventTarget(), { setPointerCapture: vi.fn(), matches: () => false });
  told = [];
  destroy = (held(node as HTMLElement, (on) => told.push(on)) as { destroy: () => void }).destroy;
});

const send = (type: string, fields: object = {}) =>
  node.dispatchEvent(Object.assign(new Event(type, { cancelable: true }), { button: 0, pointerId: 1, ...fields }));

test('is on from the touch to the letting go, once each', () => {
  send('pointerdown');
  send('pointerup');
  send('lostpointercapture');
  expect(told).toEqual([true, false]);
});

test('can be held by a key, whose repetition is no second press', () => {
  send('keydown', { key: ' ' });
  send('keydown', { key: ' ', repeat: true });
  send('keyup', { key: ' ' });
  expect(told).toEqual([true, false]);
});

test('lets go when it is taken away under the finger, and when the page is left', () => {
  send('pointerdown');
  window.dispatchEvent(new Event('blur'));
  send('pointerdown');
  destroy();
  expect(told).toEqual([true, false, true, false]);
});

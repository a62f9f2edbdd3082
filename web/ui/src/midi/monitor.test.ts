import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** The line to the server, with the test at its other end. */
const line = vi.hoisted(() => {
  const heard = new Map<string, (body: never) => void>();
  const socket = {
    connected: true,
    emit: () => undefined,
    on: (name: string, hear: (body: never) => void) => (heard.set(name, hear), socket),
    off: () => socket,
  };
  return { socket, tell: (name: string, body: object) => heard.get(name)!(body as never) };
});
vi.mock('../wire/sockets', () => ({ midi: line.socket }));

import { monitor } from './monitor.svelte';

const ids = () => monitor.lines.map(({ id }) => id);
let leave: () => void;

beforeEach(() => {
  monitor.clear();
  leave = monitor.look();
});
afterEach(() => {
  if (monitor.paused) monitor.hold();
  leave();
});

test('what comes while the view is held is there when it goes on', () => {
  line.tell('message', { id: 1 });
  monitor.hold();
  line.tell('message', { id: 2 });
  expect(ids()).toEqual([1]);
  monitor.hold();
  expect(ids()).toEqual([1, 2]);
});

test('a held view can be cleared', () => {
  line.tell('message', { id: 1 });
  monitor.hold();
  monitor.clear();
  expect([ids(), monitor.paused]).toEqual([[], true]);
});

test('a clock that has ended is not told any more', () => {
  line.tell('message:clock', { port_id: 'input:a', ticks: 48 });
  expect(monitor.ticks).toEqual({ 'input:a': 48 });
  line.tell('message:clock', { port_id: 'input:a', ticks: 0 });
  expect(monitor.ticks).toEqual({});
});

import { beforeEach, expect, test, vi } from 'vitest';

vi.mock('./screen.svelte', () => ({ screen: { room: 'wide', tall: true } }));

import { view } from './view.svelte';

beforeEach(() => {
  view.bring('A');
  view.bring('B');
});

test('a deck comes to its own place, and the other place stays', () => {
  view.bring('C');
  expect([...view.large]).toEqual(['C', 'B']);
  view.bring('D');
  expect([...view.large]).toEqual(['C', 'D']);
});

test('one touch turns to the two that wait, and back', () => {
  view.turn();
  expect([...view.large]).toEqual(['C', 'D']);
  view.turn();
  expect([...view.large]).toEqual(['A', 'B']);
});

test('what lies over the stage is closed before anything else is', () => {
  view.quantise = true;
  view.edit('A');
  expect(view.closeTop()).toBe(true);
  expect([view.quantise, view.editing]).toEqual([false, null]);
  expect(view.closeTop()).toBe(false);
});

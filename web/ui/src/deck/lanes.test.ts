import { expect, test } from 'vitest';
import { CUE_COLOURS } from '../lib/colour';
import type { DeckState } from '../wire/show';
import { highest, sceneOf, stature } from './lanes';

test('the highest point of a part does not look outside of it or of the song', () => {
  const points = Uint8Array.from([10, 200, 30, 40]);
  expect(highest(points, 2, 4)).toBe(40);
  expect(highest(points, -5, 99)).toBe(200);
  expect(highest(points, 9, 12)).toBe(0);
});

test('a fader that is down flattens the wave, and no wave outgrows its lane', () => {
  expect(stature(255, 1)).toBe(1);
  expect(stature(255, 2)).toBe(1);
  expect(stature(200, 0)).toBe(0);
});

test('a scene has the marks of the deck with colours that can be drawn', () => {
  const cues = { '2': { position_ms: 500, label: 'Drop', colour: '', layout: null } };
  const deck = { duration_ms: 9000, loop: {}, cues, memory: [1000] } as unknown as DeckState;
  const scene = sceneOf(deck, null, [], null);
  expect(scene.cues).toEqual([{ slot: '2', ms: 500, label: 'Drop', colour: CUE_COLOURS[0] }]);
  expect(scene.memory).toEqual([1000]);
});

import { describe, expect, test } from 'vitest';
import type { ArmedState } from '../wire/show';
import { armedText, countdown, inOrder, waiting } from './armed';

const at = (beat: number, action: string, args: ArmedState['args']): ArmedState => ({ action, args, quantise: '1 bar', beat });
const armed = {
  '3': at(16, 'stem.mute', { deck: 'A', stem: 'drums', on: true }),
  '4': at(8, 'stem.mute', { deck: 'A', stem: 3, on: true }),
  '5': at(12, 'scene.recall', { slot: 2, beats: 0 }),
};

describe('what waits is found on its control', () => {
  test('by action and arguments', () => {
    expect(waiting(armed, ['stem.mute'], { deck: 'A', stem: 'drums' })).toBe(armed[3]);
    expect(waiting(armed, ['stem.mute'], { deck: 'B', stem: 'drums' })).toBeNull();
    expect(waiting(armed, ['stem.solo'], { deck: 'A', stem: 'drums' })).toBeNull();
  });
  test('also when a controller called the stem by its number', () => {
    expect(waiting(armed, ['stem.mute'], { deck: 'A', stem: ['bass', 3] })).toBe(armed[4]);
  });
  test('the next one first', () => {
    expect(waiting(armed, ['stem.mute'], { deck: 'A' })).toBe(armed[4]);
    expect(inOrder(armed).map(({ beat }) => beat)).toEqual([8, 12, 16]);
  });
  test('an argument that is left out is like none', () => {
    expect(waiting(armed, ['scene.recall'], { slot: 2, deck: null })).toBe(armed[5]);
    expect(waiting(armed, ['scene.recall'], { slot: 2, deck: 'A' })).toBeNull();
  });
});

test('the countdown says 1 in the last beat, and 0 only when it is time', () => {
  expect([4.01, 7.0, 7.99, 8, 9].map((beat) => countdown(8, beat))).toEqual([4, 1, 1, 0, 0]);
});

test('what waits is said in words', () => {
  expect(armedText(armed[3])).toBe('A mute drums');
  expect(armedText(armed[5])).toBe('scene recall 2');
});

import { describe, expect, test } from 'vitest';
import { barBeat, barBeatOf, beatAt, msAt, phaseOf, placeInBar } from './grid';

const steady = { bpm: 120, first_ms: 250, downbeat: 0, beats_ms: [] };
/** Slows down: 500, 600, 700 ms a beat. */
const moving = { bpm: 100, first_ms: 1000, downbeat: 1, beats_ms: [1000, 1500, 2100, 2800] };

describe('a grid of one tempo', () => {
  test('finds beats and their places', () => {
    expect(beatAt(steady, 1000)).toBeCloseTo(1.5, 9);
    expect(msAt(steady, 1.5)).toBeCloseTo(1000, 9);
  });
  test('goes on before its first beat', () => expect(msAt(steady, -1)).toBe(-250));
});

describe('a grid of every beat by itself', () => {
  test.each([
    [1000, 0],
    [1250, 0.5],
    [1500, 1],
    [2450, 2.5],
    [3500, 4],
    [500, -1],
  ])('%d ms is beat %d, and back', (ms, beat) => {
    expect(beatAt(moving, ms)).toBeCloseTo(beat, 9);
    expect(msAt(moving, beat)).toBeCloseTo(ms, 9);
  });
  test('knows which beat begins a bar', () => {
    expect([0, 1, 2, 5].map((beat) => placeInBar(moving, beat))).toEqual([3, 0, 1, 0]);
  });
});

describe('bar and beat', () => {
  test('begin with the first beat at 1.1', () => expect(barBeat(250, steady)).toBe('1.1'));
  test('count in fours', () => expect(barBeat(250 + 9 * 500, steady)).toBe('3.2'));
  test('begin with the first whole bar, wherever the downbeat was set', () => {
    expect(barBeat(250 + 2 * 500, { ...steady, downbeat: 34 })).toBe('1.1');
  });
  test('are unknown before that and without a grid', () => {
    expect(barBeat(100, steady)).toBeNull();
    expect(barBeat(100, null)).toBeNull();
  });
  test('of the master clock count from its start', () => expect(barBeatOf(129.4)).toBe('33.2'));
});

test('phase is the shorter way round', () => {
  expect(phaseOf(4.1, 8.0)).toBeCloseTo(0.1, 9);
  expect(phaseOf(3.9, 8.0)).toBeCloseTo(-0.1, 9);
});

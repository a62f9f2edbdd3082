import { describe, expect, test } from 'vitest';
import { dbOfTravel, dbText, meterShare, signed, travelOfDb } from './level';

describe('a fader', () => {
  test('is silent at the bottom, at unity below the top, at +6 dB at the top', () => {
    expect(dbOfTravel(0)).toBe(-90);
    expect(dbOfTravel(0.82)).toBe(0);
    expect(dbOfTravel(1)).toBe(6);
  });

  test('stands where it was put: travel and level undo each other', () => {
    for (let db = -90; db <= 6; db += 0.5) expect(dbOfTravel(travelOfDb(db))).toBeCloseTo(db, 9);
  });

  test('never goes back while it goes up', () => {
    const levels = Array.from({ length: 101 }, (_, i) => dbOfTravel(i / 100));
    expect([...levels].sort((a, b) => a - b)).toEqual(levels);
  });
});

describe('levels in words', () => {
  test.each([
    [-90, '−∞'],
    [-3.52, '−3.5'],
    [-0.04, '0.0'],
    [0, '0.0'],
    [6, '+6.0'],
  ])('%s dB is written %s', (db, text) => expect(dbText(db)).toBe(text));

  test('a small negative number has no minus before a zero', () => expect(signed(-0.001, 2)).toBe('0.00'));
});

test('a meter is empty in silence, full at full scale, half at −30 dB', () => {
  expect(meterShare(0)).toBe(0);
  expect(meterShare(1)).toBe(1);
  expect(meterShare(4)).toBe(1);
  expect(meterShare(10 ** (-30 / 20))).toBeCloseTo(0.5, 9);
});

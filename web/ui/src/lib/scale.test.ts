import { describe, expect, test } from 'vitest';
import { CROSSFADER, EQ, FILTER, GAIN, TEMPO, blend, stepped, valueAt } from './scale';

const ORIGINAL = blend('stems', 'original');

describe.each([
  ['gain', GAIN],
  ['crossfader', CROSSFADER],
  ['tempo', TEMPO],
  ['equaliser', EQ],
  ['filter', FILTER],
])('the scale of the %s', (_, scale) => {
  test('reaches both ends', () => {
    expect(valueAt(scale, 0)).toBe(scale.min);
    expect(valueAt(scale, 1)).toBe(scale.max);
    expect(valueAt(scale, 7)).toBe(scale.max);
  });

  test('catches at its neutral place', () => {
    const place = scale.toTravel(scale.neutral);
    expect(valueAt(scale, place + 0.01)).toBe(scale.neutral);
    expect(valueAt(scale, place + 0.05)).not.toBe(scale.neutral);
  });

  test('takes a value back to where it came from', () => {
    for (let travel = 0.1; travel < 1; travel += 0.1) {
      expect(scale.toTravel(scale.fromTravel(travel))).toBeCloseTo(travel, 9);
    }
  });
});

test('half of the travel of the tempo is for what is mixed with', () => {
  expect(TEMPO.toTravel(12.5) - TEMPO.toTravel(-12.5)).toBeCloseTo(0.5, 9);
});

describe('a step', () => {
  test('stays on the scale', () => {
    expect(stepped(GAIN, 5.5, 1)).toBe(6);
    expect(stepped(TEMPO, -50, -1)).toBe(-50);
  });
  test('leaves no dust of binary fractions', () => expect(stepped(TEMPO, 0.2, 0.1)).toBe(0.3));
  test('out of silence is to what can be heard, and below that silence', () => {
    expect(stepped(GAIN, -90, 1)).toBe(-60);
    expect(stepped(GAIN, -60, -1)).toBe(-90);
  });
});

test('the screen reader hears words', () => {
  expect(GAIN.text(-90)).toBe('silent');
  expect(CROSSFADER.text(0)).toBe('both sides');
  expect(CROSSFADER.text(-0.5)).toBe('50 % to the left');
  expect(TEMPO.text(-1.6)).toBe('−1.60 %');
  expect(FILTER.text(0)).toBe('open');
  expect(FILTER.text(0.4)).toBe('high pass 40 %');
  expect(ORIGINAL.text(0.25)).toBe('25 % original');
});

import { expect, test } from 'vitest';
import { beatsText, clock, heardBpm, timeLeft } from './time';

test.each([
  [0, '0:00'],
  [61_999, '1:01'],
  [3_723_000, '1:02:03'],
  [-5, '0:00'],
])('%d ms is written %s', (ms, text) => expect(clock(ms)).toBe(text));

test('time left reaches nothing only with the last sample', () => {
  expect(timeLeft(0, 134_000)).toBe('−2:14');
  expect(timeLeft(133_999, 134_000)).toBe('−0:01');
  expect(timeLeft(134_000, 134_000)).toBe('−0:00');
});

test('the tempo that is heard is the song’s, faster or slower', () => expect(heardBpm(120, -2.5)).toBe(117));

test('loops are written as beats or parts of one', () => {
  expect(beatsText(4)).toBe('4');
  expect(beatsText(0.125)).toBe('1/8');
});

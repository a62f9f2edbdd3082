import { expect, test } from 'vitest';
import { Needle } from './ballistic';

test('a needle is up at once and down in its own time', () => {
  const needle = new Needle();
  expect(needle.follow(0.9, 0)).toBe(0.9);
  expect(needle.follow(0, 150)).toBeCloseTo(0.8, 9);
  expect(needle.follow(0.85, 160)).toBe(0.85);
  expect(needle.follow(0, 5000)).toBe(0);
});

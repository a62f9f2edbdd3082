import { expect, test } from 'vitest';
import { following } from './loop';

test('lengths go round, and an unknown one comes back to the first', () => {
  expect([1, 2, 4, 3].map((beats) => following([1, 2, 4], beats))).toEqual([2, 4, 1, 1]);
});

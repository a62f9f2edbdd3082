import { expect, test } from 'vitest';
import { loopSized } from './loop';

test('a loop halves and doubles, and stops at its ends', () => {
  expect(loopSized(4, 0.5)).toBe(2);
  expect(loopSized(64, 2)).toBe(64);
  expect(loopSized(1 / 32, 0.5)).toBe(1 / 32);
});

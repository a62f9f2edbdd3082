import { expect, test } from 'vitest';
import { keyText } from './key';

test.each([
  ['A minor', 'Am'],
  ['F# major', 'F#'],
  ['8A', '8A'],
])('%s is written %s', (key, text) => expect(keyText(key)).toBe(text));

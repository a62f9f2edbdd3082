import { describe, expect, test } from 'vitest';
import { deedOf } from './keymap';

const key = (code: string, shiftKey = false, text = ''): Parameters<typeof deedOf>[0] => ({ code, key: text, shiftKey });

describe('the keyboard', () => {
  test.each([
    ['Space', false, { do: 'toggle', deck: 'A' }],
    ['Space', true, { do: 'toggle', deck: 'B' }],
    ['Digit2', false, { do: 'mute', deck: 'A', number: 2 }],
    ['Digit2', true, { do: 'solo', deck: 'A', number: 2 }],
    ['Digit6', false, { do: 'mute', deck: 'B', number: 1 }],
    ['Digit0', false, { do: 'mute', deck: 'B', number: 5 }],
    ['KeyR', false, { do: 'cue', deck: 'A', number: 4 }],
    ['KeyU', true, { do: 'cue', deck: 'B', number: 5 }],
    ['KeyC', false, { do: 'tempo', deck: 'A', by: 0.1 }],
    ['KeyB', true, { do: 'tempo', deck: 'B', by: -1 }],
    ['KeyX', false, { do: 'tempoReset', deck: 'A' }],
    ['KeyH', false, { do: 'loop', deck: 'B' }],
    ['Escape', false, { do: 'close' }],
  ])('%s with shift %s', (code, shift, deed) => expect(deedOf(key(code, shift))).toEqual(deed));

  test('finds ? and / by what they write, wherever the layout has them', () => {
    expect(deedOf(key('Minus', true, '?'))).toEqual({ do: 'keys' });
    expect(deedOf(key('Digit7', true, '/'))).toEqual({ do: 'search' });
  });

  test('leaves other keys alone', () => expect(deedOf(key('F5'))).toBeNull());

  test('gives no key two meanings', () => {
    const codes = [...'QWERTYUIOPASDFGHJKLZXCVBNM'].map((letter) => `Key${letter}`);
    const deeds = codes.map((code) => deedOf(key(code))).filter((deed) => deed !== null);
    expect(new Set(deeds.map((deed) => JSON.stringify(deed))).size).toBe(deeds.length);
  });
});

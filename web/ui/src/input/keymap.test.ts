import { describe, expect, test } from 'vitest';
import { deedOf } from './keymap';

const key = (code: string, shiftKey = false, text = ''): Parameters<typeof deedOf>[0] => ({ code, key: text, shiftKey });

describe('the keyboard', () => {
  test.each([
    ['Space', false, { do: 'toggle', hand: 'left' }],
    ['Space', true, { do: 'toggle', hand: 'right' }],
    ['Digit2', false, { do: 'mute', hand: 'left', number: 2 }],
    ['Digit2', true, { do: 'solo', hand: 'left', number: 2 }],
    ['Digit6', false, { do: 'mute', hand: 'right', number: 1 }],
    ['Digit0', false, { do: 'mute', hand: 'right', number: 5 }],
    ['KeyR', false, { do: 'cue', hand: 'left', number: 4 }],
    ['KeyU', true, { do: 'cue', hand: 'right', number: 5 }],
    ['KeyC', false, { do: 'tempo', hand: 'left', by: 0.1 }],
    ['KeyB', true, { do: 'tempo', hand: 'right', by: -1 }],
    ['KeyX', false, { do: 'tempoReset', hand: 'left' }],
    ['KeyH', false, { do: 'loop', hand: 'right' }],
    ['KeyH', true, { do: 'sync', hand: 'right' }],
    ['KeyD', true, { do: 'nudge', hand: 'left', percent: 2 }],
    ['KeyV', false, { do: 'roll', hand: 'left' }],
    ['Comma', false, { do: 'roll', hand: 'right' }],
    ['Comma', true, { do: 'acapella', hand: 'right' }],
    ['ArrowUp', false, { do: 'turn' }],
    ['Escape', false, { do: 'close' }],
  ])('%s with shift %s', (code, shift, deed) => expect(deedOf(key(code, shift))).toEqual(deed));

  test('finds ? and / by what they write, wherever the layout has them', () => {
    expect(deedOf(key('Minus', true, '?'))).toEqual({ do: 'keys' });
    expect(deedOf(key('Digit7', true, '/'))).toEqual({ do: 'search' });
  });

  test('leaves other keys alone', () => expect(deedOf(key('F5'))).toBeNull());

  test.each([false, true])('gives no two keys one meaning (shift %s)', (shift) => {
    const codes = [...[...'QWERTYUIOPASDFGHJKLZXCVBNM'].map((letter) => `Key${letter}`), 'Comma'];
    const deeds = codes.map((code) => deedOf(key(code, shift))).filter((deed) => deed !== null);
    expect(new Set(deeds.map((deed) => JSON.stringify(deed))).size).toBe(deeds.length);
  });
});

import { describe, expect, test } from 'vitest';
import type { Focus, ShowState, StemState } from '../wire/show';
import { colours, hasVoice, isSwapped, strips } from './stems';

const stem = (slot: number, changes: Partial<StemState> = {}): StemState => ({
  slot,
  mute: false,
  solo: false,
  gain_db: 0,
  filter: 0,
  loop: { on: false, start_ms: 0, end_ms: 0, beats: 4 },
  channel: null,
  output: 0,
  replaced_by: null,
  guest: null,
  mute_aside: false,
  solo_aside: false,
  preview: false,
  ...changes,
});

const heardOf = (stems: Record<string, StemState>): Record<string, string> =>
  Object.fromEntries(strips(stems).map(({ name, audibility }) => [name, audibility]));

describe('what is heard of a deck', () => {
  test('everything that is not muted', () => {
    expect(heardOf({ vocals: stem(1, { mute: true }), drums: stem(2) })).toEqual({ vocals: 'muted', drums: 'heard' });
  });

  test('a solo silences the others; several solos add', () => {
    const stems = { vocals: stem(1, { solo: true }), drums: stem(2, { solo: true }), bass: stem(3) };
    expect(heardOf(stems)).toEqual({ vocals: 'heard', drums: 'heard', bass: 'silenced' });
  });

  test('a mute by hand stays a mute by hand under a solo, even under its own', () => {
    const stems = { vocals: stem(1, { mute: true, solo: true }), drums: stem(2, { mute: true }) };
    expect(heardOf(stems)).toEqual({ vocals: 'muted', drums: 'muted' });
  });
});

test('one touch for the voice, or for all but the voice, silences the others', () => {
  const stems = { vocals: stem(1), drums: stem(2), bass: stem(3, { mute: true }) };
  const focused = (focus: Focus): string[] => strips(stems, focus).map(({ audibility }) => audibility);
  expect(focused('acapella')).toEqual(['heard', 'silenced', 'muted']);
  expect(focused('instrumental')).toEqual(['silenced', 'heard', 'muted']);
});

test('a stem in whose place another deck’s plays is silenced', () => {
  expect(heardOf({ vocals: stem(1), drums: stem(2, { replaced_by: 'B' }) })).toEqual({ vocals: 'heard', drums: 'silenced' });
});

test('a stem that is led through another deck is not swapped for that', () => {
  const decks = (mine: Partial<StemState>): ShowState['decks'] =>
    ({ A: { stems: { drums: stem(1, mine) } }, B: { stems: {} } }) as unknown as ShowState['decks'];
  const swapped = (mine: Partial<StemState>): boolean => isSwapped(decks(mine), 'A', 'drums', 'B');
  const guest = { at: 'B', mute: false, channel: null, output: 0 } as const;
  expect(swapped({ channel: 'B', guest })).toBe(true);
  expect(swapped({ channel: 'B' })).toBe(false);
  expect(swapped({ channel: 'C', guest: { ...guest, at: 'C' } })).toBe(false);
});

test('a guest on another deck is heard whatever its own deck singles out', () => {
  const guest = { at: 'B', mute: false, channel: null, output: 0 } as const;
  const stems = { vocals: stem(1, { solo: true }), drums: stem(2, { guest }) };
  expect(strips(stems, 'acapella').map(({ audibility }) => audibility)).toEqual(['heard', 'heard']);
});

test('a solo under one touch is heard, whichever stem it is', () => {
  const stems = { vocals: stem(1), drums: stem(2, { solo: true }) };
  expect(strips(stems, 'acapella').map(({ audibility }) => audibility)).toEqual(['silenced', 'heard']);
});

test('a song without a voice has none to single out', () => {
  expect(hasVoice({ lead_vocals: stem(1), drums: stem(2) })).toBe(true);
  expect(hasVoice({ drums: stem(2) })).toBe(false);
});

test('stems stand in the order of their slots', () => {
  const names = strips({ bass: stem(3), vocals: stem(1), drums: stem(2) }).map((strip) => strip.name);
  expect(names).toEqual(['vocals', 'drums', 'bass']);
});

test('a known stem has its own colour and an unknown one none that is taken', () => {
  const given = colours(['lead', 'drums', 'pad']);
  expect(given.get('drums')).toBe('drums');
  expect(new Set(given.values()).size).toBe(3);
});

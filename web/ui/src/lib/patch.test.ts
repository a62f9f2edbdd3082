import { describe, expect, test } from 'vitest';
import { applyChanges, fits, look, put } from './patch';

describe('a patch fits', () => {
  const known = { epoch: 'one', seq: 7 };
  test.each([
    ['next', { epoch: 'one', seq: 8 }],
    ['old', { epoch: 'one', seq: 7 }],
    ['gap', { epoch: 'one', seq: 9 }],
    ['gap', { epoch: 'two', seq: 8 }],
  ])('%s', (fit, patch) => expect(fits(known, patch)).toBe(fit));
});

describe('changes by JSON pointer', () => {
  test('are put where they point', () => {
    const show = { decks: { A: { stems: { drums: { mute: false } }, cues: {} } } };
    const fitted = applyChanges(show, { '/decks/A/stems/drums/mute': true, '/decks/A/cues': { '1': 5 } });
    expect(fitted).toBe(true);
    expect(show.decks.A).toEqual({ stems: { drums: { mute: true } }, cues: { '1': 5 } });
  });

  test('say when there is no such place', () => {
    expect(put({ decks: {} }, '/decks/A/playing', true)).toBe(false);
    expect(look({ decks: {} }, '/decks/A/playing')).toBeUndefined();
  });

  test('never reach into what every object has', () => {
    expect(put({}, '/constructor/prototype/muted', true)).toBe(false);
    expect(look({}, '/constructor/name')).toBeUndefined();
  });
});

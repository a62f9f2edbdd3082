import { describe, expect, test } from 'vitest';
import { deedText, learntDeed } from './deed';

describe('what a control does, in words', () => {
  test.each([
    ['stem.mute', { deck: 'A', stem: 'drums' }, 'Mute drums, deck A'],
    ['stem.gain', { deck: 'B', stem: 3 }, 'Level stem 3, deck B'],
    ['deck.jump', { deck: 'A', beats: -4 }, 'Jump beats -4, deck A'],
    ['deck.toggle', { deck: 'focus' }, 'Play or pause, the chosen deck'],
    ['mixer.crossfader', {}, 'Crossfader'],
    ['surface.page', { page: 2 }, 'Page 2'],
    ['scene.store', { slot: 1 }, 'Store scene 1'],
    ['grid.set_downbeat', { deck: 'C' }, 'Grid set downbeat, deck C'],
  ])('%s', (action, args, words) => expect(deedText({ action, args })).toBe(words));
});

describe('what the hardware learns from a touch', () => {
  test('a switch switches either way', () => {
    const learnt = learntDeed({ action: 'stem.mute', args: { deck: 'A', stem: 'drums', on: true } });
    expect(learnt).toEqual({ action: 'stem.mute', args: { deck: 'A', stem: 'drums' } });
  });

  test('play and pause are one button', () => {
    expect(learntDeed({ action: 'deck.pause', args: { deck: 'A' } }).action).toBe('deck.toggle');
  });

  test('a fader gives its own value', () => {
    expect(learntDeed({ action: 'deck.eq', args: { deck: 'A', band: 'low', db: 0.5 } }, 0.5).args).toEqual({ deck: 'A', band: 'low' });
  });
});

import { beforeEach, describe, expect, test, vi } from 'vitest';

/** The show, played by hand. */
const line = vi.hoisted(() => ({ seen: {} as Record<string, never>, inert: false, act: vi.fn(), stream: vi.fn() }));
vi.mock('../show.svelte', () => ({ show: line }));
vi.mock('../motion.svelte', () => ({ motion: {} }));

import { act } from '../actions';

type Seen = { master: object; decks: Record<string, object> };

function show(quantise: string, deck: object = {}): void {
  const seen: Seen = {
    master: { quantise, chosen_leader: null },
    decks: { A: { track_id: 't', playing: false, eq: { kills: ['low'] }, focus: null, stems: {}, ...deck } },
  };
  line.seen = seen as unknown as typeof line.seen;
}

const drums = { stems: { drums: { mute: false, loop: { on: false } } } };

beforeEach(() => {
  line.act.mockReset();
  line.stream.mockReset();
});

describe('a press that waits for the clock', () => {
  test('is shown done at once only when it does not wait', () => {
    show('now', drums);
    act.mute('A', 'drums');
    expect(line.act).toHaveBeenLastCalledWith('stem.mute', { deck: 'A', stem: 'drums', on: true }, ['/decks/A/stems/drums/mute', true]);
    show('1 bar', drums);
    act.mute('A', 'drums');
    expect(line.act).toHaveBeenLastCalledWith('stem.mute', { deck: 'A', stem: 'drums', on: true }, undefined);
  });

  test('asks for the very same when it is pressed again, which takes it back', () => {
    show('1 bar', drums);
    act.mute('A', 'drums');
    act.mute('A', 'drums');
    expect(line.act.mock.calls[1]).toEqual(line.act.mock.calls[0]);
  });

  test.each([
    ['a start', () => act.toggle('A'), 'deck.play', { deck: 'A' }],
    ['a kill', () => act.kill('A', 'high'), 'deck.eq_kill', { deck: 'A', band: 'high', on: true }],
    ['the voice alone', () => act.acapella('A'), 'deck.acapella', { deck: 'A', on: true }],
    ['a scene', () => act.recallScene(3, null, 8), 'scene.recall', { slot: 3, beats: 8 }],
  ])('may be %s', (_, press, action, args) => {
    show('1/4');
    press();
    expect(line.act).toHaveBeenLastCalledWith(action, args, undefined);
  });
});

test('a pause never waits', () => {
  show('4 bars', { playing: true });
  act.toggle('A');
  expect(line.act).toHaveBeenLastCalledWith('deck.pause', { deck: 'A' }, ['/decks/A/playing', false]);
});

test('a kill keeps the others, and gives back only its own band', () => {
  show('now');
  act.kill('A', 'high');
  expect(line.act.mock.lastCall![2]).toEqual(['/decks/A/eq/kills', ['low', 'high']]);
  act.kill('A', 'low');
  expect(line.act.mock.lastCall![2]).toEqual(['/decks/A/eq/kills', []]);
});

test('a scene is of the set unless a deck is named', () => {
  show('now');
  act.storeScene(2, null, '');
  act.storeScene(2, 'A', 'Drop');
  expect(line.act.mock.calls.map(([, args]) => args)).toEqual([{ slot: 2 }, { slot: 2, deck: 'A', label: 'Drop' }]);
});

test('the leader is chosen, and let go by the same press', () => {
  show('now');
  act.lead('A');
  expect(line.act).toHaveBeenLastCalledWith('sync.leader', { deck: 'A' }, ['/master/chosen_leader', 'A']);
  (line.seen as unknown as { master: { chosen_leader: string } }).master.chosen_leader = 'A';
  act.lead('A');
  expect(line.act).toHaveBeenLastCalledWith('sync.leader', {}, ['/master/chosen_leader', null]);
});

import { expect, test } from 'vitest';
import { port } from '../wire/samples';
import type { ClockState } from '../wire/show';
import { clockText, keyOf, leaderOf, leaders } from './clocks';

const clock = (changes: Partial<ClockState> = {}): ClockState => ({
  source: 'internal',
  port_id: null,
  status: null,
  heard: null,
  sends: [],
  ...changes,
});
const input = (name: string, status: string) => port('input', name, { status });

test('every input that is here can lead, and the one that was chosen though it is away', () => {
  const devices = [input('Drum box', 'connected'), input('Old box', 'disconnected'), input('Gone', 'disconnected')];
  const words = leaders(devices, clock({ source: 'midi', port_id: 'input:Old box' })).map(([, text]) => text);
  expect(words).toEqual(['the decks', 'MIDI clock, whoever ticks first', 'MIDI clock of Drum box', 'MIDI clock of Old box', 'Ableton Link']);
});

test.each([
  { value: 'internal', port_id: null },
  { value: 'midi', port_id: 'input:Drum box #2' },
] as const)('a choice is found again by its key: %o', (leader) => {
  expect(leaderOf(keyOf(leader))).toEqual(leader);
});

test.each([
  [clock(), null],
  [clock({ status: 'waiting' }), 'Waiting for the first tick.'],
  [clock({ status: 'following', heard: 'Drum box' }), 'Following Drum box.'],
  [clock({ status: 'lost', heard: 'Drum box' }), 'Drum box has stopped: the clock goes on at its tempo.'],
])('how it goes is told in words', (state, words) => {
  expect(clockText(state)).toBe(words);
});

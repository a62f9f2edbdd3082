/** Who can lead the master clock, and how that goes, in words. */

import type { ClockSource, ClockState, MidiDevice } from '../wire/show';

export interface Leader {
  value: ClockSource;
  port_id: string | null;
}

/** The choices with their words: the decks, any MIDI clock, that of one input, Ableton Link. */
export function leaders(devices: readonly MidiDevice[], clock: ClockState): (readonly [key: string, words: string])[] {
  const inputs = devices.filter((one) => one.direction === 'input' && (one.status === 'connected' || one.port_id === clock.port_id));
  return [
    [keyOf({ value: 'internal', port_id: null }), 'the decks'],
    [keyOf({ value: 'midi', port_id: null }), 'MIDI clock, whoever ticks first'],
    ...inputs.map((one) => [keyOf({ value: 'midi', port_id: one.port_id }), `MIDI clock of ${one.name}`] as const),
    [keyOf({ value: 'link', port_id: null }), 'Ableton Link'],
  ];
}

export const keyOf = ({ value, port_id }: Leader): string => (port_id ? `${value} ${port_id}` : value);

export function leaderOf(key: string): Leader {
  const [value, ...port] = key.split(' ');
  return { value: value as ClockSource, port_id: port.join(' ') || null };
}

/** How it goes; null while the clock is led from inside. */
export function clockText({ status, heard }: ClockState): string | null {
  if (status === null) return null;
  if (status === 'following') return `Following ${heard ?? ''}`.trim() + '.';
  if (status === 'lost') return `${heard ?? 'It'} has stopped: the clock goes on at its tempo.`;
  return 'Waiting for the first tick.';
}

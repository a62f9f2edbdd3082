/** Health in words. */

import type { AudioState, MidiDevice } from '../wire/show';

/** "3 gaps, the last at 21:04:05." */
export function xrunsText(count: number, lastSeconds: number | null): string {
  if (count === 0) return 'No gap since the start.';
  const gaps = count === 1 ? '1 gap' : `${count} gaps`;
  if (lastSeconds === null) return `${gaps} since the start.`;
  return `${gaps} since the start, the last at ${new Date(lastSeconds * 1000).toLocaleTimeString()}.`;
}

/** Why nothing can be heard, and what ends that. */
export function silenceText(audio: Pick<AudioState, 'wanted' | 'message'>): string {
  if (audio.message) return audio.message;
  if (audio.wanted) return `Waiting for ${audio.wanted}: it is used as soon as it is there.`;
  return 'The show was started without one.';
}

/** The devices that a hand could play, by name: connected, and not the ports that this application makes itself. */
export function hardware(devices: MidiDevice[]): string[] {
  const playable = devices.filter((device) => device.status === 'connected' && device.type !== 'virtual');
  return [...new Set(playable.map((device) => device.name))];
}

/** "APC mini": the one device by name, several by number. */
export function midiText(devices: MidiDevice[]): string {
  const names = hardware(devices);
  return names.length > 1 ? `${names.length} devices` : (names[0] ?? 'none');
}

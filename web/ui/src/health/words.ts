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

/** The ports that this application makes itself, and whoever plays through them. */
const OURS = 'sfa_live';
const WHOEVER = 'a program';

/** Ours may stand open for nobody, and a program's port for anything: they play once they have played. */
const plays = ({ id, type, model, played }: MidiDevice): boolean =>
  played || (id !== OURS && (type !== 'virtual' || model !== null));

/** Who plays, or could, by name: the controllers that are connected, and programs that have played. */
export function players(devices: MidiDevice[]): string[] {
  const here = devices.filter((device) => device.status === 'connected' && plays(device));
  return [...new Set(here.map(({ id, name }) => (id === OURS ? WHOEVER : name)))];
}

/** "APC mini": the one device by name, several by number. */
export function midiText(devices: MidiDevice[]): string {
  const names = players(devices);
  return names.length > 1 ? `${names.length} devices` : (names[0] ?? 'none');
}

/** Health in words. */

import type { MidiDevice } from '../wire/show';

/** "3 gaps, the last at 21:04:05." */
export function xrunsText(count: number, lastSeconds: number | null): string {
  if (count === 0) return 'No gap since the start.';
  const gaps = count === 1 ? '1 gap' : `${count} gaps`;
  if (lastSeconds === null) return `${gaps} since the start.`;
  return `${gaps} since the start, the last at ${new Date(lastSeconds * 1000).toLocaleTimeString()}.`;
}

/** Devices that a hand could play: connected, and not the ports that this application makes itself. */
export const hardware = (devices: MidiDevice[]): MidiDevice[] =>
  devices.filter((device) => device.status === 'connected' && device.type !== 'virtual');

/** "APC mini": the one device by name, several by number. */
export function midiText(devices: MidiDevice[]): string {
  const names = new Set(hardware(devices).map((device) => device.name));
  if (names.size === 0) return 'none';
  return names.size === 1 ? [...names][0]! : `${names.size} devices`;
}

/** Pieces of a show, for tests. */

import type { MidiDevice } from './show';

/** A controller's port that is connected, and of which nothing else is known. */
export const port = (direction: string, name: string, changes: Partial<MidiDevice> = {}): MidiDevice => ({
  port_id: `${direction}:${name}`,
  name,
  direction,
  type: 'usb',
  status: 'connected',
  preset: null,
  preset_title: null,
  chosen_preset: null,
  id: name,
  manufacturer: null,
  model: null,
  serial: null,
  enabled: true,
  muted: false,
  guarded: false,
  flooding: false,
  played: false,
  has_lamps: false,
  settings: {},
  problem: null,
  ...changes,
});

/** Controllers as a player sees them: one thing with a cable, however many ports it has. */

import type { MidiDevice } from '../wire/show';

export interface Unit {
  id: string;
  name: string;
  /** Its input where it has one: by it the controller is meant. */
  port: MidiDevice;
  ports: MidiDevice[];
  connected: boolean;
}

/** One entry a controller, those that are here first. */
export function units(devices: readonly MidiDevice[]): Unit[] {
  const byId = new Map<string, MidiDevice[]>();
  for (const device of devices) {
    const id = device.id || device.name;
    byId.set(id, [...(byId.get(id) ?? []), device]);
  }
  const all = [...byId].map(([id, ports]) => {
    const port = ports.find((one) => one.direction === 'input') ?? ports[0]!;
    return { id, name: port.name, port, ports, connected: ports.some((one) => one.status === 'connected') };
  });
  return all.sort((one, other) => Number(other.connected) - Number(one.connected) || one.name.localeCompare(other.name));
}

/** "in and out, usb, connected". */
export function unitText({ ports, port }: Unit): string {
  const ways = [...new Set(ports.map(({ direction }) => (direction === 'input' ? 'in' : 'out')))].sort();
  return `${ways.join(' and ')} · ${port.type} · ${port.status}`;
}

const KINDS: Record<string, string> = { note: 'Note', cc: 'CC', cc14: 'CC', bend: 'Bend', program: 'Program', nrpn: 'NRPN', rpn: 'RPN', pressure: 'Pressure', key_pressure: 'Pressure' };

/** The name of a control in a file, as a player would say it: "Note 36 · channel 1 · shift". */
export function controlText(control: string): string {
  const [kind = '', ...words] = control.split(' ');
  const rest = words.join(' ').replace(/ channel any/, '').replace(/^channel any/, '');
  const parts = rest.replace(/ ?(channel|layer|page|with|when|only) /g, ' · $1 ').trim();
  return `${KINDS[kind] ?? kind} ${parts}`.replace(/ · layer /, ' · ').trim();
}

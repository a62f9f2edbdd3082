/** The MIDI monitor's line to the server, open while somebody looks. */

import { midi } from '../wire/sockets';
import { ALL, merged, type Filter, type MonitorLine } from './lines';

class Monitor {
  lines = $state.raw<MonitorLine[]>([]);
  filter = $state<Filter>({ ...ALL });
  /** Clock ticks in the last second, by port. */
  ticks = $state<Record<string, number>>({});
  paused = $state(false);

  /** Looks until the answer is called. */
  look(): () => void {
    const ask = (): void => void midi.emit('monitor', { port_id: '*' });
    const history = ({ lines }: { lines: MonitorLine[] }): void => this.#take(lines);
    const message = (line: MonitorLine): void => this.#take([line]);
    const clock = ({ port_id, ticks }: { port_id: string; ticks: number }): void => void (this.ticks[port_id] = ticks);
    midi.on('connect', ask).on('message:history', history).on('message', message).on('message:clock', clock);
    if (midi.connected) ask();
    return () => {
      midi.off('connect', ask).off('message:history', history).off('message', message).off('message:clock', clock);
      if (midi.connected) midi.emit('monitor', { port_id: null });
    };
  }

  clear(): void {
    this.lines = [];
    this.ticks = {};
  }

  #take(came: MonitorLine[]): void {
    if (!this.paused) this.lines = merged(this.lines, came);
  }
}

export const monitor = new Monitor();

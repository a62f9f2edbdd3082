/** The MIDI monitor's line to the server, open while somebody looks. */

import { midi } from '../wire/sockets';
import { ALL, merged, type Filter, type MonitorLine } from './lines';

class Monitor {
  /** All that came. */
  #came = $state.raw<MonitorLine[]>([]);
  /** What is held, while more comes. */
  #held = $state.raw<MonitorLine[] | null>(null);
  filter = $state<Filter>({ ...ALL });
  /** Clock ticks in the last second, by port. */
  ticks = $state<Record<string, number>>({});

  /** What is shown. */
  get lines(): MonitorLine[] {
    return this.#held ?? this.#came;
  }

  get paused(): boolean {
    return this.#held !== null;
  }

  /** Looks until the answer is called. */
  look(): () => void {
    const ask = (): void => void midi.emit('monitor', { port_id: '*' });
    const history = ({ lines }: { lines: MonitorLine[] }): void => this.#take(lines);
    const message = (line: MonitorLine): void => this.#take([line]);
    const clock = ({ port_id, ticks }: { port_id: string; ticks: number }): void => {
      if (ticks) this.ticks[port_id] = ticks;
      else delete this.ticks[port_id];
    };
    this.ticks = {};
    midi.on('connect', ask).on('message:history', history).on('message', message).on('message:clock', clock);
    if (midi.connected) ask();
    return () => {
      midi.off('connect', ask).off('message:history', history).off('message', message).off('message:clock', clock);
      if (midi.connected) midi.emit('monitor', { port_id: null });
    };
  }

  /** Lets the view stand as it is, whatever comes, or go on. */
  hold(): void {
    this.#held = this.#held ? null : this.#came;
  }

  clear(): void {
    this.#came = [];
    if (this.#held) this.#held = [];
    this.ticks = {};
  }

  #take(came: MonitorLine[]): void {
    this.#came = merged(this.#came, came);
  }
}

export const monitor = new Monitor();

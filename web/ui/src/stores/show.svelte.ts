/** The show as this page sees it, and the one way to ask something of it. */

import { Echo } from '../lib/echo';
import { applyChanges, fits, look, put } from '../lib/patch';
import { rest } from '../wire/rest';
import { DECKS, type Ack, type Deed, type Patch, type ShowState } from '../wire/show';
import { ANSWER_MS, live } from '../wire/sockets';
import { motion } from './motion.svelte';
import { toasts } from './toasts.svelte';

/** A place in the show and the value that a hand expects there. */
export type Expectation = readonly [pointer: string, value: unknown];

interface Asked {
  action: string;
  args: Record<string, unknown>;
  expected: Expectation | undefined;
}

const NO_ANSWER = 'The server did not answer in time. What is shown is what it last said.';

class Show {
  /** What is shown: the truth, with the values laid over it that hands have set and nobody has answered yet. */
  seen = $state<ShowState | null>(null);
  /** Whether the server is there. Null until the first answer. */
  server = $state<boolean | null>(null);
  /** Whether the rig, which makes the sound, is there. */
  rig = $state(true);

  #truth: ShowState | null = null;
  #echo = new Echo();
  #asking = false;
  #next = 0;
  /** What hands ask for now is gathered here and not asked. */
  #rehearsal: Deed[] | null = null;
  /** Streams of one control: the latest value waits here until the one before it was answered. */
  #streams = new Map<string, Asked | null>();

  /** Nothing can be asked now: controls stay, and do nothing. */
  get inert(): boolean {
    return this.server !== true || !this.rig;
  }

  listen(): void {
    live.on('connect', () => (this.server = true));
    live.on('disconnect', () => this.#lost());
    live.on('connect_error', () => this.#lost());
    live.on('state', (whole: ShowState & { rig?: { connected: boolean } }) => this.#take(whole));
    live.on('patch', (patch: Patch) => this.#patch(patch));
    live.on('rig', ({ connected }: { connected: boolean }) => this.#rigIs(connected));
    live.on('meters', (meters: Parameters<typeof motion.hear>[0]) => motion.hear(meters));
  }

  /** Asks for one thing, now; what it is expected to change is shown at once. */
  act(action: string, args: Record<string, unknown>, expected?: Expectation): void {
    if (this.#rehearsal) return void this.#rehearsal.push({ action, args });
    if (!this.inert) this.#send({ action, args, expected }, null);
  }

  /** Asks for one value of a moving control: never more than one on the way, and the last one always arrives. */
  stream(control: string, action: string, args: Record<string, unknown>, expected: Expectation): void {
    if (this.#rehearsal) return void this.#rehearsal.push({ action, args });
    if (this.inert) return;
    const asked: Asked = { action, args, expected };
    if (this.#streams.has(control)) {
      this.#streams.set(control, asked);
      this.#expect(expected);
    } else {
      this.#streams.set(control, null);
      this.#send(asked, control);
    }
  }

  /** What a touch would ask for, without asking; null for nothing. */
  rehearse(touch: () => void): Deed | null {
    this.#rehearsal = [];
    try {
      touch();
      return this.#rehearsal[0] ?? null;
    } finally {
      this.#rehearsal = null;
    }
  }

  #send({ action, args, expected }: Asked, control: string | null): void {
    if (expected) {
      this.#expect(expected);
      this.#echo.sent(expected[0]);
    }
    live.timeout(ANSWER_MS).emit('action', { action, args, id: this.#next++ }, (late: Error | null, ack?: Ack) => {
      if (late || !ack) toasts.say(NO_ANSWER);
      else if (!ack.ok) toasts.say(ack.error.message);
      if (expected && ack?.ok) this.#echo.accepted(expected[0], ack.seq);
      else if (expected) this.#refused(expected[0]);
      const waiting = control && this.#streams.get(control);
      if (waiting) {
        this.#streams.set(control, null);
        this.#send(waiting, control);
      } else if (control) {
        this.#streams.delete(control);
      }
      this.#release();
    });
  }

  #expect([pointer, value]: Expectation): void {
    if (!this.seen) return;
    this.#echo.hold(pointer, value);
    put(this.seen, pointer, value);
  }

  #refused(pointer: string): void {
    this.#echo.refused(pointer);
    this.#showTruth(pointer);
  }

  #release(): void {
    if (this.#truth) this.#echo.release(this.#truth.seq).forEach((pointer) => this.#showTruth(pointer));
  }

  #showTruth(pointer: string): void {
    const value = look(this.#truth, pointer);
    if (this.seen && value !== undefined) put(this.seen, pointer, structuredClone(value));
  }

  #take(whole: ShowState & { rig?: { connected: boolean } }): void {
    const { rig, ...state } = whole;
    this.server = true;
    if (rig) this.#rigIs(rig.connected);
    if (!state.decks) return;
    if (state.epoch !== this.#truth?.epoch) this.#echo.clear();
    this.#truth = state;
    const seen = structuredClone(state);
    for (const [pointer, value] of this.#echo.below('')) put(seen, pointer, value);
    this.seen = seen;
    for (const name of DECKS) motion.stand(name, state.decks[name]);
    this.#release();
  }

  #patch(patch: Patch): void {
    const fit = this.#truth ? fits(this.#truth, patch) : 'gap';
    if (fit === 'old') return;
    if (fit === 'gap' || !this.#truth || !applyChanges(this.#truth, patch.changes)) return void this.#askWhole();
    this.#truth.seq = patch.seq;
    for (const [pointer, value] of Object.entries(patch.changes)) {
      if (this.#echo.holds(pointer) || !this.seen) continue;
      put(this.seen, pointer, structuredClone(value));
      for (const [below, held] of this.#echo.below(pointer)) put(this.seen, below, held);
    }
    this.#move(Object.keys(patch.changes));
    this.#release();
  }

  /** Tells the playheads what a patch means for them. */
  #move(pointers: string[]): void {
    for (const name of DECKS) {
      const deck = this.#truth?.decks[name];
      const changed = (field: string): boolean => pointers.includes(`/decks/${name}/${field}`);
      if (deck && (changed('position_ms') || changed('track_id'))) motion.stand(name, deck);
      else if (deck && (changed('tempo') || changed('nudge'))) motion.pace(name, deck);
    }
  }

  async #askWhole(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      this.#take(await rest.state());
    } catch {
      // The line is down: with its return the server tells the whole by itself.
    } finally {
      this.#asking = false;
    }
  }

  #rigIs(connected: boolean): void {
    this.rig = connected;
    if (!connected) motion.freeze();
  }

  #lost(): void {
    this.server = false;
    motion.deafen();
    this.#echo.clear();
    this.#streams.clear();
    if (this.#truth) this.seen = structuredClone(this.#truth);
  }
}

export const show = new Show();

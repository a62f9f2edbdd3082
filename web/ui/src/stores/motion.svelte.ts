/** What moves all the time: positions and levels. Read in the frame loop, so nothing here but `load` is reactive. */

import { Playhead } from '../lib/playhead';
import { DECKS, type DeckName, type DeckMeters, type Meters, type ShowState } from '../wire/show';

/** The load is read by an eye, not by an ear. */
const LOAD_EVERY_MS = 500;

class Motion {
  readonly playheads: Record<DeckName, Playhead> = { A: new Playhead(), B: new Playhead() };
  latest: Meters | null = null;
  /** The callback's share of its block, in percent. */
  load = $state<number | null>(null);
  #rates: Record<DeckName, number> = { A: 1, B: 1 };
  #loadAt = 0;

  hear(meters: Meters): void {
    const now = performance.now();
    this.latest = meters;
    for (const name of DECKS) {
      const deck = meters.decks[name];
      if (deck) this.playheads[name].tell(deck.position_ms, deck.playing, this.#rates[name], now);
    }
    if (now - this.#loadAt > LOAD_EVERY_MS) {
      this.load = meters.load;
      this.#loadAt = now;
    }
  }

  /** Where a deck stands by the show's own account, until the meters speak. */
  stand(name: DeckName, deck: ShowState['decks'][DeckName]): void {
    this.#rates[name] = 1 + deck.tempo / 100;
    this.playheads[name].tell(deck.position_ms, deck.playing, this.#rates[name], performance.now());
  }

  tempo(name: DeckName, percent: number): void {
    this.#rates[name] = 1 + percent / 100;
  }

  /** The server is away: no level is known, but the music plays on, and the playheads with it. */
  deafen(): void {
    this.latest = null;
    this.load = null;
  }

  /** The rig is away: nothing moves, and no level is known. */
  freeze(): void {
    const now = performance.now();
    this.deafen();
    for (const name of DECKS) {
      const playhead = this.playheads[name];
      playhead.tell(playhead.at(now), false, 1, now);
    }
  }

  deck(name: DeckName): DeckMeters | undefined {
    return this.latest?.decks[name];
  }
}

export const motion = new Motion();

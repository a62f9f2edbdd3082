/** What moves all the time: positions and levels. Read in the frame loop, so nothing here but `load` is reactive. */

import { Playhead } from '../lib/playhead';
import { DECKS, type DeckName, type DeckMeters, type DeckState, type Meters } from '../wire/show';

/** The load is read by an eye, not by an ear. */
const LOAD_EVERY_MS = 500;

const ofDecks = <T>(make: () => T): Record<DeckName, T> => ({ A: make(), B: make(), C: make(), D: make() });

/** How fast the song goes by: its tempo, and what a hand pushes. */
const rateOf = ({ tempo, nudge }: DeckState): number => 1 + (tempo + nudge) / 100;

class Motion {
  readonly playheads = ofDecks(() => new Playhead());
  latest: Meters | null = null;
  /** The callback's share of its block, in percent. */
  load = $state<number | null>(null);
  #rates = ofDecks(() => 1);
  #heardAt = 0;
  #loadAt = 0;

  hear(meters: Meters): void {
    const now = performance.now();
    this.latest = meters;
    this.#heardAt = now;
    for (const name of DECKS) {
      const deck = meters.decks[name];
      if (deck) this.playheads[name].tell(deck.position_ms, deck.playing, this.#rates[name], now);
    }
    if (now - this.#loadAt > LOAD_EVERY_MS) {
      this.load = meters.load;
      this.#loadAt = now;
    }
  }

  /** The beat of the master clock now, carried on between two tellings; null when nobody tells. */
  beat(now: number): number | null {
    if (!this.latest) return null;
    return this.latest.beat + (Math.max(0, now - this.#heardAt) * this.latest.bpm) / 60_000;
  }

  /** Where a deck stands by the show's own account, until the meters speak. */
  stand(name: DeckName, deck: DeckState): void {
    this.#rates[name] = rateOf(deck);
    this.playheads[name].tell(deck.position_ms, deck.playing, this.#rates[name], performance.now());
  }

  pace(name: DeckName, deck: DeckState): void {
    this.#rates[name] = rateOf(deck);
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

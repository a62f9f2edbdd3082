/** Places in a song and what repeats there: loops, cues, and the grid they stand on. */

import type { DeckName } from '../../wire/show';
import { show } from '../show.svelte';
import { deckOf, rhythmic, streamDeck } from './asking';

/** What of a hot cue is written; what is left out stays. */
export interface CueWriting {
  label?: string;
  colour?: string;
  layout?: boolean;
}

type Grid = 'set_downbeat' | 'tap' | 'double' | 'halve' | 'reset';
type Memory = 'memory' | 'memory_clear';

export const placeActs = {
  /** Starts the loop here, or finishes it and goes on. */
  loop(deck: DeckName): void {
    const on = !deckOf(deck)?.loop.on;
    rhythmic('deck.loop', { deck, on }, [`/decks/${deck}/loop/on`, on]);
  },
  loopSize: (deck: DeckName, beats: number) => streamDeck(deck, 'deck.loop_size', { beats }, 'loop/beats', beats),
  loopHalve: (deck: DeckName) => show.act('loop.halve', { deck }),
  loopDouble: (deck: DeckName) => show.act('loop.double', { deck }),
  loopIn: (deck: DeckName) => show.act('loop.in', { deck }),
  loopOut: (deck: DeckName) => show.act('loop.out', { deck }),
  loopMove: (deck: DeckName, beats: number) => rhythmic('loop.move', { deck, beats }),
  loopFinish: (deck: DeckName) => show.act('loop.finish', { deck }),
  loopLeave: (deck: DeckName) => rhythmic('loop.leave', { deck }),
  roll: (deck: DeckName, beats: number, on: boolean) => rhythmic('loop.roll', { deck, beats, on }),
  stemLoop(deck: DeckName, stem: string, beats: number): void {
    const on = !deckOf(deck)?.stems[stem]?.loop.on;
    rhythmic('stem.loop', { deck, stem, beats, on }, [`/decks/${deck}/stems/${stem}/loop/on`, on]);
  },

  cue: (deck: DeckName, slot: number) => rhythmic('deck.cue', { deck, slot }),
  clearCue: (deck: DeckName, slot: number) => show.act('deck.cue_clear', { deck, slot }),
  writeCue: (deck: DeckName, slot: number, writing: CueWriting) => show.act('cue.set', { deck, slot, ...writing }),
  memory: (deck: DeckName, what: Memory) => show.act(`cue.${what}`, { deck }),
  toMemory: (deck: DeckName, way: 'next' | 'previous') => rhythmic(`cue.${way}`, { deck }),

  gridNudge: (deck: DeckName, ms: number) => show.act('grid.nudge', { deck, ms }),
  grid: (deck: DeckName, what: Grid) => show.act(`grid.${what}`, { deck }),
};

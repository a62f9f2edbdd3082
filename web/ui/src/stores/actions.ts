/** The vocabulary of the show as calls: every hand on this page (pointer, keys) goes through these. */

import type { DeckName, DeckState } from '../wire/show';
import { motion } from './motion.svelte';
import { show } from './show.svelte';

const deckOf = (deck: DeckName): DeckState | undefined => show.seen?.decks[deck];

function stemSwitch(kind: 'mute' | 'solo', deck: DeckName, stem: string): void {
  const state = deckOf(deck)?.stems[stem];
  if (!state) return;
  const on = !state[kind];
  show.act(`stem.${kind}`, { deck, stem, on }, [`/decks/${deck}/stems/${stem}/${kind}`, on]);
}

export const act = {
  load: (deck: DeckName, track_id: string) => show.act('deck.load', { deck, track_id }),
  eject: (deck: DeckName) => show.act('deck.eject', { deck }),

  toggle(deck: DeckName): void {
    const state = deckOf(deck);
    if (!state?.track_id) return;
    const playing = !state.playing;
    show.act(playing ? 'deck.play' : 'deck.pause', { deck }, [`/decks/${deck}/playing`, playing]);
  },
  stop: (deck: DeckName) => show.act('deck.stop', { deck }, [`/decks/${deck}/playing`, false]),

  seek(deck: DeckName, ms: number): void {
    const state = deckOf(deck);
    if (!state?.track_id || show.inert) return;
    const position_ms = Math.min(Math.max(0, ms), state.duration_ms);
    motion.playheads[deck].seek(position_ms, performance.now());
    show.stream(`seek ${deck}`, 'deck.seek', { deck, position_ms }, [`/decks/${deck}/position_ms`, position_ms]);
  },
  /** Moves by beats; by seconds where the song's beat is not known. */
  jump(deck: DeckName, beats: number): void {
    const beatMs = 60_000 / (deckOf(deck)?.bpm ?? 60);
    act.seek(deck, motion.playheads[deck].at(performance.now()) + beats * beatMs);
  },

  tempo: (deck: DeckName, percent: number) =>
    show.stream(`tempo ${deck}`, 'deck.tempo', { deck, percent }, [`/decks/${deck}/tempo`, percent]),
  tap: (deck: DeckName) => show.act('deck.tap', { deck }),
  deckGain: (deck: DeckName, db: number) =>
    show.stream(`gain ${deck}`, 'deck.gain', { deck, db }, [`/decks/${deck}/gain_db`, db]),

  cue: (deck: DeckName, slot: number) => show.act('deck.cue', { deck, slot }),
  clearCue: (deck: DeckName, slot: number) => show.act('deck.cue_clear', { deck, slot }),

  loop(deck: DeckName): void {
    const on = !deckOf(deck)?.loop.on;
    show.act('deck.loop', { deck, on }, [`/decks/${deck}/loop/on`, on]);
  },
  loopSize: (deck: DeckName, beats: number) =>
    show.stream(`loop ${deck}`, 'deck.loop_size', { deck, beats }, [`/decks/${deck}/loop/beats`, beats]),

  mute: (deck: DeckName, stem: string) => stemSwitch('mute', deck, stem),
  solo: (deck: DeckName, stem: string) => stemSwitch('solo', deck, stem),
  stemGain: (deck: DeckName, stem: string, db: number) =>
    show.stream(`stem ${deck} ${stem}`, 'stem.gain', { deck, stem, db }, [`/decks/${deck}/stems/${stem}/gain_db`, db]),

  crossfader: (value: number) =>
    show.stream('crossfader', 'mixer.crossfader', { value }, ['/master/crossfader', value]),
  master: (db: number) => show.stream('master', 'mixer.master', { db }, ['/master/gain_db', db]),
  panic: () => show.act('panic', {}),
};

/** Songs, transport, tempo, key, sync. */

import type { DeckName, KeyMode, Side } from '../../wire/show';
import { motion } from '../motion.svelte';
import { show } from '../show.svelte';
import { deckOf, rhythmic, setDeck, streamDeck } from './asking';

export const deckActs = {
  load: (deck: DeckName, track_id: string) => show.act('deck.load', { deck, track_id }),
  eject: (deck: DeckName) => show.act('deck.eject', { deck }),

  toggle(deck: DeckName): void {
    const state = deckOf(deck);
    if (!state?.track_id) return;
    if (state.playing) setDeck(deck, 'deck.pause', {}, 'playing', false);
    else rhythmic('deck.play', { deck }, [`/decks/${deck}/playing`, true]);
  },
  stop: (deck: DeckName) => setDeck(deck, 'deck.stop', {}, 'playing', false),

  seek(deck: DeckName, ms: number): void {
    const state = deckOf(deck);
    if (!state?.track_id || show.inert) return;
    const position_ms = Math.min(Math.max(0, ms), state.duration_ms);
    motion.playheads[deck].seek(position_ms, performance.now());
    streamDeck(deck, 'deck.seek', { position_ms }, 'position_ms', position_ms);
  },
  jump: (deck: DeckName, beats: number) => rhythmic('deck.jump', { deck, beats }),

  tempo: (deck: DeckName, percent: number) => streamDeck(deck, 'deck.tempo', { percent }, 'tempo', percent),
  tap: (deck: DeckName) => show.act('deck.tap', { deck }),
  nudge: (deck: DeckName, percent: number, on: boolean) => show.act('deck.nudge', { deck, percent, on }),
  slip(deck: DeckName): void {
    const on = !deckOf(deck)?.slip;
    setDeck(deck, 'deck.slip', { on }, 'slip', on);
  },

  keyLock(deck: DeckName): void {
    const on = !deckOf(deck)?.key_lock.lock;
    setDeck(deck, 'deck.keylock', { on }, 'key_lock/lock', on);
  },
  keyMode: (deck: DeckName, mode: KeyMode) => setDeck(deck, 'deck.keylock_mode', { mode }, 'key_lock/mode', mode),
  keyShift: (deck: DeckName, semitones: number) =>
    streamDeck(deck, 'deck.key_shift', { semitones }, 'key_lock/semitones', semitones),
  keyExempt(deck: DeckName): void {
    const on = !deckOf(deck)?.key_lock.exempt;
    setDeck(deck, 'deck.key_exempt', { on }, 'key_lock/exempt', on);
  },

  syncOnce: (deck: DeckName) => rhythmic('sync.once', { deck }),
  sync(deck: DeckName): void {
    const on = !deckOf(deck)?.locked;
    setDeck(deck, 'sync.lock', { on }, 'locked', on);
  },
  /** This deck leads; pressed again, whichever has played longest does. */
  lead(deck: DeckName): void {
    const chosen = show.seen?.master.chosen_leader === deck ? null : deck;
    show.act('sync.leader', chosen ? { deck } : {}, ['/master/chosen_leader', chosen]);
  },

  side: (deck: DeckName, side: Side) => setDeck(deck, 'deck.side', { side }, 'side', side),
  output: (deck: DeckName, pair: number) => setDeck(deck, 'deck.output', { pair }, 'output', pair),
  normalise(deck: DeckName): void {
    const on = !deckOf(deck)?.normalise;
    setDeck(deck, 'deck.normalise', { on }, 'normalise', on);
  },
  headphones(deck: DeckName): void {
    const on = !deckOf(deck)?.headphones;
    setDeck(deck, 'deck.headphones', { on }, 'headphones', on);
  },
};

/** What is heard of a deck: stems, levels, filters, the equaliser. */

import { isSwapped } from '../../lib/stems';
import type { Band, DeckName, Focus } from '../../wire/show';
import { show } from '../show.svelte';
import { deckOf, rhythmic, streamDeck } from './asking';

function stemSwitch(kind: 'mute' | 'solo', deck: DeckName, stem: string): void {
  const state = deckOf(deck)?.stems[stem];
  if (!state) return;
  const on = !state[kind];
  rhythmic(`stem.${kind}`, { deck, stem, on }, [`/decks/${deck}/stems/${stem}/${kind}`, on]);
}

function focus(kind: Focus, deck: DeckName): void {
  const on = deckOf(deck)?.focus !== kind;
  rhythmic(`deck.${kind}`, { deck, on }, [`/decks/${deck}/focus`, on ? kind : null]);
}

export const stemActs = {
  mute: (deck: DeckName, stem: string) => stemSwitch('mute', deck, stem),
  solo: (deck: DeckName, stem: string) => stemSwitch('solo', deck, stem),
  stemGain: (deck: DeckName, stem: string, db: number) =>
    streamDeck(deck, 'stem.gain', { stem, db }, `stems/${stem}/gain_db`, db),
  stemFilter: (deck: DeckName, stem: string, value: number) =>
    streamDeck(deck, 'stem.filter', { stem, value }, `stems/${stem}/filter`, value),
  stemChannel: (deck: DeckName, stem: string, channel: DeckName) => show.act('stem.channel', { deck, stem, channel }),
  stemOutput: (deck: DeckName, stem: string, pair: number) => show.act('stem.output', { deck, stem, pair }),

  /** The stem takes the place of the same stem on another deck; pressed again, as it was. */
  swap(deck: DeckName, stem: string, into: DeckName): void {
    const on = !(show.seen && isSwapped(show.seen.decks, deck, stem, into));
    rhythmic('stem.swap', { deck, stem, into, on });
  },

  acapella: (deck: DeckName) => focus('acapella', deck),
  instrumental: (deck: DeckName) => focus('instrumental', deck),
  original: (deck: DeckName, blend: number) => streamDeck(deck, 'deck.original', { blend }, 'original', blend),

  deckGain: (deck: DeckName, db: number) => streamDeck(deck, 'deck.gain', { db }, 'gain_db', db),
  filter: (deck: DeckName, value: number) => streamDeck(deck, 'deck.filter', { value }, 'filter', value),
  eq: (deck: DeckName, band: Band, db: number) => streamDeck(deck, 'deck.eq', { band, db }, `eq/${band}`, db),
  kill(deck: DeckName, band: Band): void {
    const kills = deckOf(deck)?.eq.kills ?? [];
    const on = !kills.includes(band);
    const after = on ? [...kills, band] : kills.filter((killed) => killed !== band);
    rhythmic('deck.eq_kill', { deck, band, on }, [`/decks/${deck}/eq/kills`, after]);
  },
};

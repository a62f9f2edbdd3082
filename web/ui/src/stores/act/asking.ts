/** How the calls of the vocabulary ask: with an echo where the show does it now, without where it will wait. */

import type { DeckName, DeckState } from '../../wire/show';
import { show, type Expectation } from '../show.svelte';

export const deckOf = (deck: DeckName): DeckState | undefined => show.seen?.decks[deck];

/**
 * Asks for what waits for the clock when the show quantises. It is then seen as armed, which the server tells; to show
 * it done already would be a lie that jumps back. The same press again takes it back.
 */
export function rhythmic(action: string, args: Record<string, unknown>, expected?: Expectation): void {
  show.act(action, args, show.seen?.master.quantise === 'now' ? expected : undefined);
}

/** A field of a deck that a hand moves: the latest value wins, and is seen at once. */
export function streamDeck(
  deck: DeckName,
  action: string,
  args: Record<string, unknown>,
  field: string,
  value: unknown,
): void {
  show.stream(`${deck} ${field}`, action, { deck, ...args }, [`/decks/${deck}/${field}`, value]);
}

/** A field of a deck that a press sets, at once. */
export function setDeck(deck: DeckName, action: string, args: Record<string, unknown>, field: string, value: unknown): void {
  show.act(action, { deck, ...args }, [`/decks/${deck}/${field}`, value]);
}

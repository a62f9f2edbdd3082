/** What is heard of a deck, the order in which its stems stand, and their colours. */

import type { DeckName, Focus, ShowState, StemState } from '../wire/show';

/** Three states that must be told apart at two metres. */
export type Audibility = 'heard' | 'muted' | 'silenced';

export const COLOURS = ['vocals', 'drums', 'bass', 'other', 'guitar', 'piano'] as const;
export type Colour = (typeof COLOURS)[number];

export interface Strip extends StemState {
  name: string;
  audibility: Audibility;
  colour: Colour;
}

/** A stem that is muted by hand says so even when something else silences it too: a hand undoes it. */
function audibility(stem: StemState, anySolo: boolean, focused: boolean): Audibility {
  if (stem.mute) return 'muted';
  // It plays for another deck, whatever its own is up to.
  if (stem.guest) return 'heard';
  return stem.replaced_by === null && (anySolo ? stem.solo : focused) ? 'heard' : 'silenced';
}

const isVoice = (name: string): boolean => /voc|voice/.test(name);

/** Without a voice there is no touch for it, nor for all but it. */
export const hasVoice = (stems: Record<string, StemState>): boolean => Object.keys(stems).some(isVoice);

/** Whether the one touch for the voice, or for all but the voice, leaves this stem. */
const inFocus = (name: string, focus: Focus | null): boolean => focus === null || (focus === 'acapella') === isVoice(name);

/** Whether a deck's stem plays in the place of the same stem on another deck (or beside its others, when it has none). */
export function isSwapped(decks: ShowState['decks'], deck: DeckName, stem: string, into: DeckName): boolean {
  return decks[deck].stems[stem]?.guest?.at === into;
}

/** A deck's stems by slot, each with what is heard of it and its colour. */
export function strips(stems: Record<string, StemState>, focus: Focus | null = null): Strip[] {
  const all = Object.entries(stems).sort(([, a], [, b]) => a.slot - b.slot);
  const anySolo = all.some(([, stem]) => stem.solo);
  const colour = colours(all.map(([name]) => name));
  return all.map(([name, stem]) => ({
    ...stem,
    name,
    audibility: audibility(stem, anySolo, inFocus(name, focus)),
    colour: colour.get(name)!,
  }));
}

/** Known stems have their own colour everywhere; others take those that are left over, in order. */
export function colours(names: string[]): Map<string, Colour> {
  const own = (name: string): Colour | undefined => COLOURS.find((colour) => colour === name);
  const free = COLOURS.filter((colour) => !names.includes(colour));
  let taken = 0;
  return new Map(names.map((name) => [name, own(name) ?? free[taken++] ?? COLOURS[taken % COLOURS.length]!]));
}

/** What is heard of a deck, the order in which its stems stand, and their colours. */

import type { Focus, StemState } from '../wire/show';

/** Three states that must be told apart at two metres. */
export type Audibility = 'heard' | 'muted' | 'silenced';

export const COLOURS = ['vocals', 'drums', 'bass', 'other', 'guitar', 'piano'] as const;
export type Colour = (typeof COLOURS)[number];

export interface Strip extends StemState {
  name: string;
  audibility: Audibility;
  colour: Colour;
}

/** A stem that is muted by hand says so even when another's solo silences it too: a hand undoes it. */
export function audibility(stem: StemState, anySolo: boolean): Audibility {
  if (stem.mute) return 'muted';
  return anySolo && !stem.solo ? 'silenced' : 'heard';
}

/** The stem that a touch of "only the voice" leaves. */
const VOICE = 'vocals';

/** Whether the one touch for the voice, or for all but the voice, leaves this stem. */
const inFocus = (name: string, focus: Focus | null): boolean =>
  focus === null || (focus === 'acapella') === (name === VOICE);

/** A deck's stems by slot, each with what is heard of it and its colour. */
export function strips(stems: Record<string, StemState>, focus: Focus | null = null): Strip[] {
  const all = Object.entries(stems).sort(([, a], [, b]) => a.slot - b.slot);
  const anySolo = all.some(([, stem]) => stem.solo);
  const colour = colours(all.map(([name]) => name));
  return all.map(([name, stem]) => ({
    ...stem,
    name,
    audibility: inFocus(name, focus) || stem.mute ? audibility(stem, anySolo) : 'silenced',
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

/** What of the page is open: only this browser knows, and it remembers. */

import type { DeckName } from '../wire/show';
import { screen } from './screen.svelte';

export type Page = 'decks' | 'mixer' | 'library';

function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // A browser that keeps nothing is still an instrument.
  }
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Nothing is lost but a preference.
  }
}

/** What lies in a deck's tray. */
export type Tray = 'cues' | 'loop' | 'beat' | 'stems' | 'sound' | 'memory' | 'grid' | 'route';

/** What is being written: a hot cue of a deck, or a scene. */
export interface Editing {
  of: DeckName | 'scenes';
  /** Null: the next pad that is touched is the one. */
  slot: number | null;
}

/** Decks that share a place on the desk: the first is seen at first. */
export const PLACES: readonly (readonly DeckName[])[] = [
  ['A', 'C'],
  ['B', 'D'],
];

class View {
  /** On a phone: the page that is shown. */
  page = $state<Page>('decks');
  /** On a phone: the deck under the hand. */
  deck = $state<DeckName>('A');
  /** On wider screens: the decks that are seen large, left and right. */
  large = $state<DeckName[]>(['A', 'B']);
  trays = $state<Record<DeckName, Tray>>({ A: 'cues', B: 'cues', C: 'cues', D: 'cues' });
  editing = $state<Editing | null>(null);
  /** Whose scenes are on the pads: those of the set, or of one deck's song. */
  scenesOf = $state<DeckName | null>(null);
  /** A recalled scene takes this many beats. */
  morph = $state(0);
  /** Beats of a jump, a roll, a stem's loop, as this hand likes them. */
  jumpBeats = $state(4);
  rollBeats = $state(0.5);
  stemBeats = $state(4);
  /** On wider screens: the library takes the lower part. Where that lies over the hands, nobody wants to find it open. */
  library = $state(remembered('library') === 'open' && screen.tall);
  keys = $state(false);
  midi = $state(false);
  /** All of MIDI: controllers, their mappings, what they send. */
  midiView = $state(false);
  record = $state(false);
  quantise = $state(false);
  tempo = $state(false);
  /** Somebody has muted something before: the hint has done its work. */
  played = $state(remembered('played') === 'yes');

  /** Nobody needs to be told again that no controller is here. */
  withoutMidi = $state(remembered('midi') === 'without');

  /** A deck comes to its place on the desk, and under the hand. */
  bring(deck: DeckName): void {
    this.deck = deck;
    this.large = PLACES.map((decks, place) => (decks.includes(deck) ? deck : this.large[place]!));
  }

  /** A and B go, C and D come; or the other way round. */
  turn(): void {
    const next: readonly DeckName[] = this.large[0] === 'A' ? ['C', 'D'] : ['A', 'B'];
    next.forEach((deck) => this.bring(deck));
  }

  /** Begins, or ends, the writing of cues or scenes. */
  edit(of: Editing['of']): void {
    this.editing = this.editing?.of === of ? null : { of, slot: null };
  }

  toggleLibrary(): void {
    this.library = !this.library;
    remember('library', this.library ? 'open' : 'closed');
  }

  learnt(): void {
    if (this.played) return;
    this.played = true;
    remember('played', 'yes');
  }

  /** To the library, with the hand in the search field. */
  choose(): void {
    this.page = 'library';
    this.library = true;
    // The field is there only after the library has opened.
    setTimeout(() => document.getElementById('library-search')?.focus());
  }

  playsWithoutMidi(): void {
    this.withoutMidi = true;
    remember('midi', 'without');
  }

  /** Closes what lies over the stage; false when nothing did. */
  closeTop(): boolean {
    if (!this.keys && !this.midi && !this.midiView && !this.record && !this.quantise && !this.tempo && !this.editing) return false;
    this.keys = this.midi = this.midiView = this.record = this.quantise = this.tempo = false;
    this.editing = null;
    return true;
  }
}

export const view = new View();

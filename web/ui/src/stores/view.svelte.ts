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

class View {
  /** On a phone: the page that is shown. */
  page = $state<Page>('decks');
  /** On a phone: the deck under the hand. */
  deck = $state<DeckName>('A');
  /** On wider screens: the library takes the lower part. At first it does where there is room beside the decks. */
  library = $state((remembered('library') ?? (screen.room === 'wide' ? 'open' : 'closed')) === 'open');
  keys = $state(false);
  midi = $state(false);
  /** Somebody has muted something before: the hint has done its work. */
  played = $state(remembered('played') === 'yes');

  /** Nobody needs to be told again that no controller is here. */
  withoutMidi = $state(remembered('midi') === 'without');

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
    if (!this.keys && !this.midi) return false;
    this.keys = this.midi = false;
    return true;
  }
}

export const view = new View();

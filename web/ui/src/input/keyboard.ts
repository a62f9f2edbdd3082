/** Keys to deeds: what `keymap.ts` says, done. */

import { loopSized } from '../lib/loop';
import { CROSSFADER, TEMPO, stepped } from '../lib/scale';
import { strips } from '../lib/stems';
import { act } from '../stores/actions';
import { show } from '../stores/show.svelte';
import { view } from '../stores/view.svelte';
import { deedOf, type Deed } from './keymap';

/** Two presses of Escape within this silence everything. */
const PANIC_MS = 500;
/** Deeds that a held key may repeat. */
const REPEATS = new Set<Deed['do']>(['tempo', 'jump', 'crossfade']);

let escapedAt = -Infinity;

/** A pointer on a button takes no focus: Space goes on playing the deck, and letters leave the search field. */
export function onMouseDown(event: MouseEvent): void {
  if (!(event.target instanceof Element) || !event.target.closest('button')) return;
  event.preventDefault();
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest('input, textarea, select')) {
    if (event.key === 'Escape') (target as HTMLElement).blur();
    return;
  }
  // A focused button is pressed by its own keys.
  if ((event.key === ' ' || event.key === 'Enter') && target?.closest('button, summary, a')) return;
  const deed = deedOf(event);
  if (!deed || (event.repeat && !REPEATS.has(deed.do))) return;
  event.preventDefault();
  carryOut(deed, event.timeStamp);
}

function carryOut(deed: Deed, now: number): void {
  const state = show.seen;
  switch (deed.do) {
    case 'keys':
      view.keys = !view.keys;
      return;
    case 'library':
      return view.toggleLibrary();
    case 'search':
      return view.choose();
    case 'close':
      return escape(now);
  }
  if (!state) return;
  switch (deed.do) {
    case 'crossfade':
      return act.crossfader(stepped(CROSSFADER, state.master.crossfader, deed.by));
    case 'centre':
      return act.crossfader(0);
    case 'toggle':
      return act.toggle(deed.deck);
    case 'tap':
      return act.tap(deed.deck);
    case 'loop':
      return act.loop(deed.deck);
    case 'halve':
      return act.loopSize(deed.deck, loopSized(state.decks[deed.deck].loop.beats, 0.5));
    case 'double':
      return act.loopSize(deed.deck, loopSized(state.decks[deed.deck].loop.beats, 2));
    case 'tempo':
      return act.tempo(deed.deck, stepped(TEMPO, state.decks[deed.deck].tempo, deed.by));
    case 'tempoReset':
      return act.tempo(deed.deck, 0);
    case 'jump':
      return act.jump(deed.deck, deed.beats);
    case 'cue':
      return act.cue(deed.deck, deed.number);
    case 'mute':
    case 'solo': {
      const stem = strips(state.decks[deed.deck].stems)[deed.number - 1];
      if (stem && deed.do === 'mute') view.learnt();
      if (stem) act[deed.do](deed.deck, stem.name);
      return;
    }
  }
}

function escape(now: number): void {
  if (view.closeTop()) return;
  if (now - escapedAt < PANIC_MS) act.panic();
  escapedAt = now;
}

/** Keys to deeds: what `keymap.ts` says, done. */

import { CROSSFADER, TEMPO, stepped } from '../lib/scale';
import { strips } from '../lib/stems';
import { act } from '../stores/actions';
import { learn } from '../stores/learn.svelte';
import { show } from '../stores/show.svelte';
import { view } from '../stores/view.svelte';
import type { DeckName, Quantum, ShowState } from '../wire/show';
import { deedOf, type Deed, type Hand } from './keymap';

/** Two presses of Escape within this silence everything. */
const PANIC_MS = 500;
/** Deeds that a held key may repeat. */
const REPEATS = new Set<Deed['do']>(['tempo', 'jump', 'crossfade']);

let escapedAt = -Infinity;
/** What a held key lets go of. */
const holding = new Map<string, () => void>();
/** What presses waited for when that was last switched off. */
let lastQuantum: Quantum = '1 bar';

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
  if (deed.do === 'nudge' || deed.do === 'roll') return hold(event.code, deed);
  carryOut(deed, event.timeStamp);
}

export const onKeyUp = ({ code }: KeyboardEvent): void => letGo(code);

/** A page that is left lets go of everything. */
export const onBlur = (): void => [...holding.keys()].forEach(letGo);

/** What a key does while it is held, and what its letting go ends, whatever has come under the hand meanwhile. */
function hold(code: string, deed: Extract<Deed, { do: 'nudge' | 'roll' }>): void {
  const deck = deckUnder(deed.hand);
  const beats = view.rollBeats;
  const turn = (on: boolean): void =>
    deed.do === 'nudge' ? act.nudge(deck, deed.percent, on) : act.roll(deck, beats, on);
  letGo(code);
  holding.set(code, () => turn(false));
  turn(true);
}

function letGo(code: string): void {
  holding.get(code)?.();
  holding.delete(code);
}

/** The decks that are seen large lie under the hands; on a phone the one that is seen, and its neighbour. */
const deckUnder = (hand: Hand): DeckName => view.large[hand === 'left' ? 0 : 1]!;

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
    case 'turn':
      return view.turn();
    case 'clockTap':
      return act.clockTap();
    case 'close':
      return escape(now);
  }
  if (!state) return;
  switch (deed.do) {
    case 'crossfade':
      return act.crossfader(stepped(CROSSFADER, state.master.crossfader, deed.by));
    case 'centre':
      return act.crossfader(0);
    case 'quantise':
      if (state.master.quantise === 'now') return act.quantise(lastQuantum);
      lastQuantum = state.master.quantise;
      return act.quantise('now');
  }
  if ('hand' in deed) onDeck(deed, deckUnder(deed.hand), state);
}

function onDeck(deed: Extract<Deed, { hand: Hand }>, deck: DeckName, state: ShowState): void {
  switch (deed.do) {
    case 'toggle':
    case 'tap':
    case 'loop':
    case 'sync':
    case 'acapella':
    case 'keyLock':
      return act[deed.do](deck);
    case 'halve':
      return act.loopHalve(deck);
    case 'double':
      return act.loopDouble(deck);
    case 'tempo':
      return act.tempo(deck, stepped(TEMPO, state.decks[deck].tempo, deed.by));
    case 'tempoReset':
      return act.tempo(deck, 0);
    case 'jump':
      return act.jump(deck, deed.beats);
    case 'cue':
      return act.cue(deck, deed.number);
    case 'mute':
    case 'solo': {
      const stem = strips(state.decks[deck].stems)[deed.number - 1];
      if (stem && deed.do === 'mute') view.learnt();
      if (stem) act[deed.do](deck, stem.name);
    }
  }
}

function escape(now: number): void {
  if (learn.choosing) return void (learn.choosing = false);
  if (view.closeTop()) return;
  if (now - escapedAt < PANIC_MS) act.panic();
  escapedAt = now;
}

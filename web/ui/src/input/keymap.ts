/**
 * The keyboard as an instrument: deck A under the left hand, deck B under the right.
 *
 * Keys are named by their place (`KeyboardEvent.code`), so that the hands find them on any layout.
 */

import type { DeckName } from '../wire/show';

export type Deed =
  | { do: 'toggle' | 'tap' | 'loop' | 'halve' | 'double' | 'tempoReset'; deck: DeckName }
  | { do: 'mute' | 'solo' | 'cue'; deck: DeckName; number: number }
  | { do: 'tempo'; deck: DeckName; by: number }
  | { do: 'jump'; deck: DeckName; beats: number }
  | { do: 'crossfade'; by: number }
  | { do: 'centre' | 'search' | 'library' | 'keys' | 'close' };

interface Press {
  code: string;
  key: string;
  shiftKey: boolean;
}

const HANDS: Record<DeckName, { stems: string[]; cues: string[]; loop: string; halve: string; double: string; tap: string }> = {
  A: {
    stems: ['Digit1', 'Digit2', 'Digit3', 'Digit4', 'Digit5'],
    cues: ['KeyQ', 'KeyW', 'KeyE', 'KeyR'],
    loop: 'KeyA',
    halve: 'KeyS',
    double: 'KeyD',
    tap: 'KeyF',
  },
  B: {
    stems: ['Digit6', 'Digit7', 'Digit8', 'Digit9', 'Digit0'],
    cues: ['KeyU', 'KeyI', 'KeyO', 'KeyP'],
    loop: 'KeyH',
    halve: 'KeyJ',
    double: 'KeyK',
    tap: 'KeyG',
  },
};

/** Tempo by keys: slower, as recorded, faster. */
const TEMPO: Record<DeckName, readonly [slower: string, reset: string, faster: string]> = {
  A: ['KeyZ', 'KeyX', 'KeyC'],
  B: ['KeyB', 'KeyN', 'KeyM'],
};

/** What a key means, null when nothing. */
export function deedOf({ code, key, shiftKey }: Press): Deed | null {
  if (key === '?') return { do: 'keys' };
  if (key === '/') return { do: 'search' };
  if (code === 'Space') return { do: 'toggle', deck: shiftKey ? 'B' : 'A' };
  if (code === 'ArrowLeft') return { do: 'jump', deck: shiftKey ? 'B' : 'A', beats: -4 };
  if (code === 'ArrowRight') return { do: 'jump', deck: shiftKey ? 'B' : 'A', beats: 4 };
  if (code === 'BracketLeft') return { do: 'crossfade', by: -0.1 };
  if (code === 'BracketRight') return { do: 'crossfade', by: 0.1 };
  if (code === 'Backslash') return { do: 'centre' };
  if (code === 'KeyL') return { do: 'library' };
  if (code === 'Escape') return { do: 'close' };
  return handDeed('A', code, shiftKey) ?? handDeed('B', code, shiftKey);
}

function handDeed(deck: DeckName, code: string, shift: boolean): Deed | null {
  const hand = HANDS[deck];
  const stem = hand.stems.indexOf(code);
  if (stem >= 0) return { do: shift ? 'solo' : 'mute', deck, number: stem + 1 };
  const cue = hand.cues.indexOf(code);
  if (cue >= 0) return { do: 'cue', deck, number: cue + 1 + (shift ? hand.cues.length : 0) };
  const plain = (['loop', 'halve', 'double', 'tap'] as const).find((name) => hand[name] === code);
  if (plain) return { do: plain, deck };
  const tempo = TEMPO[deck].indexOf(code);
  if (tempo === 1) return { do: 'tempoReset', deck };
  return tempo < 0 ? null : { do: 'tempo', deck, by: (tempo - 1) * (shift ? 1 : 0.1) };
}

/** The sheet that `?` shows: what, on deck A, on deck B. */
export const SHEET: readonly (readonly [what: string, a: string, b?: string])[] = [
  ['Play, pause', 'Space', 'Shift Space'],
  ['Mute a stem', '1 … 5', '6 … 0'],
  ['Solo a stem', 'Shift 1 … 5', 'Shift 6 … 0'],
  ['Cues 1 to 4', 'Q W E R', 'U I O P'],
  ['Cues 5 to 8', 'Shift Q W E R', 'Shift U I O P'],
  ['Loop on, off', 'A', 'H'],
  ['Loop half, double', 'S  D', 'J  K'],
  ['Tap the tempo', 'F', 'G'],
  ['Slower, faster', 'Z  C', 'B  M'],
  ['Tempo as recorded', 'X', 'N'],
  ['A bar back, on', '←  →', 'Shift ←  →'],
];

export const SHEET_BOTH: readonly (readonly [what: string, keys: string])[] = [
  ['Crossfader left, centre, right', '[  \\  ]'],
  ['Search the library', '/'],
  ['Library open, closed', 'L'],
  ['PANIC: silence now', 'Esc Esc'],
  ['A focused fader', '↑ ↓, Shift fine, Del = neutral'],
  ['This sheet', '?'],
];

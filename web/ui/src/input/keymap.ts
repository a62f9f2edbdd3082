/**
 * The keyboard as an instrument: the left deck under the left hand, the right one under the right.
 *
 * Keys are named by their place (`KeyboardEvent.code`), so that the hands find them on any layout. Which decks lie
 * under the hands is the desk's to say: A and B, or C and D after a turn.
 */

export type Hand = 'left' | 'right';

export type Deed =
  | { do: 'toggle' | 'tap' | 'loop' | 'halve' | 'double' | 'sync' | 'keyLock' | 'tempoReset' | 'acapella'; hand: Hand }
  | { do: 'mute' | 'solo' | 'cue'; hand: Hand; number: number }
  | { do: 'tempo'; hand: Hand; by: number }
  | { do: 'jump'; hand: Hand; beats: number }
  | { do: 'nudge'; hand: Hand; percent: number }
  | { do: 'roll'; hand: Hand }
  | { do: 'crossfade'; by: number }
  | { do: 'centre' | 'search' | 'library' | 'keys' | 'close' | 'turn' | 'quantise' | 'clockTap' };

interface Press {
  code: string;
  key: string;
  shiftKey: boolean;
}

interface Keys {
  stems: string[];
  cues: string[];
  loop: string;
  halve: string;
  double: string;
  tap: string;
}

const HANDS: Record<Hand, Keys> = {
  left: {
    stems: ['Digit1', 'Digit2', 'Digit3', 'Digit4', 'Digit5'],
    cues: ['KeyQ', 'KeyW', 'KeyE', 'KeyR'],
    loop: 'KeyA',
    halve: 'KeyS',
    double: 'KeyD',
    tap: 'KeyF',
  },
  right: {
    stems: ['Digit6', 'Digit7', 'Digit8', 'Digit9', 'Digit0'],
    cues: ['KeyU', 'KeyI', 'KeyO', 'KeyP'],
    loop: 'KeyH',
    halve: 'KeyJ',
    double: 'KeyK',
    tap: 'KeyG',
  },
};

/** Tempo by keys: slower, as recorded, faster. */
const TEMPO: Record<Hand, readonly [slower: string, reset: string, faster: string]> = {
  left: ['KeyZ', 'KeyX', 'KeyC'],
  right: ['KeyB', 'KeyN', 'KeyM'],
};

/** Beside the tempo: a roll while it is held; with shift the voice alone. */
const ROLL: Record<string, Hand> = { KeyV: 'left', Comma: 'right' };

/** With shift the loop's keys keep the beat and the key, and those beside them push while held. */
const SHIFTED = { loop: 'sync', tap: 'keyLock' } as const;
const PUSH_PERCENT = 2;

const PLAIN: Record<string, Deed> = {
  ArrowUp: { do: 'turn' },
  ArrowDown: { do: 'turn' },
  BracketLeft: { do: 'crossfade', by: -0.1 },
  BracketRight: { do: 'crossfade', by: 0.1 },
  Backslash: { do: 'centre' },
  KeyL: { do: 'library' },
  KeyT: { do: 'clockTap' },
  KeyY: { do: 'quantise' },
  Escape: { do: 'close' },
};

/** What a key means, null when nothing. */
export function deedOf({ code, key, shiftKey }: Press): Deed | null {
  if (key === '?') return { do: 'keys' };
  if (key === '/') return { do: 'search' };
  const hand: Hand = shiftKey ? 'right' : 'left';
  if (code === 'Space') return { do: 'toggle', hand };
  const roll = ROLL[code];
  if (roll) return { do: shiftKey ? 'acapella' : 'roll', hand: roll };
  if (code === 'ArrowLeft') return { do: 'jump', hand, beats: -4 };
  if (code === 'ArrowRight') return { do: 'jump', hand, beats: 4 };
  return PLAIN[code] ?? handDeed('left', code, shiftKey) ?? handDeed('right', code, shiftKey);
}

function handDeed(hand: Hand, code: string, shift: boolean): Deed | null {
  const keys = HANDS[hand];
  const stem = keys.stems.indexOf(code);
  if (stem >= 0) return { do: shift ? 'solo' : 'mute', hand, number: stem + 1 };
  const cue = keys.cues.indexOf(code);
  if (cue >= 0) return { do: 'cue', hand, number: cue + 1 + (shift ? keys.cues.length : 0) };
  if (shift && code === keys.halve) return { do: 'nudge', hand, percent: -PUSH_PERCENT };
  if (shift && code === keys.double) return { do: 'nudge', hand, percent: PUSH_PERCENT };
  const plain = (['loop', 'halve', 'double', 'tap'] as const).find((name) => keys[name] === code);
  if (plain === 'loop' || plain === 'tap') return { do: shift ? SHIFTED[plain] : plain, hand };
  if (plain) return { do: plain, hand };
  const tempo = TEMPO[hand].indexOf(code);
  if (tempo === 1) return { do: 'tempoReset', hand };
  return tempo < 0 ? null : { do: 'tempo', hand, by: (tempo - 1) * (shift ? 1 : 0.1) };
}

/** The sheet that `?` shows: what, on the left deck, on the right one. */
export const SHEET: readonly (readonly [what: string, left: string, right: string])[] = [
  ['Play, pause', 'Space', 'Shift Space'],
  ['Mute a stem', '1 … 5', '6 … 0'],
  ['Solo a stem', 'Shift 1 … 5', 'Shift 6 … 0'],
  ['Cues 1 to 4', 'Q W E R', 'U I O P'],
  ['Cues 5 to 8', 'Shift Q W E R', 'Shift U I O P'],
  ['Loop on, off', 'A', 'H'],
  ['Loop half, double', 'S  D', 'J  K'],
  ['Sync', 'Shift A', 'Shift H'],
  ['Key lock', 'Shift F', 'Shift G'],
  ['Hold back, push (held)', 'Shift S  D', 'Shift J  K'],
  ['Tap the deck’s tempo', 'F', 'G'],
  ['Slower, faster', 'Z  C', 'B  M'],
  ['Tempo as recorded', 'X', 'N'],
  ['Roll (held)', 'V', ','],
  ['The voice alone', 'Shift V', 'Shift ,'],
  ['A bar back, on', '←  →', 'Shift ←  →'],
];

export const SHEET_BOTH: readonly (readonly [what: string, keys: string])[] = [
  ['Turn: A B, C D', '↑ ↓'],
  ['Quantise on, off', 'Y'],
  ['Tap the clock', 'T'],
  ['Crossfader left, centre, right', '[  \\  ]'],
  ['Search the library', '/'],
  ['Library open, closed', 'L'],
  ['PANIC: silence now', 'Esc Esc'],
  ['A focused fader', '↑ ↓, Shift fine, Del = neutral'],
  ['This sheet', '?'],
];

/** What a control does, in words. */

import type { Deed } from '../wire/show';

const NAMES: Record<string, string> = {
  'deck.toggle': 'Play or pause',
  'deck.play': 'Play',
  'deck.pause': 'Pause',
  'deck.stop': 'Stop',
  'deck.cue': 'Hot cue',
  'deck.loop': 'Loop',
  'deck.jump': 'Jump',
  'deck.gain': 'Level',
  'deck.eq': 'Equaliser',
  'deck.eq_kill': 'Kill',
  'deck.filter': 'Filter',
  'deck.tempo': 'Tempo',
  'deck.nudge': 'Push',
  'deck.tap': 'Tap the tempo',
  'deck.keylock': 'Key lock',
  'deck.headphones': 'Headphones',
  'deck.acapella': 'Only the voice',
  'deck.instrumental': 'All but the voice',
  'deck.original': 'Stems to original',
  'stem.mute': 'Mute',
  'stem.solo': 'Solo',
  'stem.gain': 'Level',
  'stem.filter': 'Filter',
  'stem.loop': 'Loop',
  'sync.lock': 'Sync',
  'loop.halve': 'Half the loop',
  'loop.double': 'Twice the loop',
  'loop.roll': 'Roll',
  'mixer.crossfader': 'Crossfader',
  'mixer.master': 'Master level',
  'mixer.headphone_mix': 'Headphone mix',
  'mixer.headphone_gain': 'Headphone level',
  'scene.recall': 'Scene',
  'scene.store': 'Store scene',
  'clock.tap': 'Tap the clock',
  'surface.layer': 'Open the layer',
  'surface.page': 'Page',
  'surface.deck': 'Choose the deck',
  'surface.bank': 'Next bank',
  panic: 'Panic: silence now',
  macro: 'Several things',
};

/** Arguments that say by themselves what they are. */
const PLAIN = new Set(['slot', 'stem', 'band', 'layer', 'page', 'value']);

/** "Mute drums, deck A". */
export function deedText({ action, args }: Deed): string {
  const { deck, ...others } = args;
  const name = NAMES[action] ?? action.replace(/[._]/g, ' ').replace(/^./, (first) => first.toUpperCase());
  const words = Object.entries(others)
    .filter(([, value]) => value !== null && typeof value !== 'object')
    .map(([key, value]) => (PLAIN.has(key) ? (key === 'stem' && typeof value === 'number' ? `stem ${value}` : `${value}`) : `${key} ${value}`));
  const what = [name, ...words].join(' ');
  if (deck === 'focus') return `${what}, the chosen deck`;
  if (deck === 'loaded') return `${what}, the deck loaded last`;
  return deck ? `${what}, deck ${deck}` : what;
}

/**
 * What a control on the hardware shall do, from what a touch on the page would: a switch switches either way, and a
 * fader gives its own value.
 */
export function learntDeed(deed: Deed, gives?: number): Deed {
  const args = Object.fromEntries(
    Object.entries(deed.args).filter(([key, value]) => key !== 'on' && !(gives !== undefined && value === gives)),
  );
  const action = deed.action === 'deck.play' || deed.action === 'deck.pause' ? 'deck.toggle' : deed.action;
  return { action, args };
}

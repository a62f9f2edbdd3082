/** What a deck's pictures are made of. */

import type { Strip } from '../lib/stems';
import { SILENCE_DB } from '../lib/level';
import type { Peaks } from '../stores/waveforms';
import type { DeckState } from '../wire/show';

export interface Lane {
  /** 0 to 255 per point; empty while the picture is not there. */
  points: Uint8Array;
  colour: Strip['colour'];
  audibility: Strip['audibility'];
  preview: boolean;
  /** The fader, as a factor. */
  gain: number;
}

export interface Scene {
  lanes: Lane[];
  pointsPerMs: number;
  durationMs: number;
  bpm: number | null;
  firstBeatMs: number;
  loop: DeckState['loop'];
  cues: [slot: string, ms: number][];
}

const NO_POINTS = new Uint8Array();

export function sceneOf(deck: DeckState, strips: Strip[], peaks: Peaks | null): Scene {
  return {
    lanes: strips.map(({ name, colour, audibility, preview, gain_db }) => ({
      points: peaks?.stems[name] ?? NO_POINTS,
      colour,
      audibility,
      preview,
      gain: gain_db <= SILENCE_DB ? 0 : 10 ** (gain_db / 20),
    })),
    pointsPerMs: peaks?.pointsPerMs ?? 0.1,
    durationMs: deck.duration_ms,
    bpm: deck.bpm,
    firstBeatMs: deck.first_beat_ms,
    loop: { ...deck.loop },
    cues: Object.entries(deck.cues),
  };
}

/** The highest point in [from, to). */
export function highest(points: Uint8Array, from: number, to: number): number {
  let top = 0;
  for (let i = Math.max(0, from); i < Math.min(points.length, to); i++) top = Math.max(top, points[i]!);
  return top;
}

/** How tall a peak is drawn, 0 to 1: quiet parts are lifted, so that a soft stem is seen to play. */
export const stature = (peak: number, gain: number): number => Math.min(1, (peak / 255) * gain) ** 0.7;

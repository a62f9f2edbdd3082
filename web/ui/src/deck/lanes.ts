/** What a deck's pictures are made of. */

import type { Strip } from '../lib/stems';
import { SILENCE_DB } from '../lib/level';
import type { Peaks } from '../stores/waveforms';
import { cueColour } from '../lib/colour';
import type { DeckState, Grid, LoopState } from '../wire/show';

export interface Lane {
  /** 0 to 255 per point; empty while the picture is not there. */
  points: Uint8Array;
  colour: Strip['colour'];
  audibility: Strip['audibility'];
  preview: boolean;
  /** The fader, as a factor. */
  gain: number;
  /** The stem's own loop; the song's others go on. */
  loop: LoopState;
}

/** A hot cue as it is drawn. */
export interface Mark {
  slot: string;
  ms: number;
  label: string;
  colour: string;
}

export interface Scene {
  lanes: Lane[];
  pointsPerMs: number;
  durationMs: number;
  grid: Grid | null;
  loop: LoopState;
  cues: Mark[];
  /** Memory cues, in ms. */
  memory: number[];
}

const NO_POINTS = new Uint8Array();

/** `grid` is the deck's, as a plain value: it may be thousands of beats, and they are read in every frame. */
export function sceneOf(deck: DeckState, grid: Grid | null, strips: Strip[], peaks: Peaks | null): Scene {
  return {
    lanes: strips.map(({ name, colour, audibility, preview, gain_db, loop }) => ({
      points: peaks?.stems[name] ?? NO_POINTS,
      colour,
      audibility,
      preview,
      gain: gain_db <= SILENCE_DB ? 0 : 10 ** (gain_db / 20),
      loop: { ...loop },
    })),
    pointsPerMs: peaks?.pointsPerMs ?? 0.1,
    durationMs: deck.duration_ms,
    grid,
    loop: { ...deck.loop },
    cues: Object.entries(deck.cues).map(([slot, { position_ms, label, colour }]) => ({
      slot,
      ms: position_ms,
      label,
      colour: cueColour(colour),
    })),
    memory: [...deck.memory],
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

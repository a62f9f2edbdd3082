/** Where the beats of a song are, as the show's own grid has it. */

import type { Grid } from '../wire/show';

/** Bars have four beats. */
export const BEATS_PER_BAR = 4;

const beatMs = (grid: Grid): number => 60_000 / grid.bpm;

/** The beat at a place, with its fraction; before the first and behind the last beat the tempo goes on. */
export function beatAt(grid: Grid, ms: number): number {
  const { beats_ms: beats, first_ms } = grid;
  if (beats.length < 2) return (ms - first_ms) / beatMs(grid);
  const index = segment(beats, lastAtOrBefore(beats, ms));
  return index + (ms - beats[index]!) / (beats[index + 1]! - beats[index]!);
}

/** The place of a beat, or of a fraction of one. */
export function msAt(grid: Grid, beat: number): number {
  const { beats_ms: beats, first_ms } = grid;
  if (beats.length < 2) return first_ms + beat * beatMs(grid);
  const index = segment(beats, Math.floor(beat));
  return beats[index]! + (beat - index) * (beats[index + 1]! - beats[index]!);
}

/** Where a beat is in its bar: 0 begins it. */
export const placeInBar = (grid: Grid, beat: number): number => modulo(beat - grid.downbeat, BEATS_PER_BAR);

/** "12.3": bar and beat, from 1.1 with the first whole bar; null before it or without a grid. */
export function barBeat(ms: number, grid: Grid | null): string | null {
  if (!grid) return null;
  const first = grid.beats_ms.length < 2 ? Math.ceil(beatAt(grid, 0)) : 0;
  const start = first + modulo(grid.downbeat - first, BEATS_PER_BAR);
  return barBeatOf(beatAt(grid, ms) - start);
}

/** "12.3" of beats that are counted from a bar's beginning; null before it. */
export function barBeatOf(beats: number): string | null {
  const whole = Math.floor(beats + 1e-6);
  if (whole < 0) return null;
  return `${Math.floor(whole / BEATS_PER_BAR) + 1}.${(whole % BEATS_PER_BAR) + 1}`;
}

/** How far one beat is ahead of another, in beats: −0.5 to 0.5. */
export const phaseOf = (beat: number, other: number): number => modulo(beat - other + 0.5, 1) - 0.5;

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

const segment = (beats: number[], index: number): number => Math.min(Math.max(index, 0), beats.length - 2);

function lastAtOrBefore(beats: number[], ms: number): number {
  let [low, high] = [0, beats.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (beats[middle]! <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

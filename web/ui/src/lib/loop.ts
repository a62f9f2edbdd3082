/** Loops go by halves and doubles of a beat. */

const SHORTEST_BEATS = 1 / 32;
const LONGEST_BEATS = 64;

export const loopSized = (beats: number, factor: number): number =>
  Math.min(LONGEST_BEATS, Math.max(SHORTEST_BEATS, beats * factor));

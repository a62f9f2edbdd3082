/** Times and musical places as they are written on a deck. */

/** "3:07", "1:02:03"; never negative. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((n) => String(n).padStart(2, '0'));
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours}:${parts.join(':')}` : `${Number(parts[0])}:${parts[1]}`;
}

/** "−2:14": what is left of a song, rounded up, so that it reaches 0:00 with the last sample. */
export function timeLeft(positionMs: number, durationMs: number): string {
  return `−${clock(Math.ceil(Math.max(0, durationMs - positionMs) / 1000) * 1000)}`;
}

/** The tempo that is heard: the recording's, faster or slower. */
export const heardBpm = (bpm: number, tempoPercent: number): number => bpm * (1 + tempoPercent / 100);

/** "4", "1/2": the length of a loop in beats. */
export const beatsText = (beats: number): string => (beats >= 1 ? String(beats) : `1/${Math.round(1 / beats)}`);

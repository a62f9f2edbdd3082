/** The pictures of the songs on the decks: fetched once per song, kept for the songs that were there last. */

import { rest } from '../wire/rest';
import type { Waveform } from '../wire/track';

/** Four decks, and a few songs that may come back. */
const KEPT = 8;

export interface Peaks {
  pointsPerMs: number;
  stems: Record<string, Uint8Array>;
}

const kept = new Map<string, Peaks>();

/** The peaks of a song, or null when it has no picture (yet); throws when told to stop waiting. */
export async function peaksOf(trackId: string, signal: AbortSignal): Promise<Peaks | null> {
  const known = kept.get(trackId);
  if (known) return known;
  const peaks = await rest.waveform(trackId, signal).then(packed, (wrong: unknown) => {
    if (signal.aborted) throw wrong;
    return null; // A song without a picture plays as well.
  });
  if (peaks) {
    kept.set(trackId, peaks);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  }
  return peaks;
}

function packed(waveform: Waveform): Peaks {
  const stems = Object.entries(waveform.stems).map(([name, points]) => [name, Uint8Array.from(points)] as const);
  return { pointsPerMs: waveform.points_per_second / 1000, stems: Object.fromEntries(stems) };
}

/** Levels: decibels, the travel of a fader, and how they are written. */

/** The lowest level on the wire; a fader there is silent. */
export const SILENCE_DB = -90;
export const MAX_DB = 6;

/** Where marked levels lie on a fader's travel (0 bottom, 1 top): most of the way for the 20 dB that are played. */
const TAPER: readonly (readonly [db: number, travel: number])[] = [
  [SILENCE_DB, 0],
  [-60, 0.05],
  [-40, 0.15],
  [-20, 0.38],
  [-10, 0.58],
  [0, 0.82],
  [MAX_DB, 1],
];

function along(value: number, from: 0 | 1, to: 0 | 1): number {
  const first = TAPER[0]!;
  if (value <= first[from]) return first[to];
  for (let i = 1; i < TAPER.length; i++) {
    const low = TAPER[i - 1]!;
    const high = TAPER[i]!;
    if (value <= high[from]) {
      const share = (value - low[from]) / (high[from] - low[from]);
      return low[to] + share * (high[to] - low[to]);
    }
  }
  return TAPER[TAPER.length - 1]![to];
}

export const travelOfDb = (db: number): number => along(db, 0, 1);
export const dbOfTravel = (travel: number): number => along(travel, 1, 0);

/** A linear peak as a share of a meter: −60 dB is empty, 0 dB full. */
export function meterShare(peak: number): number {
  if (peak <= 0.001) return 0;
  return Math.min(1, 1 + (20 * Math.log10(peak)) / 60);
}

/** "−3.5", "0.0", "+6.0", "−∞": with a real minus sign, so that the digits stand still. */
export function dbText(db: number): string {
  if (db <= SILENCE_DB) return '−∞';
  return signed(db, 1);
}

/** A number with its sign; zero has none. */
export function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return (value < 0 ? '−' : '+') + text;
}

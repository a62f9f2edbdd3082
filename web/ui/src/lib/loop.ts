/** The lengths that a hand steps through. */

/** The size after this one, round and round; the first when this is none of them. */
export const following = (sizes: readonly number[], now: number): number =>
  sizes[(sizes.indexOf(now) + 1) % sizes.length]!;

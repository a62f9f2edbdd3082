/** A meter's needle: up at once, down at a pace that an eye can follow. */

/** A full meter (60 dB) is empty after this long. */
const FALL_MS = 1500;

export class Needle {
  #share = 0;
  #at = 0;

  /** Where the needle is now, given what is measured now (both 0 to 1). */
  follow(share: number, now: number): number {
    const fallen = this.#share - Math.max(0, now - this.#at) / FALL_MS;
    this.#at = now;
    this.#share = Math.max(share, fallen, 0);
    return this.#share;
  }
}

/**
 * Where a deck is at every frame of the display: told 30 times a second, carried on in between.
 *
 * A small disagreement with the next telling is worked off over some frames, so that the picture never trembles; a
 * large one (a seek, a loop's jump) is taken at once.
 */

/** Beyond this it was a jump, in ms. */
const JUMP_MS = 150;
/** The time in which most of a small disagreement is worked off. */
const EASE_MS = 180;
/** How long tellings from before a hand's seek are disbelieved. */
const SEEK_MS = 300;

export class Playhead {
  #shown = 0;
  #told = 0;
  #toldAt = 0;
  #drawnAt = 0;
  #playing = false;
  #rate = 1;
  #sought: { until: number; target: number } | null = null;

  /** What the meters said. `rate` is 1 for the recording's tempo; times are the display's, in ms. */
  tell(positionMs: number, playing: boolean, rate: number, now: number): void {
    if (this.#sought) {
      const arrived = Math.abs(positionMs - this.#sought.target) < JUMP_MS + SEEK_MS * rate;
      if (!arrived && now < this.#sought.until) return;
      this.#sought = null;
    }
    this.#told = positionMs;
    this.#toldAt = now;
    this.#playing = playing;
    this.#rate = rate;
  }

  /** A hand has sent the deck elsewhere: be there at once. */
  seek(positionMs: number, now: number): void {
    this.#sought = { until: now + SEEK_MS, target: positionMs };
    this.#shown = this.#told = positionMs;
    this.#toldAt = this.#drawnAt = now;
  }

  /** Where to draw the deck now. */
  at(now: number): number {
    const elapsed = Math.max(0, now - this.#drawnAt);
    this.#drawnAt = now;
    if (!this.#playing) return (this.#shown = this.#told);
    // A server that has fallen silent leaves the picture running: the music plays on.
    const truth = this.#told + (now - this.#toldAt) * this.#rate;
    this.#shown += elapsed * this.#rate;
    const off = truth - this.#shown;
    this.#shown = Math.abs(off) > JUMP_MS ? truth : this.#shown + off * (1 - Math.exp(-elapsed / EASE_MS));
    return this.#shown;
  }
}

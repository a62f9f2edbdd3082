/**
 * The optimistic echo: a hand sees its own change within the frame, and the server's truth always wins in the end.
 *
 * A value that a hand has set is shown until the server has answered for it. What the server says meanwhile about that
 * very value is kept but not shown, or a dragged fader would jump back to where it was a moment ago.
 */

interface Held {
  value: unknown;
  /** Answers still awaited for this place. */
  waiting: number;
  /** The state must have reached this number before the truth is shown; null while an answer is awaited. */
  until: number | null;
}

export class Echo {
  #held = new Map<string, Held>();

  /** A hand has set this place: show its value until answered. */
  hold(pointer: string, value: unknown): void {
    const waiting = this.#held.get(pointer)?.waiting ?? 0;
    this.#held.set(pointer, { value, waiting, until: null });
  }

  /** The value held there is on its way to the server. */
  sent(pointer: string): void {
    const held = this.#held.get(pointer);
    if (held) held.waiting += 1;
  }

  /** The server took it, in the state of that number. */
  accepted(pointer: string, seq: number): void {
    const held = this.#held.get(pointer);
    if (!held) return;
    held.waiting -= 1;
    if (held.waiting <= 0) held.until = seq;
  }

  /** The server would not, or could not be asked: the truth is shown at once. */
  refused(pointer: string): void {
    this.#held.delete(pointer);
  }

  /** The places that may show the truth again now that the state is at `seq`. */
  release(seq: number): string[] {
    const free = [...this.#held].filter(([, held]) => held.until !== null && held.until <= seq);
    for (const [pointer] of free) this.#held.delete(pointer);
    return free.map(([pointer]) => pointer);
  }

  /** Whether the hand's value stands at this place. */
  holds(pointer: string): boolean {
    return this.#held.has(pointer);
  }

  /** What is held below a place, to be laid over a new value of the whole place. */
  below(pointer: string): [pointer: string, value: unknown][] {
    return [...this.#held].filter(([at]) => at.startsWith(`${pointer}/`)).map(([at, held]) => [at, held.value]);
  }

  /** A new life of the show: nothing that was held means anything any more. */
  clear(): void {
    this.#held.clear();
  }
}

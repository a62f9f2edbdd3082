/** Learning: a control of the page is chosen, and a hand moves one on the hardware. */

import { HOLD_MS } from '../input/hold';
import { learnableAt, type Learnable } from '../input/learnable';
import { tick } from '../input/press';
import { learntDeed } from '../lib/deed';
import type { Deed, LearnState } from '../wire/show';
import { show } from './show.svelte';
import { toasts } from './toasts.svelte';

/** A finger that rests has not moved further than this, in pixels. */
const REST_PX = 8;
/** A panic button that is held on to must not take the hardware away. */
const NEVER_BY_ACCIDENT = 'panic';

class Learn {
  /** The next touch chooses, and does nothing else. */
  choosing = $state(false);
  /** What was told and dismissed here. */
  seen = $state<LearnState | null>(null);

  #timer: ReturnType<typeof setTimeout> | undefined;
  #from: PointerEvent | null = null;
  /** The finger that has chosen a control rests on it still. */
  #chosen = false;

  get state(): LearnState | null {
    return show.seen?.midi.learn ?? null;
  }

  /** What there is to tell of it: not what is over and was dismissed, nor what was called off. */
  get told(): LearnState | null {
    const state = this.state;
    if (!state || (this.isOver && this.seen === state) || (state.phase === 'cancelled' && !state.message)) return null;
    return state;
  }

  /** Nothing is waited for any more. */
  get isOver(): boolean {
    return this.state?.phase === 'assigned' || this.state?.phase === 'cancelled';
  }

  begin({ action, args }: Deed, port_id?: string): void {
    this.choosing = false;
    this.seen = null;
    show.act('midi.learn', { action, args, ...(port_id ? { port_id } : {}) });
  }

  cancel(): void {
    this.choosing = false;
    show.act('midi.learn_cancel', {});
  }

  undo(): void {
    show.act('midi.learn_undo', {});
  }

  /** Hears every touch on the page before the controls do. */
  down(event: PointerEvent): void {
    this.#rest();
    const waits = this.state?.phase === 'waiting' || this.state?.phase === 'heard';
    const found = event.button === 0 ? learnableAt(event.target) : null;
    if (!found) return;
    if (this.choosing) {
      event.preventDefault();
      event.stopPropagation();
      this.#choose(found[1]);
      return;
    }
    // A hand that plays on the page wants its hardware back.
    if (waits) this.cancel();
    if (found[1].isHeld) return;
    this.#from = event;
    this.#timer = setTimeout(() => {
      this.#chosen = this.#choose(found[1]);
    }, HOLD_MS);
  }

  move(event: PointerEvent): void {
    if (this.#from?.pointerId !== event.pointerId) return;
    if (Math.hypot(event.clientX - this.#from.clientX, event.clientY - this.#from.clientY) <= REST_PX) return;
    // The finger had only rested on a fader before it moved that.
    if (this.#chosen) this.cancel();
    this.#rest();
  }

  up(event: PointerEvent): void {
    if (this.#from?.pointerId === event.pointerId) this.#rest();
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#from = null;
    this.#chosen = false;
  }

  /** Learns what that control does; false when no hardware can. */
  #choose(control: Learnable): boolean {
    const byTouch = this.choosing;
    const deed = show.rehearse(control.touch);
    if (!deed || show.inert) {
      if (byTouch) toasts.say('That is only of this page: no hardware can do it.');
      return false;
    }
    if (!byTouch && deed.action === NEVER_BY_ACCIDENT) return false;
    if (!byTouch) control.undo?.();
    tick();
    this.begin(learntDeed(deed, control.gives));
    return true;
  }
}

export const learn = new Learn();

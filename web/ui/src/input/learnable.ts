/** The controls of the page that a control on the hardware can learn, by their elements. */

export interface Learnable {
  /** Does what a touch does: rehearsed, it tells what is to be learnt. */
  touch: () => void;
  /** Takes back what the touch did on which it was chosen. */
  undo?: () => void;
  /** The value that a rehearsed touch gives: the hardware will give its own. */
  gives?: number;
  /** To be held is its use: a long press does not choose it. */
  isHeld?: boolean;
}

export const learnable = new WeakMap<Element, Learnable>();

/** The nearest learnable control at or above an element. */
export function learnableAt(target: EventTarget | null): [Element, Learnable] | null {
  for (let node = target instanceof Element ? target : null; node; node = node.parentElement) {
    const found = learnable.get(node);
    if (found) return [node, found];
  }
  return null;
}

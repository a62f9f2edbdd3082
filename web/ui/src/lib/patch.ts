/** Bringing the page's copy of the show up to date. */

import type { Changes, Patch, ShowState } from '../wire/show';

/** Puts one value at a JSON pointer, in place. False when there is no such place: the copy is out of step. */
export function put(root: object, pointer: string, value: unknown): boolean {
  const way = pointer.split('/').slice(1);
  const last = way.pop();
  let place: unknown = root;
  for (const step of way) {
    if (typeof place !== 'object' || place === null || !Object.hasOwn(place, step)) return false;
    place = (place as Record<string, unknown>)[step];
  }
  if (typeof place !== 'object' || place === null || last === undefined) return false;
  (place as Record<string, unknown>)[last] = value;
  return true;
}

/** What lies at a JSON pointer, undefined when nothing does. */
export function look(root: unknown, pointer: string): unknown {
  let place = root;
  for (const step of pointer.split('/').slice(1)) {
    if (typeof place !== 'object' || place === null || !Object.hasOwn(place, step)) return undefined;
    place = (place as Record<string, unknown>)[step];
  }
  return place;
}

export type Fit = 'next' | 'old' | 'gap';

/** Whether a patch continues what the page knows; a gap means: ask for the whole. */
export function fits(known: Pick<ShowState, 'epoch' | 'seq'>, patch: Pick<Patch, 'epoch' | 'seq'>): Fit {
  if (known.epoch !== patch.epoch) return 'gap';
  if (patch.seq <= known.seq) return 'old';
  return patch.seq === known.seq + 1 ? 'next' : 'gap';
}

/** Applies all changes in place; false when one did not fit. */
export function applyChanges(root: object, changes: Changes): boolean {
  return Object.entries(changes).every(([pointer, value]) => put(root, pointer, value));
}

/** What waits for the clock, and on which control that is seen. */

import type { ArmedState } from '../wire/show';

/** Arguments that a control's action has; a list means any of these (a stem by its name or its number). */
export type Sought = Record<string, unknown>;

/** The one of these actions with these arguments that comes first; null when none waits. */
export function waiting(armed: Record<string, ArmedState>, actions: readonly string[], sought: Sought): ArmedState | null {
  const fit = Object.values(armed).filter(
    ({ action, args }) => actions.includes(action) && Object.entries(sought).every(([name, value]) => same(args[name], value)),
  );
  return fit.sort((a, b) => a.beat - b.beat)[0] ?? null;
}

const same = (value: unknown, sought: unknown): boolean =>
  Array.isArray(sought) ? sought.includes(value) : (value ?? null) === (sought ?? null);

/** All that waits, the next first. */
export const inOrder = (armed: Record<string, ArmedState>): ArmedState[] =>
  Object.values(armed).sort((a, b) => a.beat - b.beat);

/** Beats left, as they are counted down: 1 is the last. */
export const countdown = (until: number, beat: number): number => Math.max(0, Math.ceil(until - beat - 1e-6));

/** "A mute drums": an action that waits, as short as a performer says it. */
export function armedText({ action, args }: ArmedState): string {
  const [, verb = action] = action.split('.');
  const what = args.stem ?? args.slot ?? args.band ?? '';
  const words = action.startsWith('scene.') ? `scene ${verb}` : verb.replaceAll('_', ' ');
  return [args.deck, words, what].filter((part) => part !== undefined && part !== '').join(' ');
}

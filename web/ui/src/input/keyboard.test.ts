import { beforeEach, describe, expect, test, vi } from 'vitest';

const line = vi.hoisted(() => ({ act: vi.fn(), stream: vi.fn(), seen: null as unknown, inert: false }));
vi.mock('../stores/show.svelte', () => ({ show: line }));
vi.mock('../stores/screen.svelte', () => ({ screen: { tall: true } }));
vi.stubGlobal('Element', class Element {});
vi.stubGlobal('HTMLElement', class HTMLElement {});
vi.stubGlobal('document', { activeElement: null });

import { learn } from '../stores/learn.svelte';
import { view } from '../stores/view.svelte';
import { onBlur, onKey, onKeyUp } from './keyboard';

/** A thing that has the focus: of this kind, or inside one. */
class Focused extends (globalThis as unknown as { Element: new () => object }).Element {
  blur = vi.fn();
  constructor(private readonly kind: string) {
    super();
  }
  closest = (kinds: string): this | null => (kinds.split(', ').includes(this.kind) ? this : null);
}

function key(code: string, fields: object = {}): { preventDefault: ReturnType<typeof vi.fn> } {
  const event = { code, key: code, timeStamp: 0, repeat: false, target: null, preventDefault: vi.fn(), ...fields };
  onKey(event as unknown as KeyboardEvent);
  return event;
}
const asked = (): unknown[] => line.act.mock.calls.map(([action, args]) => [action, args]);

beforeEach(() => {
  line.act.mockReset();
  onBlur();
  line.act.mockReset();
  const stems = { drums: { slot: 1, mute: false, solo: false, gain_db: 0, loop: { on: false } } };
  const deck = { track_id: 't', playing: false, loop: { on: false }, focus: null, stems, tempo: 0 };
  line.seen = { master: { quantise: 'now', crossfader: 0 }, decks: { A: deck, B: deck, C: deck, D: deck } };
});

describe('a key', () => {
  test('plays, mutes and solos on the deck under its hand', () => {
    key('Space');
    key('Space', { shiftKey: true });
    key('Digit1');
    key('Digit6', { shiftKey: true });
    expect(asked()).toEqual([
      ['deck.play', { deck: 'A' }],
      ['deck.play', { deck: 'B' }],
      ['stem.mute', { deck: 'A', stem: 'drums', on: true }],
      ['stem.solo', { deck: 'B', stem: 'drums', on: true }],
    ]);
  });

  test('that is kept down acts once', () => {
    key('Digit1');
    for (let times = 0; times < 5; times++) key('Digit1', { repeat: true });
    expect(asked()).toHaveLength(1);
  });

  test.each(['input', 'textarea', 'select'])('in a field (%s) is only written', (kind) => {
    const event = key('Digit1', { target: new Focused(kind) });
    expect(asked()).toEqual([]);
    expect(event.preventDefault).not.toHaveBeenCalled();
  });

  test('of the browser is left to it', () => {
    for (const held of ['ctrlKey', 'metaKey', 'altKey']) key('KeyR', { [held]: true });
    expect(asked()).toEqual([]);
  });
});

describe('a key that holds', () => {
  test('rolls until it is let go, once, whatever it repeats', () => {
    key('KeyV');
    key('KeyV', { repeat: true });
    onKeyUp({ code: 'KeyV' } as KeyboardEvent);
    onKeyUp({ code: 'KeyV' } as KeyboardEvent);
    expect(asked()).toEqual([
      ['loop.roll', { deck: 'A', beats: 0.5, on: true }],
      ['loop.roll', { deck: 'A', beats: 0.5, on: false }],
    ]);
  });

  test('lets go when the page is left', () => {
    key('KeyK', { shiftKey: true });
    onBlur();
    expect(asked().at(-1)).toEqual(['deck.nudge', { deck: 'B', percent: 2, on: false }]);
  });
});

test('Escape twice is a panic, once is not', () => {
  key('Escape', { timeStamp: 10_000 });
  expect(asked()).toEqual([]);
  key('Escape', { timeStamp: 10_300 });
  expect(asked()).toEqual([['panic', {}]]);
});

test('Escape calls off the choice of a control before it closes anything', () => {
  view.keys = learn.choosing = true;
  key('Escape');
  expect([learn.choosing, view.keys]).toEqual([false, true]);
  key('Escape');
  expect(view.keys).toBe(false);
});

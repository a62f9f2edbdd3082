import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Ack, ShowState } from '../wire/show';

type Answer = (late: Error | null, ack?: Ack) => void;

/** The line to the server, played by hand. */
const line = vi.hoisted(() => ({
  heard: new Map<string, (body?: unknown) => void>(),
  asked: [] as { action: string; args: Record<string, unknown>; answer: unknown }[],
  whole: vi.fn(),
}));

vi.mock('../wire/sockets', () => ({
  ANSWER_MS: 1,
  live: {
    on: (event: string, listener: (body?: unknown) => void) => line.heard.set(event, listener),
    timeout: () => ({
      emit: (_: string, { action, args }: { action: string; args: Record<string, unknown> }, answer: Answer) =>
        line.asked.push({ action, args, answer }),
    }),
  },
}));
vi.mock('../wire/rest', () => ({ rest: { state: line.whole } }));

const tell = (event: string, body?: unknown): void => line.heard.get(event)!(body);
const answer = (index: number, ack: Ack): void => (line.asked[index]!.answer as Answer)(null, ack);

const MUTE = '/decks/A/stems/drums/mute';

function whole(seq: number, epoch = 'one', mute = false): ShowState {
  const drums = { slot: 1, mute, solo: false, gain_db: 0, preview: false };
  const deck = { track_id: 't', position_ms: 0, playing: false, tempo: 0, nudge: 0, stems: { drums }, loop: {}, cues: {} };
  return { epoch, seq, master: { crossfader: 0 }, decks: { A: deck, B: deck, C: deck, D: deck } } as unknown as ShowState;
}

/** A fresh page that has heard the whole show at number 5. */
async function page() {
  vi.resetModules();
  line.heard.clear();
  line.asked.length = 0;
  line.whole.mockReset();
  const { show } = await import('./show.svelte');
  const { toasts } = await import('./toasts.svelte');
  show.listen();
  tell('connect');
  tell('state', whole(5));
  return { show, toasts, muted: () => show.seen!.decks.A.stems.drums!.mute };
}

let now: Awaited<ReturnType<typeof page>>;
beforeEach(async () => {
  now = await page();
});

const patch = (seq: number, changes: Record<string, unknown>, epoch = 'one') => tell('patch', { epoch, seq, changes });

describe('patches', () => {
  test('in order are applied', () => {
    patch(6, { [MUTE]: true });
    expect(now.muted()).toBe(true);
    expect(line.whole).not.toHaveBeenCalled();
  });

  test.each([
    ['a missed number', 7, 'one'],
    ['a new life of the rig', 6, 'two'],
  ])('after %s make the page ask for the whole', async (_, seq, epoch) => {
    line.whole.mockResolvedValue(whole(9, epoch, true));
    patch(seq, { '/master/crossfader': 1 }, epoch);
    await vi.waitFor(() => expect(now.muted()).toBe(true));
    patch(10, { [MUTE]: false }, epoch);
    expect(now.muted()).toBe(false);
    expect(line.whole).toHaveBeenCalledOnce();
  });
});

describe('a hand', () => {
  const mute = (on: boolean) => now.show.act('stem.mute', { deck: 'A', stem: 'drums', on }, [MUTE, on]);

  test('sees its change at once, and no flicker from what was told before it was heard', () => {
    mute(true);
    expect(now.muted()).toBe(true);
    patch(6, { [MUTE]: false });
    expect(now.muted()).toBe(true);
    answer(0, { ok: true, seq: 7, frame: 0 });
    patch(7, { [MUTE]: true });
    expect(now.muted()).toBe(true);
  });

  test('gives way to another hand that came later', () => {
    mute(true);
    answer(0, { ok: true, seq: 6, frame: 0 });
    patch(6, { [MUTE]: true });
    patch(7, { [MUTE]: false });
    expect(now.muted()).toBe(false);
  });

  test('is told why it was refused, and sees the truth', () => {
    mute(true);
    answer(0, { ok: false, error: { code: 'x', message: 'There is no such stem.' } });
    expect(now.muted()).toBe(false);
    expect(now.toasts.all.map((toast) => toast.text)).toEqual(['There is no such stem.']);
  });

  test('asks nothing while the server or the rig is away', () => {
    tell('rig', { connected: false });
    mute(true);
    tell('rig', { connected: true });
    tell('disconnect');
    mute(true);
    expect(line.asked).toEqual([]);
    expect(now.muted()).toBe(false);
  });
});

test('a dragged fader has one value on the way, and its last one always arrives', () => {
  for (const value of [0.1, 0.2, 0.3]) {
    now.show.stream('crossfader', 'mixer.crossfader', { value }, ['/master/crossfader', value]);
  }
  expect(now.show.seen!.master.crossfader).toBe(0.3);
  expect(line.asked.map(({ args }) => args.value)).toEqual([0.1]);
  patch(6, { '/master/crossfader': 0.1 });
  answer(0, { ok: true, seq: 6, frame: 0 });
  expect(line.asked.map(({ args }) => args.value)).toEqual([0.1, 0.3]);
  expect(now.show.seen!.master.crossfader).toBe(0.3);
  answer(1, { ok: true, seq: 7, frame: 0 });
  patch(7, { '/master/crossfader': 0.3 });
  expect(now.show.seen!.master.crossfader).toBe(0.3);
});

import { describe, expect, test } from 'vitest';
import { Playhead } from './playhead';

const FRAME = 1000 / 60;

describe('a playhead', () => {
  test('moves on between two tellings, at the deck’s own pace', () => {
    const playhead = new Playhead();
    playhead.tell(1000, true, 1.1, 0);
    playhead.at(0);
    expect(playhead.at(100)).toBeCloseTo(1110, 6);
  });

  test('stands still when the deck does', () => {
    const playhead = new Playhead();
    playhead.tell(1000, false, 1, 0);
    expect(playhead.at(0)).toBe(1000);
    expect(playhead.at(500)).toBe(1000);
  });

  test('never goes back and never leaps while tellings jitter', () => {
    const playhead = new Playhead();
    let last = -1;
    for (let i = 0; i < 300; i++) {
      const now = i * FRAME;
      // 30 tellings a second that come up to 25 ms late.
      if (i % 2 === 0) playhead.tell(now - ((i * 7) % 26), true, 1, now);
      const at = playhead.at(now);
      expect(at).toBeGreaterThanOrEqual(last);
      expect(at - Math.max(0, last)).toBeLessThan(3 * FRAME);
      last = at;
    }
    expect(Math.abs(last - 299 * FRAME)).toBeLessThan(30);
  });

  test('takes a jump of the song at once', () => {
    const playhead = new Playhead();
    playhead.tell(60_000, true, 1, 0);
    playhead.at(0);
    playhead.tell(10_000, true, 1, 33);
    expect(playhead.at(33)).toBeCloseTo(10_000, 6);
  });

  test('is where a hand sent it, and disbelieves tellings from before', () => {
    const playhead = new Playhead();
    playhead.tell(1000, true, 1, 0);
    playhead.seek(90_000, 10);
    playhead.tell(1020, true, 1, 20);
    expect(playhead.at(30)).toBeGreaterThan(89_000);
    playhead.tell(90_030, true, 1, 50);
    expect(Math.abs(playhead.at(60) - 90_040)).toBeLessThan(15);
  });

  test('comes back when a seek never arrives', () => {
    const playhead = new Playhead();
    playhead.tell(1000, true, 1, 0);
    playhead.seek(90_000, 10);
    playhead.tell(1500, true, 1, 500);
    expect(playhead.at(500)).toBe(1500);
  });
});

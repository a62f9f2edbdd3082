import { describe, expect, test } from 'vitest';
import { Echo } from './echo';

const MUTE = '/decks/A/stems/drums/mute';

const asked = (): Echo => {
  const echo = new Echo();
  echo.hold(MUTE, true);
  echo.sent(MUTE);
  return echo;
};

describe('the optimistic echo', () => {
  test('holds the hand’s value until the server has answered and told', () => {
    const echo = asked();
    expect(echo.release(99)).toEqual([]);
    echo.accepted(MUTE, 12);
    expect(echo.release(11)).toEqual([]);
    expect(echo.holds(MUTE)).toBe(true);
    expect(echo.release(12)).toEqual([MUTE]);
    expect(echo.holds(MUTE)).toBe(false);
  });

  test('lets go at once when the server refuses', () => {
    const echo = asked();
    echo.refused(MUTE);
    expect(echo.holds(MUTE)).toBe(false);
  });

  test('waits for the last of several answers', () => {
    const echo = asked();
    echo.hold(MUTE, false);
    echo.sent(MUTE);
    echo.accepted(MUTE, 3);
    expect(echo.release(3)).toEqual([]);
    echo.accepted(MUTE, 4);
    expect(echo.release(4)).toEqual([MUTE]);
  });

  test('a new touch while the truth is awaited holds again', () => {
    const echo = asked();
    echo.accepted(MUTE, 5);
    echo.hold(MUTE, false);
    echo.sent(MUTE);
    expect(echo.release(5)).toEqual([]);
  });

  test('is laid over a new whole', () => {
    const echo = asked();
    expect(echo.below('/decks/A')).toEqual([[MUTE, true]]);
    expect(echo.below('')).toEqual([[MUTE, true]]);
    expect(echo.below('/decks/B')).toEqual([]);
  });
});

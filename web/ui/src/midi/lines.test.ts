import { describe, expect, test } from 'vitest';
import { ALL, KEPT, clockText, hex, merged, passes, type MonitorLine } from './lines';

const line = (id: number, fields: Partial<MonitorLine> = {}): MonitorLine => ({
  id,
  port_id: 'input:a',
  at: 0,
  kind: 'cc',
  channel: 1,
  number: 7,
  value: 64,
  text: 'CC 7 = 64, channel 1',
  data: [0xb0, 7, 64],
  left_out: 0,
  ...fields,
});
const ids = (lines: MonitorLine[]) => lines.map(({ id }) => id);

describe('lines that come', () => {
  test('go behind those that are there', () => expect(ids(merged([line(1), line(2)], [line(3)]))).toEqual([1, 2, 3]));

  test('are there once, in order, when the history brings what has come already', () =>
    expect(ids(merged([line(5), line(6)], [line(3), line(4), line(5)]))).toEqual([3, 4, 5, 6]));

  test('push out the oldest', () => {
    const many = Array.from({ length: KEPT }, (_, at) => line(at + 1));
    const after = merged(many, [line(KEPT + 1)]);
    expect([after.length, after[0]!.id]).toEqual([KEPT, 2]);
  });
});

describe('a filter', () => {
  test.each([
    [{}, true],
    [{ port: 'input:a' }, true],
    [{ port: 'input:b' }, false],
    [{ kind: 'cc' as const }, true],
    [{ kind: 'notes' as const }, false],
    [{ channel: 1 }, true],
    [{ channel: 2 }, false],
    [{ number: 7 }, true],
    [{ number: 8 }, false],
    [{ text: ' cc 7 ' }, true],
    [{ text: 'note' }, false],
  ])('%j', (filter, shown) => expect(passes(line(1), { ...ALL, ...filter })).toBe(shown));

  test('takes a note and its end as one kind', () =>
    expect(['note_on', 'note_off'].map((kind) => passes(line(1, { kind: kind as 'note_on' }), { ...ALL, kind: 'notes' }))).toEqual([true, true]));
});

test('bytes and times are written as musicians read them', () => {
  expect(hex([0x90, 36, 127])).toBe('90 24 7F');
  expect(clockText(new Date(2026, 1, 3, 21, 4, 59, 123).getTime() / 1000)).toBe('21:04:59.123');
});

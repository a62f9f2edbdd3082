import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CUE_COLOURS, contrast, inkOn } from '../lib/colour';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const tokens = new Map([...css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!]));
const of = (name: string): string => tokens.get(name) ?? expect.fail(`no token ${name}`);

const GROUNDS = ['ground', 'well', 'panel', 'raised'];
const STEMS = ['vocals', 'drums', 'bass', 'other', 'guitar', 'piano'];

test('the measure knows black from white', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

describe.each(GROUNDS)('on %s', (ground) => {
  test.each(['text', 'dim', 'bright', 'warn', 'danger', 'signal', ...STEMS])('%s can be read (AA, 4.5)', (name) => {
    expect(contrast(of(name), of(ground))).toBeGreaterThanOrEqual(4.5);
  });
  test('edges of fields and what is disabled can be seen (3.0)', () => {
    expect(contrast(of('edge'), of(ground))).toBeGreaterThanOrEqual(3);
  });
});

test.each(['text', 'bright', 'warn', 'danger', ...STEMS])('ink can be read on a pad of %s', (pad) => {
  expect(contrast(of('ink'), of(pad))).toBeGreaterThanOrEqual(4.5);
});

test('no stem shouts: all are about as bright as each other', () => {
  const against = STEMS.map((stem) => contrast(of(stem), of('ground')));
  expect(Math.max(...against) / Math.min(...against)).toBeLessThan(1.35);
});

test.each([...CUE_COLOURS])('the cue colour %s is seen on every ground, and can be written on', (colour) => {
  for (const ground of GROUNDS) expect(contrast(colour, of(ground))).toBeGreaterThanOrEqual(4.5);
  expect(contrast(inkOn(colour), colour)).toBeGreaterThanOrEqual(4.5);
});

test('what is written can be read on any colour that another surface gave to a cue', () => {
  for (const colour of ['#000000', '#ffffff', '#0000ff', '#ff0000', '#00ff00', '#777777', '#123456']) {
    expect(contrast(inkOn(colour), colour)).toBeGreaterThanOrEqual(4.4);
  }
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

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

/** Contrast of two colours as WCAG 2 measures it, 1 to 21. */
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Colours that a hand gives to cues, and what can be read on them. */

/** Eight that are told apart in the dark; the first is what a cue has that was given none. */
export const CUE_COLOURS = ['#f0bb3b', '#f3789a', '#e8894a', '#8ec843', '#3fc1b0', '#61a9f6', '#bb8aef', '#d5d9de'] as const;

const LIGHT = '#ffffff';
const INK = '#0a0c10';
const HEX = /^#[0-9a-f]{6}$/i;

/** The colour of a cue, whatever the show says of it. */
export const cueColour = (colour: string): string => (HEX.test(colour) ? colour : CUE_COLOURS[0]);

/** What is written on a pad of that colour. */
export const inkOn = (colour: string): string => (contrast(INK, colour) >= contrast(LIGHT, colour) ? INK : LIGHT);

/** Contrast of two colours as WCAG 2 measures it, 1 to 21. */
export function contrast(one: string, other: string): number {
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

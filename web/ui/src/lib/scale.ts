/** What a fader moves: a value of the show, and where it lies on the fader's travel from 0 to 1. */

import { MAX_DB, SILENCE_DB, dbOfTravel, dbText, signed, travelOfDb } from './level';

export interface Scale {
  min: number;
  max: number;
  /** Where a double tap returns to, and where the handle catches. */
  neutral: number;
  /** Arrow keys and the wheel. */
  step: number;
  /** The same with shift. */
  fine: number;
  toTravel(value: number): number;
  fromTravel(travel: number): number;
  /** In words, for the screen reader. */
  text(value: number): string;
}

export const GAIN: Scale = {
  min: SILENCE_DB,
  max: MAX_DB,
  neutral: 0,
  step: 1,
  fine: 0.1,
  toTravel: travelOfDb,
  fromTravel: dbOfTravel,
  text: (db) => (db <= SILENCE_DB ? 'silent' : `${dbText(db)} dB`),
};

export const CROSSFADER: Scale = {
  min: -1,
  max: 1,
  neutral: 0,
  step: 0.1,
  fine: 0.02,
  toTravel: (value) => (value + 1) / 2,
  fromTravel: (travel) => travel * 2 - 1,
  text: (value) => {
    if (Math.abs(value) < 0.005) return 'both sides';
    return `${Math.round(Math.abs(value) * 100)} % to the ${value < 0 ? 'left' : 'right'}`;
  },
};

export const EQ: Scale = {
  min: -12,
  max: 12,
  neutral: 0,
  step: 1,
  fine: 0.2,
  toTravel: (db) => (db + 12) / 24,
  fromTravel: (travel) => travel * 24 - 12,
  text: (db) => `${signed(db, 1)} dB`,
};

/** One knob for two filters: to the left the highs go, to the right the lows. */
export const FILTER: Scale = {
  min: -1,
  max: 1,
  neutral: 0,
  step: 0.05,
  fine: 0.01,
  toTravel: (value) => (value + 1) / 2,
  fromTravel: (travel) => travel * 2 - 1,
  text: (value) => {
    if (Math.abs(value) < 0.005) return 'open';
    return `${value < 0 ? 'low' : 'high'} pass ${Math.round(Math.abs(value) * 100)} %`;
  },
};

/** From one sound (0) to another (1). */
export const blend = (from: string, to: string): Scale => ({
  min: 0,
  max: 1,
  neutral: 0,
  step: 0.05,
  fine: 0.01,
  toTravel: (value) => value,
  fromTravel: (travel) => travel,
  text: (value) => (value <= 0.005 ? from : value >= 0.995 ? to : `${Math.round(value * 100)} % ${to}`),
});

/** ±50 % in all, yet half of the travel for the ±12 % that are mixed with. */
const TEMPO_BEND = 2;

export const TEMPO: Scale = {
  min: -50,
  max: 50,
  neutral: 0,
  step: 0.1,
  fine: 0.02,
  toTravel: (percent) => 0.5 + Math.sign(percent) * 0.5 * Math.abs(percent / 50) ** (1 / TEMPO_BEND),
  fromTravel: (travel) => Math.sign(travel - 0.5) * 50 * Math.abs(travel * 2 - 1) ** TEMPO_BEND,
  text: (percent) => `${signed(percent, 2)} %`,
};

/** How near the neutral place the handle catches, as a share of the travel. */
const DETENT = 0.015;

export function valueAt(scale: Scale, travel: number): number {
  const place = Math.min(1, Math.max(0, travel));
  if (Math.abs(place - scale.toTravel(scale.neutral)) < DETENT) return scale.neutral;
  return rounded(scale.fromTravel(place));
}

/** One step up or down from a value, kept on the scale. Out of silence the first step is to what can be heard. */
export function stepped(scale: Scale, value: number, by: number): number {
  const next = Math.min(scale.max, Math.max(scale.min, value + by));
  if (scale === GAIN && value <= SILENCE_DB && by > 0) return -60;
  if (scale === GAIN && next < -60 && by < 0) return SILENCE_DB;
  return rounded(next);
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

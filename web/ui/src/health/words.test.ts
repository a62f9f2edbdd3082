import { expect, test } from 'vitest';
import type { MidiDevice } from '../wire/show';
import { midiText, silenceText, xrunsText } from './words';

const port = (name: string, changes: Partial<MidiDevice> = {}): MidiDevice => ({
  port_id: `${name}${JSON.stringify(changes)}`,
  name,
  direction: 'input',
  type: 'usb',
  status: 'connected',
  preset: null,
  preset_title: null,
  chosen_preset: null,
  id: name,
  manufacturer: null,
  model: null,
  serial: null,
  enabled: true,
  muted: false,
  guarded: false,
  flooding: false,
  has_lamps: false,
  settings: {},
  problem: null,
  ...changes,
});

test('a controller with its two ports is one device, by name', () => {
  expect(midiText([port('APC mini'), port('APC mini', { direction: 'output' })])).toBe('APC mini');
});

test('our own virtual ports and what was pulled out are no controllers', () => {
  expect(midiText([port('sfa_live in', { type: 'virtual' }), port('LPD8', { status: 'disconnected' })])).toBe('none');
});

test('several are counted', () => expect(midiText([port('APC mini'), port('nanoKONTROL2')])).toBe('2 devices'));

test('silence is explained, by the rig’s own sentence where it has one', () => {
  expect(silenceText({ wanted: 'Scarlett', message: 'The Scarlett is in use.' })).toBe('The Scarlett is in use.');
  expect(silenceText({ wanted: 'Scarlett', message: null })).toMatch(/^Waiting for Scarlett/);
  expect(silenceText({ wanted: null, message: null })).toMatch(/without one/);
});

test('gaps are told with their number', () => {
  expect(xrunsText(0, null)).toBe('No gap since the start.');
  expect(xrunsText(1, null)).toBe('1 gap since the start.');
  expect(xrunsText(3, 1_700_000_000)).toMatch(/^3 gaps since the start, the last at .+\.$/);
});

import { expect, test } from 'vitest';
import { port } from '../wire/samples';
import { midiText, silenceText, xrunsText } from './words';

test('a controller with its two ports is one device, by name', () => {
  expect(midiText([port('input', 'APC mini'), port('output', 'APC mini')])).toBe('APC mini');
});

const ours = { id: 'sfa_live', type: 'virtual' };

test('our own virtual ports, programs that nobody knows, and what was pulled out are no controllers', () => {
  const learnt = { ...ours, model: 'sfa_live in, learnt' };
  const devices = [port('input', 'sfa_live in', learnt), port('input', 'synth:out', { type: 'virtual' }), port('input', 'LPD8', { status: 'disconnected' })];
  expect(midiText(devices)).toBe('none');
});

test('a program that has played through our port is one that plays', () => {
  const played = { ...ours, played: true };
  expect(midiText([port('input', 'sfa_live in', played), port('output', 'sfa_live out', played)])).toBe('a program');
});

test('a port of a program that its mapping knows by name is a controller', () => {
  expect(midiText([port('input', 'APC mini mk2:out', { type: 'virtual', model: 'Akai APC mini mk2' })])).toBe('APC mini mk2:out');
});

test('several are counted', () => expect(midiText([port('input', 'APC mini'), port('input', 'nanoKONTROL2')])).toBe('2 devices'));

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

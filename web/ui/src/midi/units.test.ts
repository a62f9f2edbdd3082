import { expect, test } from 'vitest';
import { port } from '../wire/samples';
import { controlText, units, unitText } from './units';

test('the ports of one controller are one, and what is here comes first', () => {
  const all = units([port('output', 'Old', { status: 'disconnected' }), port('output', 'Pads'), port('input', 'Pads')]);
  expect(all.map(({ name, connected }) => [name, connected])).toEqual([
    ['Pads', true],
    ['Old', false],
  ]);
  expect(all[0]!.port.direction).toBe('input');
  expect(unitText(all[0]!)).toBe('in and out · usb · connected');
});

test.each([
  ['note 36 channel any', 'Note 36'],
  ['cc 7 channel 3', 'CC 7 · channel 3'],
  ['note 36 channel 1 layer shift', 'Note 36 · channel 1 · shift'],
  ['bend channel 2', 'Bend · channel 2'],
])('%s is told as %s', (control, words) => expect(controlText(control)).toBe(words));

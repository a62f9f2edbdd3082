import { beforeEach, expect, test, vi } from 'vitest';

/** The server's mappings. */
const rest = vi.hoisted(() => ({
  presets: vi.fn(),
  importPreset: vi.fn(),
}));
vi.mock('../wire/rest', () => ({ rest }));

import { presets } from './presets.svelte';

const file = (name: string): File => ({ name, text: async () => `text of ${name}` }) as File;

beforeEach(async () => {
  rest.importPreset.mockReset().mockResolvedValue({ title: 'Mine', controls: 1 });
  rest.presets.mockReset().mockResolvedValue({ presets: [{ name: 'mine' }, { name: 'generic' }] });
  presets.doubled = [];
  await presets.load();
});

test('a file of a new name is taken at once', async () => {
  await presets.bring(file('other (2).toml'));
  expect(rest.importPreset.mock.calls).toEqual([['other', 'text of other (2).toml']]);
});

test('a file whose name is taken replaces nothing until somebody says so', async () => {
  await presets.bring(file('mine (1).toml'));
  await presets.bring(file('generic.toml'));
  expect(rest.importPreset).not.toHaveBeenCalled();
  presets.leave('generic');
  await presets.replace('mine');
  expect(rest.importPreset.mock.calls).toEqual([['mine', 'text of mine (1).toml']]);
  expect(presets.doubled).toEqual([]);
});

import { expect, test } from 'vitest';
import { mappingName } from './naming';

test.each([
  ['mine.toml', 'mine'],
  ['Mine.TOML', 'Mine'],
  ['x (1).toml', 'x'],
  ['learnt-pads-2.toml', 'learnt-pads-2'],
  ['Pads [live] & more.toml', 'Pads -live- - more'],
  ['.hidden.toml', 'hidden'],
  ['Контроллер.toml', 'imported'],
  [`${'a'.repeat(120)}.toml`, 'a'.repeat(100)],
])('%s becomes the mapping %s', (file, name) => expect(mappingName(file)).toBe(name));

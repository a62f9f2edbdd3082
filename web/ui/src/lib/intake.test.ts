import { expect, test } from 'vitest';
import { songs, type Found } from './intake';

const found = (path: string): Found => ({ path, file: new File(['x'], path.slice(path.lastIndexOf('/') + 1)) });

test('each file is a song, each folder one song of stems', () => {
  const all = songs(['One.wav', 'Two.stem.mp4', 'Band/drums.wav', 'Band/bass.wav'].map(found));
  expect(all.map(({ title, stems, files }) => [title, stems, files.map((file) => file.name)])).toEqual([
    ['One', false, ['One.wav']],
    ['Two', false, ['Two.stem.mp4']],
    ['Band', true, ['bass.wav', 'drums.wav']],
  ]);
});

test('folders in folders are songs of their own, named by the innermost', () => {
  const all = songs(['Album/First/drums.wav', 'Album/Second/drums.wav'].map(found));
  expect(all.map((song) => song.title)).toEqual(['First', 'Second']);
});

test('what is no music is left where it is', () => {
  expect(songs(['.DS_Store', 'Band/cover.jpg', 'notes.txt', 'Band/._drums.wav'].map(found))).toEqual([]);
});

/** Sending a song: the only request whose progress is worth watching, so it is not a `fetch`. */

import type { Song } from '../lib/intake';
import { sentenceOf } from './rest';

/** Uploads one song; a folder of stems goes as one request of many parts. `progress` hears 0 to 100. */
export function upload(song: Song, progress: (percent: number) => void): Promise<void> {
  const form = new FormData();
  if (song.stems) {
    form.append('stems', '1');
    form.append('title', song.title);
  }
  for (const file of song.files) form.append('file', file, file.name);
  return new Promise((sent, wrong) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? Math.round((100 * loaded) / total) : 0);
    request.onload = () => {
      if (request.status < 300) sent();
      else wrong(new Error(sentenceOf(request.responseText) ?? `The server answered ${request.status}.`));
    };
    request.onerror = () => wrong(new Error('The server went away before the whole file was there. Send it again.'));
    request.open('POST', '/api/tracks');
    request.send(form);
  });
}

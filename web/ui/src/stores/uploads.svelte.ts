/** Songs on their way to the server, one after the other: the music's own line stays free. */

import type { Song } from '../lib/intake';
import { upload } from '../wire/upload';
import { toasts } from './toasts.svelte';

interface Sending {
  id: number;
  title: string;
  stems: number;
  percent: number;
  /** Why it was refused; null while all is well. */
  wrong: string | null;
}

class Uploads {
  all = $state<Sending[]>([]);
  #line: Promise<void> = Promise.resolve();
  #next = 0;

  add(songs: Song[]): void {
    if (songs.length === 0) toasts.say('There is no audio file in that. Drop wav, aiff, flac, mp3, ogg, opus or m4a.');
    for (const song of songs) {
      const id = this.#next++;
      this.all.push({ id, title: song.title, stems: song.stems ? song.files.length : 0, percent: 0, wrong: null });
      this.#line = this.#line.then(() => this.#send(id, song));
    }
  }

  dismiss(id: number): void {
    this.all = this.all.filter((sending) => sending.id !== id);
  }

  async #send(id: number, song: Song): Promise<void> {
    const sending = this.all.find((one) => one.id === id);
    if (!sending) return;
    try {
      await upload(song, (percent) => (sending.percent = percent));
      this.dismiss(id);
    } catch (wrong) {
      sending.wrong = wrong instanceof Error ? wrong.message : String(wrong);
    }
  }
}

export const uploads = new Uploads();

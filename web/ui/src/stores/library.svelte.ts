/** The songs there are, as far as they were looked at, kept up to date by what the server tells. */

import { withJob } from '../lib/readiness';
import { rest } from '../wire/rest';
import { jobs } from '../wire/sockets';
import type { Job, Track } from '../wire/track';
import { sayWrong } from './toasts.svelte';

/** Typing is done when the hand rests this long. */
const REST_MS = 120;

class Library {
  query = $state('');
  tracks = $state.raw<Track[]>([]);
  /** Asked at least once: an empty list is an empty library. */
  known = $state(false);
  #cursor: string | null = null;
  #running: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #joined = new Set<string>();

  listen(): void {
    // After a silence nobody knows what was missed.
    jobs.on('connect', () => {
      this.#joined.clear();
      void this.#look(null);
    });
    jobs.on('behind', () => void this.#look(null));
    jobs.on('track:added', (track: Track) => this.#added(track));
    jobs.on('track:updated', (track: Track) => this.#replace(track));
    jobs.on('track:deleted', ({ track_id }: { track_id: string }) => {
      this.tracks = this.tracks.filter((track) => track.id !== track_id);
    });
    for (const event of ['job:started', 'job:progress', 'job:completed', 'job:failed']) {
      jobs.on(event, (job: Job) => this.#jobMoved(job));
    }
  }

  search(query: string): void {
    this.query = query;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(null), REST_MS);
  }

  /** The next part of the list, when there is one. */
  more(): void {
    if (this.#cursor && !this.#running) void this.#look(this.#cursor);
  }

  find(id: string | null): Track | undefined {
    return this.tracks.find((track) => track.id === id);
  }

  async remove(track: Track): Promise<void> {
    await rest.remove(track.id).catch(sayWrong);
  }

  async retry(job: Job): Promise<void> {
    await rest.retry(job.id).then((again) => this.#jobMoved(again), sayWrong);
  }

  async spotify(url: string): Promise<boolean> {
    return rest.spotify(url).then(
      () => true,
      (wrong) => (sayWrong(wrong), false),
    );
  }

  async #look(cursor: string | null): Promise<void> {
    this.#running?.abort();
    const running = (this.#running = new AbortController());
    try {
      const page = await rest.tracks(this.query, cursor, running.signal);
      this.tracks = cursor ? [...this.tracks, ...page.tracks] : page.tracks;
      this.#cursor = page.next_cursor;
      this.known = true;
      this.#follow(this.tracks);
    } catch (wrong) {
      if (!running.signal.aborted) sayWrong(wrong);
    } finally {
      if (this.#running === running) this.#running = null;
    }
  }

  #added(track: Track): void {
    if (this.tracks.some((known) => known.id === track.id)) return this.#replace(track);
    // Whether it fits the search is the server's to say.
    if (this.query) return void this.#look(null);
    this.tracks = [track, ...this.tracks];
    this.#follow([track]);
  }

  #replace(track: Track): void {
    this.tracks = this.tracks.map((known) => (known.id === track.id ? track : known));
    this.#follow([track]);
  }

  #jobMoved(job: Job): void {
    this.tracks = this.tracks.map((track) => (track.id === job.track_id ? withJob(track, job) : track));
  }

  /** Progress is told only to those who asked for it. */
  #follow(tracks: Track[]): void {
    for (const job of tracks.filter((track) => track.status !== 'ready').flatMap((track) => track.jobs)) {
      if (this.#joined.has(job.id) || job.status === 'completed') continue;
      this.#joined.add(job.id);
      jobs.emit('join', { job_id: job.id });
    }
  }
}

export const library = new Library();

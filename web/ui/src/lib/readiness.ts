/** How far a song is, in words a musician understands. */

import type { Job, Track } from '../wire/track';

export interface Readiness {
  /** `ready` songs can be loaded, with words only where something is missing; `busy` ones have a percentage; `failed` a way out. */
  kind: 'ready' | 'busy' | 'failed';
  words: string;
  /** 0 to 100, over all jobs of the song. */
  percent: number;
}

const WORDS: Record<Job['kind'], string> = {
  download: 'Taking in',
  processing: 'Separating',
  analysis: 'Listening for tempo and key',
};

/** How much of the wait each job is: separation is nearly all of it. */
const WEIGHT: Record<Job['kind'], number> = { download: 1, processing: 8, analysis: 1 };

export function readiness(track: Track): Readiness {
  if (track.status === 'failed') return { kind: 'failed', words: sentence(track), percent: 0 };
  const running = track.jobs.filter((job) => job.status === 'downloading' || job.status === 'processing');
  const queued = track.jobs.some((job) => job.status === 'queued');
  if (track.status === 'ready') return { kind: 'ready', words: failedJob(track)?.error ?? '', percent: 100 };
  const leading = running.sort((a, b) => WEIGHT[b.kind] - WEIGHT[a.kind])[0];
  const words = leading ? (leading.step ?? WORDS[leading.kind]) : queued ? 'Waits for its turn' : 'Getting ready';
  return { kind: 'busy', words, percent: overall(track.jobs) };
}

function overall(jobs: Job[]): number {
  const whole = jobs.reduce((sum, job) => sum + WEIGHT[job.kind], 0);
  const done = jobs.reduce((sum, job) => sum + WEIGHT[job.kind] * (job.status === 'completed' ? 100 : job.progress), 0);
  return whole > 0 ? Math.round(done / whole) : 0;
}

function sentence(track: Track): string {
  return track.error ?? failedJob(track)?.error ?? 'This song could not be prepared.';
}

/** The job to try again, when one can be. */
export const failedJob = (track: Track): Job | undefined =>
  track.jobs.find((job) => job.status === 'failed') ?? track.jobs.find((job) => job.status === 'cancelled');

/** Some of its stems come from a separator of preview quality. */
export const isPreview = (track: Track): boolean => track.stems.some((stem) => stem.preview);

/** The track with one of its jobs brought up to date. */
export function withJob(track: Track, job: Job): Track {
  const known = track.jobs.some((old) => old.id === job.id);
  const jobs = known ? track.jobs.map((old) => (old.id === job.id ? job : old)) : [...track.jobs, job];
  return { ...track, jobs };
}

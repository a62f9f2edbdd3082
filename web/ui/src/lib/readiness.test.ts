import { describe, expect, test } from 'vitest';
import type { Job, Track } from '../wire/track';
import { failedJob, isPreview, readiness, withJob } from './readiness';

const job = (kind: Job['kind'], status: Job['status'], progress = 0, changes: Partial<Job> = {}): Job => ({
  id: kind,
  track_id: 't',
  kind,
  status,
  progress,
  step: null,
  error: null,
  attempt: 1,
  ...changes,
});

const track = (status: Track['status'], jobs: Job[], changes: Partial<Track> = {}): Track => ({
  id: 't',
  title: 'Song',
  artist: null,
  album: null,
  duration_ms: null,
  status,
  stems: [],
  analysis: null,
  jobs,
  error: null,
  ...changes,
});

describe('how far a song is', () => {
  test('says the words of the longest job that runs, and counts all of them', () => {
    const jobs = [job('download', 'completed', 100), job('processing', 'processing', 50, { step: 'Separating' }), job('analysis', 'processing', 10)];
    expect(readiness(track('preparing', jobs))).toEqual({ kind: 'busy', words: 'Separating', percent: 51 });
  });

  test('says that it waits', () => {
    expect(readiness(track('preparing', [job('download', 'queued')])).words).toBe('Waits for its turn');
  });

  test('gives the sentence of what failed', () => {
    const failed = track('failed', [job('download', 'failed', 0, { error: 'It is empty.' })]);
    expect(readiness(failed)).toMatchObject({ kind: 'failed', words: 'It is empty.' });
    expect(failedJob(failed)?.id).toBe('download');
  });

  test('is ready when it can be played, and says what is missing', () => {
    expect(readiness(track('ready', []))).toMatchObject({ kind: 'ready', words: '' });
    const flawed = track('ready', [job('analysis', 'failed', 0, { error: 'No beat was found.' })]);
    expect(readiness(flawed)).toMatchObject({ kind: 'ready', words: 'No beat was found.' });
  });
});

test('one stem of preview quality marks the song', () => {
  const stem = { id: 's', stem_type: 'drums', model: 'spectral', preview: true, lufs: null };
  expect(isPreview(track('ready', [], { stems: [stem] }))).toBe(true);
  expect(isPreview(track('ready', [], { stems: [{ ...stem, preview: false }] }))).toBe(false);
});

test('a job that moves replaces what was known of it, and a new one joins', () => {
  const before = track('preparing', [job('download', 'queued')]);
  const after = withJob(withJob(before, job('download', 'completed', 100)), job('processing', 'queued'));
  expect(after.jobs.map((one) => one.status)).toEqual(['completed', 'queued']);
  expect(before.jobs[0]!.status).toBe('queued');
});

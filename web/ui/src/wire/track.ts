/** Songs and the work done on them ahead of time, as the server tells them. */

export type JobStatus = 'queued' | 'downloading' | 'processing' | 'completed' | 'failed' | 'cancelled';

export interface Job {
  id: string;
  track_id: string;
  kind: 'download' | 'processing' | 'analysis';
  status: JobStatus;
  /** 0 to 100 */
  progress: number;
  step: string | null;
  error: string | null;
  attempt: number;
}

export interface TrackStem {
  id: string;
  stem_type: string;
  model: string;
  preview: boolean;
  lufs: number | null;
}

export interface Track {
  id: string;
  title: string;
  artist: string | null;
  album: string | null;
  duration_ms: number | null;
  status: 'new' | 'preparing' | 'ready' | 'failed';
  stems: TrackStem[];
  analysis: { tempo?: number | null; key?: string | null } | null;
  jobs: Job[];
  error: string | null;
}

export interface TrackPage {
  tracks: Track[];
  next_cursor: string | null;
}

/** Peaks of every stem: one number of 0 to 255 per point. */
export interface Waveform {
  points_per_second: number;
  duration_ms: number;
  stems: Record<string, number[]>;
}

/** The show as the server tells it: the JSON of `GET /api/state`, of the `state` event, and of `meters`. */

export type DeckName = 'A' | 'B';
export const DECKS: readonly DeckName[] = ['A', 'B'];

export interface StemState {
  slot: number;
  mute: boolean;
  solo: boolean;
  gain_db: number;
  preview: boolean;
}

export interface LoopState {
  on: boolean;
  start_ms: number;
  end_ms: number;
  beats: number;
}

export interface DeckState {
  track_id: string | null;
  title: string;
  artist: string;
  duration_ms: number;
  bpm: number | null;
  key: string | null;
  first_beat_ms: number;
  loading: boolean;
  playing: boolean;
  /** Where it was at the last change of transport; meters tell where it is now. */
  position_ms: number;
  /** Percent of the recording's tempo, 0 as recorded. */
  tempo: number;
  gain_db: number;
  loop: LoopState;
  /** Hot cues by slot ("1" to "8"), in milliseconds. */
  cues: Record<string, number>;
  stems: Record<string, StemState>;
  message: string | null;
}

export interface AudioState {
  device: string;
  backend: string;
  null: boolean;
  wanted: string | null;
  block: number;
  rate: number;
  latency_ms: number;
  realtime: boolean;
  xruns: number;
  /** Seconds since 1970. */
  last_xrun: number | null;
  message: string | null;
}

export interface MidiDevice {
  port_id: string;
  name: string;
  direction: string;
  type: string;
  status: string;
  preset: string | null;
}

export interface ShowState {
  epoch: string;
  seq: number;
  master: { tempo: number | null; playing: boolean; gain_db: number; crossfader: number };
  decks: Record<DeckName, DeckState>;
  audio: AudioState;
  midi: { backend: string; devices: MidiDevice[]; message: string | null };
}

/** A change by JSON pointer (`/decks/A/stems/drums/mute`) to the new value. */
export type Changes = Record<string, unknown>;

export interface Patch {
  epoch: string;
  seq: number;
  changes: Changes;
}

/** Left and right, linear, 1.0 is full scale. */
export type Pair = [number, number];

export interface DeckMeters {
  position_ms: number;
  playing: boolean;
  peak: Pair;
  rms: Pair;
  /** Peak of every stem after its fader, by name. */
  stems: Record<string, number>;
}

export interface Meters {
  frame: number;
  peak: Pair;
  rms: Pair;
  /** How far the limiter turns down now, 0 or less. */
  limiter_db: number;
  /** The callback's share of its block, in percent. */
  load: number;
  decks: Record<DeckName, DeckMeters>;
}

export type Ack =
  | { ok: true; seq: number; frame: number }
  | { ok: false; error: { code: string; message: string } };

/** The show as the server tells it: the JSON of `GET /api/state`, of the `state` event, and of `meters`. */

export type DeckName = 'A' | 'B' | 'C' | 'D';
export const DECKS: readonly DeckName[] = ['A', 'B', 'C', 'D'];

/** What a press waits for: a note value of the master clock, or bars of four beats. */
export const QUANTA = ['now', '1/32', '1/16', '1/8', '1/4', '1/2', '1 bar', '2 bars', '4 bars', '8 bars'] as const;
export type Quantum = (typeof QUANTA)[number];

export type Band = 'low' | 'mid' | 'high';
export type Side = 'left' | 'both' | 'right';
export type Curve = 'linear' | 'equal_power' | 'sharp';
export type KeyMode = 'fine' | 'short' | 'light';
export type Focus = 'acapella' | 'instrumental';

export interface LoopState {
  on: boolean;
  start_ms: number;
  end_ms: number;
  beats: number;
}

export interface StemState {
  slot: number;
  mute: boolean;
  solo: boolean;
  gain_db: number;
  /** One knob: below 0 a low pass, above 0 a high pass. */
  filter: number;
  loop: LoopState;
  /** The deck whose mixer channel it goes through; null is its own deck's. */
  channel: DeckName | null;
  /** The pair of outputs it goes straight to; 0 is through the mixer. */
  output: number;
  /** The deck whose stem plays in the place of this one. */
  replaced_by: DeckName | null;
  /** It plays for another deck: on which, and how it was at home. */
  guest: { at: DeckName; mute: boolean; channel: DeckName | null; output: number } | null;
  /** Its mute and its solo from before the deck's focus. */
  mute_aside: boolean;
  solo_aside: boolean;
  preview: boolean;
}

/** The song's beats, numbered from 0. */
export interface Grid {
  /** The tempo; the mean where every beat is given by itself. */
  bpm: number;
  first_ms: number;
  /** A beat that begins a bar. */
  downbeat: number;
  /** Every beat's place when the tempo moves; else none. */
  beats_ms: number[];
}

export interface CueState {
  position_ms: number;
  label: string;
  /** #rrggbb, or nothing. */
  colour: string;
  /** How the stems are heard from here on; null leaves them as they are. */
  layout: Record<string, unknown> | null;
}

export interface SceneState {
  label: string;
  decks: DeckName[];
}

export interface KeyState {
  lock: boolean;
  mode: KeyMode;
  semitones: number;
  /** The drums stay at their pitch when the key is shifted. */
  exempt: boolean;
  /** Key lock is wanted, but the machine could not keep up. */
  behind: boolean;
}

export interface DeckState {
  track_id: string | null;
  title: string;
  artist: string;
  duration_ms: number;
  key: string | null;
  grid: Grid | null;
  grid_edited: boolean;
  loading: boolean;
  playing: boolean;
  /** Where it was at the last change of transport; meters tell where it is now. */
  position_ms: number;
  /** Percent of the recording's tempo, 0 as recorded. */
  tempo: number;
  /** Percent that a hand pushes the deck by now. */
  nudge: number;
  key_lock: KeyState;
  /** It follows the master clock, so many of its beats to one of the clock's. */
  locked: boolean;
  beat_factor: number;
  slip: boolean;
  /** Beats of the roll that is held; null when none is. */
  rolling: number | null;
  /** The beats of the button that began it, however long it has been made since. */
  roll_pressed: number | null;
  loop: LoopState;
  chain: { start_ms: number; end_ms: number; times: number }[];
  /** Hot cues by slot ("1" to "8"). */
  cues: Record<string, CueState>;
  /** Memory cues, in milliseconds, ascending. */
  memory: number[];
  /** Scenes of this song by slot ("1" to "16"). */
  scenes: Record<string, SceneState>;
  gain_db: number;
  eq: Record<Band, number> & { kills: Band[] };
  filter: number;
  normalise: boolean;
  trim_db: number;
  /** How loud the song is; null when it was not measured. */
  lufs: number | null;
  side: Side;
  /** The pair of outputs its channel goes to; 1 is the master. */
  output: number;
  headphones: boolean;
  focus: Focus | null;
  /** Between the stems (0) and the original recording (1); null when there is none beside them. */
  original: number | null;
  stems: Record<string, StemState>;
  message: string | null;
}

export const CLOCK_SOURCES = ['internal', 'midi', 'link'] as const;
export type ClockSource = (typeof CLOCK_SOURCES)[number];

/** Who leads the master clock from outside, and who gets it from here. */
export interface ClockState {
  source: ClockSource;
  /** The MIDI input that was chosen to lead; null: the first that ticks. */
  port_id: string | null;
  /** Null while the clock is led from inside. */
  status: 'waiting' | 'following' | 'lost' | null;
  /** Whom it follows, or has lost, in words. */
  heard: string | null;
  /** The MIDI outputs that the clock is sent to. */
  sends: string[];
}

export interface MasterState {
  tempo: number;
  /** The deck that the clock follows now. */
  leader: DeckName | null;
  /** The deck that was chosen to lead; null: whichever has played longest. */
  chosen_leader: DeckName | null;
  clock: ClockState;
  quantise: Quantum;
  playing: boolean;
  gain_db: number;
  crossfader: number;
  curve: Curve;
  headphone_mix: number;
  headphone_gain_db: number;
}

/** An action that waits for the clock; asking for the same again takes it back. */
export interface ArmedState {
  action: string;
  args: Record<string, unknown>;
  quantise: string;
  /** The clock's beat that it waits for. */
  beat: number;
}

export interface RecordState {
  on: boolean;
  /** What of it waits for the beat. */
  waits: 'start' | 'stop' | null;
  what: string;
  format: string;
  /** Seconds since 1970. */
  since: number | null;
  files: string[];
  message: string | null;
}

export interface AudioState {
  device: string;
  backend: string;
  null: boolean;
  wanted: string | null;
  block: number;
  rate: number;
  /** Outputs of the device; the headphones need four. */
  channels: number;
  latency_ms: number;
  realtime: boolean;
  xruns: number;
  /** Seconds since 1970. */
  last_xrun: number | null;
  message: string | null;
  /** What of the show is not kept on the disk, or could not be brought back from it. */
  disk: string | null;
}

export interface MidiDevice {
  port_id: string;
  name: string;
  direction: string;
  type: string;
  status: string;
  preset: string | null;
  preset_title: string | null;
  chosen_preset: string | null;
  /** The controller that the port belongs to. */
  id: string;
  manufacturer: string | null;
  model: string | null;
  serial: string | null;
  enabled: boolean;
  muted: boolean;
  guarded: boolean;
  flooding: boolean;
  /** A hand, or a program, has played on it. */
  played: boolean;
  has_lamps: boolean;
  /** What its mapping asks of how this unit is set, by name. */
  settings: Record<string, number>;
  problem: string | null;
}

/** What a control does, by its action and the arguments of that. */
export interface Deed {
  action: string;
  args: Record<string, unknown>;
}

/** A control of a controller is being learnt, or was the last to be. */
export interface LearnState extends Deed {
  phase: 'waiting' | 'heard' | 'assigned' | 'cancelled';
  /** The port that is listened to; null is any. */
  port_id: string | null;
  /** What was moved, in words. */
  heard: string | null;
  layer: string | null;
  /** What the hand shall do, or why nothing was learnt. */
  message: string | null;
  /** What the control did before. */
  replaced: (Deed & { control: string })[];
  preset: string | null;
}

export interface MidiState {
  backend: string;
  devices: MidiDevice[];
  message: string | null;
  learn: LearnState | null;
  /** So many steps of learning can be taken back. */
  learn_undo: number;
}

export interface ShowState {
  epoch: string;
  seq: number;
  master: MasterState;
  decks: Record<DeckName, DeckState>;
  /** Scenes of the whole set by slot ("1" to "16"). */
  scenes: Record<string, SceneState>;
  armed: Record<string, ArmedState>;
  record: RecordState;
  audio: AudioState;
  midi: MidiState;
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
  /** Where it is on its beat grid. */
  beat: number;
  peak: Pair;
  rms: Pair;
  /** Peak of every stem after its fader, by name. */
  stems: Record<string, number>;
}

export interface Meters {
  frame: number;
  /** The master clock: beats since the start (a multiple of 4 begins a bar), and its tempo. */
  beat: number;
  bpm: number;
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

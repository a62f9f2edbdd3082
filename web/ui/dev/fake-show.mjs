/** The show that the fake server plays: made-up songs and waves, and as much of the vocabulary as a hand can try. */

const STEMS = ['vocals', 'drums', 'bass', 'other'];
const BEATS = { '1/32': 1 / 8, '1/16': 1 / 4, '1/8': 1 / 2, '1/4': 1, '1/2': 2, '1 bar': 4, '2 bars': 8, '4 bars': 16, '8 bars': 32 };
const WAITS = new Set(['deck.play', 'deck.jump', 'deck.cue', 'deck.loop', 'deck.eq_kill', 'deck.acapella', 'deck.instrumental',
  'stem.mute', 'stem.solo', 'stem.loop', 'stem.swap', 'loop.leave', 'loop.move', 'loop.roll',
  'cue.next', 'cue.previous', 'scene.recall']);
const SIDES = { A: 'left', B: 'right', C: 'left', D: 'right' };

const loop = () => ({ on: false, start_ms: 0, end_ms: 0, beats: 4 });
const deck = (side = 'both') => ({
  track_id: null, title: '', artist: '', duration_ms: 0, key: null, grid: null, grid_edited: false, loading: false,
  playing: false, position_ms: 0, tempo: 0, nudge: 0,
  key_lock: { lock: false, mode: 'short', semitones: 0, exempt: true, behind: false },
  locked: false, beat_factor: 1, slip: false, rolling: null, roll_pressed: null, loop: loop(), chain: [], cues: {}, memory: [], scenes: {}, gain_db: 0,
  eq: { low: 0, mid: 0, high: 0, kills: [] }, filter: 0, normalise: true, trim_db: 0, lufs: null, side, output: 1, headphones: false,
  focus: null, original: null, stems: {}, message: null,
});

const port = (direction, name, preset, preset_title, more = {}) => ({
  port_id: `${direction}:${name}`, name, direction, type: 'usb', status: 'connected', preset, preset_title, chosen_preset: null, id: name,
  manufacturer: null, model: null, serial: null, enabled: true, muted: false, guarded: false, flooding: false, played: false, has_lamps: false, settings: {}, problem: null, ...more,
});

/** Mappings as files, and what the controls of each of them do. */
export const presets = [
  { name: 'akai-apc-mini-mk2', title: 'Akai APC mini mk2', own: false, based_on: null, problem: null },
  { name: 'generic', title: 'Any controller', own: false, based_on: null, problem: null },
  { name: 'learnt-nanokontrol2', title: 'nanoKONTROL2, learnt', own: true, based_on: 'korg-nanokontrol2', problem: null },
  { name: 'pads', title: 'pads', own: true, based_on: null, problem: "pads.toml, line 7: there is no action 'stem.mite'. Did you mean 'stem.mute'?" },
];
export const controls = [
  ...STEMS.map((stem, at) => ({ control: `note ${56 + at} channel 1`, layer: null, action: 'stem.mute', args: { deck: 'A', stem } })),
  ...STEMS.map((stem, at) => ({ control: `cc ${48 + at} channel 1`, layer: null, action: 'stem.gain', args: { deck: 'A', stem } })),
  { control: 'note 100 channel 1', layer: null, action: 'deck.toggle', args: { deck: 'A' } },
  { control: 'note 100 channel 1 layer shift', layer: 'shift', action: 'deck.cue', args: { deck: 'A', slot: 1 } },
  { control: 'cc14 7 channel 1', layer: null, action: 'mixer.master', args: {} },
  { control: 'note 119 channel 1', layer: null, action: 'panic', args: {} },
  { control: 'note 98 channel 1', layer: null, action: 'surface.layer', args: { layer: 'shift' } },
].map((one) => ({ how: {}, ...one }));

export const show = {
  epoch: `fake ${Date.now()}`,
  seq: 0,
  master: {
    tempo: 120, leader: null, chosen_leader: null, clock: { source: 'internal', port_id: null, status: null, heard: null, sends: [] }, quantise: 'now', playing: false, gain_db: 0, crossfader: 0, curve: 'linear',
    headphone_mix: 0, headphone_gain_db: 0,
  },
  decks: Object.fromEntries(Object.entries(SIDES).map(([name, side]) => [name, deck(side)])),
  scenes: {},
  armed: {},
  record: { on: false, waits: null, what: 'master', format: 'flac', since: null, files: [], message: null },
  audio: {
    device: 'Scarlett 4i4 USB', backend: 'JACK Audio Connection Kit', null: false, wanted: null, block: 128, rate: 48000, channels: 4,
    latency_ms: 5.3, realtime: true, xruns: 0, last_xrun: null, message: null, disk: null,
  },
  midi: {
    backend: 'jack',
    devices: [
      port('input', 'APC mini mk2', 'akai-apc-mini-mk2', 'Akai APC mini mk2'),
      port('output', 'APC mini mk2', 'akai-apc-mini-mk2', 'Akai APC mini mk2', { has_lamps: true }),
      port('input', 'Launch Control XL', 'novation-launch-control-xl', 'Novation Launch Control XL', { muted: true, flooding: true }),
      port('input', 'nanoKONTROL2', null, null, { status: 'disconnected' }),
      port('output', 'X-Touch Mini', 'behringer-x-touch-mini', 'Behringer X-Touch Mini', { settings: { global_channel: 1 }, problem: 'X-Touch Mini is in use by another program; it is tried again every 5 seconds.' }),
      port('input', 'sfa_live in', 'generic', 'Any controller', { type: 'virtual' }),
    ],
    learn: null,
    learn_undo: 0,
    message: null,
  },
};

/** The clock that is not there: beats since the start. */
let beat = 0;

const song = (id, title, artist, seconds, tempo, key, preview = false) => ({
  id, title, artist, album: null, duration_ms: seconds * 1000, status: 'ready', error: null, jobs: [],
  analysis: { tempo, key },
  stems: STEMS.map((stem_type) => ({ id: `${id}-${stem_type}`, stem_type, model: preview ? 'spectral' : 'htdemucs', preview, lufs: -20 })),
});
const job = (track_id, kind, status, progress, step = null, error = null) => ({
  id: `${track_id}-${kind}`, track_id, kind, status, progress, step, error, attempt: 1,
});

export const tracks = [
  { ...song('busy', 'Night Bus to Ostend', 'The Slow Signals', 221, null, null), status: 'preparing', stems: [], analysis: null,
    jobs: [job('busy', 'download', 'completed', 100), job('busy', 'processing', 'processing', 30, 'Separating'), job('busy', 'analysis', 'processing', 80)] },
  { ...song('waits', 'Kitchen Radio', null, 187, null, null), status: 'preparing', stems: [], analysis: null,
    jobs: [job('waits', 'download', 'queued', 0)] },
  song('one', 'Harbour Lights', 'Demo set', 94, 124, 'A minor'),
  song('two', 'Copper Wire', 'Demo set', 118, 126, 'E minor'),
  song('three', 'A very long title that somebody gave to a song which needed none of it (Extended Festival Version)', 'Various', 412, 98.5, 'F# major', true),
  { ...song('bad', 'recording-2019-final.mp3', null, 0, null, null), duration_ms: null, status: 'failed', stems: [], analysis: null,
    error: 'The file ends before the music begins: it was cut off while it was copied. Copy it again.',
    jobs: [job('bad', 'download', 'failed', 40, null, 'The file ends before the music begins.')] },
];
for (let i = 1; i <= 30; i++) tracks.push(song(`n${i}`, `Set piece ${i}`, 'House band', 180 + i, 100 + i, 'C major', i % 3 === 0));

/** Peaks that look like music: beats, phrases, and stems that come and go. */
export function waveform(track) {
  const points = Math.round(track.duration_ms / 10);
  const beat = 6000 / (track.analysis?.tempo ?? 120);
  const shape = {
    drums: (i) => 220 * Math.exp(-(i % beat) / 7) * (Math.floor(i / beat / 64) % 4 === 2 ? 0.05 : 1),
    bass: (i) => 150 * (0.6 + 0.4 * Math.sin(i / 31)) * (Math.floor(i / beat / 32) % 5 === 0 ? 0.04 : 1),
    vocals: (i) => 190 * Math.max(0, Math.sin(i / 90) * Math.sin(i / 17)) * (Math.floor(i / beat / 32) % 3 === 1 ? 1 : 0.1),
    other: (i) => 110 * (0.55 + 0.45 * Math.sin(i / 240)),
  };
  const stems = Object.fromEntries(STEMS.map((name) => [name,
    Array.from({ length: points }, (_, i) => Math.min(255, Math.round(shape[name](i) * (0.75 + 0.25 * Math.random()))))]));
  return { points_per_second: 100, duration_ms: track.duration_ms, stems };
}

export function loaded(track, side) {
  const stems = Object.fromEntries(STEMS.map((name, i) => [name,
    { slot: i + 1, mute: false, solo: false, gain_db: 0, filter: 0, loop: loop(), channel: null, output: 0, replaced_by: null, preview: track.stems[0].preview }]));
  const grid = { bpm: track.analysis.tempo, first_ms: 120, downbeat: 0, beats_ms: [] };
  return { ...deck(side), track_id: track.id, title: track.title, artist: track.artist ?? '', duration_ms: track.duration_ms,
    grid, key: track.analysis.key, trim_db: -1.4, original: 0, stems };
}

const without = (map, key) => Object.fromEntries(Object.entries(map).filter(([name]) => name !== String(key)));
const sameArgs = (a, b) => JSON.stringify(a) === JSON.stringify(b);
let armings = 0;

/** What an action changes, by JSON pointer: at once, or by arming it. Throws a sentence for what it cannot do. */
export function changesOf(action, args) {
  if (!WAITS.has(action) || show.master.quantise === 'now') return changesNow(action, args);
  const same = Object.entries(show.armed).find(([, one]) => one.action === action && sameArgs(one.args, args));
  if (same) return { '/armed': without(show.armed, same[0]) };
  const quantum = BEATS[show.master.quantise];
  const at = Math.ceil((beat + 0.01) / quantum) * quantum;
  return { '/armed': { ...show.armed, [++armings]: { action, args, quantise: show.master.quantise, beat: at } } };
}

/** What is due on the clock now; null when nothing is. */
export function due() {
  const now = Object.entries(show.armed).filter(([, one]) => one.beat <= beat);
  if (now.length === 0) return null;
  const left = now.reduce((armed, [id]) => without(armed, id), show.armed);
  return now.reduce((changes, [, { action, args }]) => ({ ...changes, ...changesNow(action, args) }), { '/armed': left });
}

function changesNow(action, args) {
  const at = `/decks/${args.deck}`;
  const state = show.decks[args.deck];
  const beatMs = state?.grid ? 60000 / state.grid.bpm : 500;
  const stem = `${at}/stems/${args.stem}`;
  const grid = (fields) => ({ [`${at}/grid`]: { ...state.grid, ...fields }, [`${at}/grid_edited`]: true });
  const sized = (beats) => ({ [`${at}/loop`]: { ...state.loop, beats, end_ms: state.loop.start_ms + beats * beatMs } });
  const keep = (scenes) => (state ? { [`${at}/scenes`]: scenes } : { '/scenes': scenes });
  const scenes = state ? state.scenes : show.scenes;
  switch (action) {
    case 'deck.load': {
      const track = tracks.find((one) => one.id === args.track_id);
      if (track?.status !== 'ready') throw new Error('This song is still being prepared.');
      return { [at]: loaded(track, SIDES[args.deck]) };
    }
    case 'deck.eject': return { [at]: deck(SIDES[args.deck]) };
    case 'deck.play': return { [`${at}/playing`]: true };
    case 'deck.pause': return { [`${at}/playing`]: false };
    case 'deck.stop': return { [`${at}/playing`]: false, [`${at}/position_ms`]: 0 };
    case 'deck.seek': return { [`${at}/position_ms`]: args.position_ms };
    case 'deck.jump': return { [`${at}/position_ms`]: Math.max(0, state.position_ms + args.beats * beatMs) };
    case 'deck.tempo': return { [`${at}/tempo`]: args.percent };
    case 'deck.nudge': return { [`${at}/nudge`]: args.on ? args.percent : 0 };
    case 'deck.slip': return { [`${at}/slip`]: args.on };
    case 'deck.gain': return { [`${at}/gain_db`]: args.db };
    case 'deck.keylock': return { [`${at}/key_lock/lock`]: args.on };
    case 'deck.keylock_mode': return { [`${at}/key_lock/mode`]: args.mode };
    case 'deck.key_shift': return { [`${at}/key_lock/semitones`]: args.semitones };
    case 'deck.key_exempt': return { [`${at}/key_lock/exempt`]: args.on };
    case 'deck.side': return { [`${at}/side`]: args.side };
    case 'deck.output': return { [`${at}/output`]: args.pair };
    case 'deck.normalise': return { [`${at}/normalise`]: args.on, [`${at}/trim_db`]: args.on ? -1.4 : 0 };
    case 'deck.headphones': return { [`${at}/headphones`]: args.on };
    case 'deck.acapella': return { [`${at}/focus`]: args.on ? 'acapella' : null };
    case 'deck.instrumental': return { [`${at}/focus`]: args.on ? 'instrumental' : null };
    case 'deck.original': return { [`${at}/original`]: args.blend };
    case 'deck.eq': return { [`${at}/eq/${args.band}`]: args.db };
    case 'deck.eq_kill': {
      const others = state.eq.kills.filter((band) => band !== args.band);
      return { [`${at}/eq/kills`]: args.on ? [...others, args.band] : others };
    }
    case 'deck.filter': return { [`${at}/filter`]: args.value };
    case 'sync.lock': return { [`${at}/locked`]: args.on };
    case 'sync.leader': return { '/master/chosen_leader': args.deck ?? null, '/master/leader': args.deck ?? null };
    case 'deck.cue': {
      const cue = state.cues[args.slot];
      if (cue) return { [`${at}/position_ms`]: cue.position_ms };
      return { [`${at}/cues`]: { ...state.cues, [args.slot]: { position_ms: state.position_ms, label: '', colour: '', layout: null } } };
    }
    case 'deck.cue_clear': return { [`${at}/cues`]: without(state.cues, args.slot) };
    case 'cue.set': {
      const { deck: _, slot, layout, ...written } = args;
      const cue = { ...state.cues[slot], ...written, ...(layout === undefined ? {} : { layout: layout ? {} : null }) };
      return { [`${at}/cues`]: { ...state.cues, [slot]: cue } };
    }
    case 'cue.memory': return { [`${at}/memory`]: [...state.memory, Math.round(state.position_ms)].sort((a, b) => a - b) };
    case 'cue.memory_clear': return { [`${at}/memory`]: state.memory.slice(0, -1) };
    case 'deck.loop': {
      if (!args.on) return { [`${at}/loop/on`]: false };
      return { [`${at}/loop`]: { ...state.loop, on: true, start_ms: state.position_ms, end_ms: state.position_ms + state.loop.beats * beatMs } };
    }
    case 'loop.finish':
    case 'loop.leave': return { [`${at}/loop/on`]: false };
    case 'loop.halve': return sized(state.loop.beats / 2);
    case 'loop.double': return sized(state.loop.beats * 2);
    case 'deck.loop_size': return sized(args.beats);
    case 'loop.roll': return { [`${at}/rolling`]: args.on ? args.beats : null };
    case 'stem.loop': return { [`${stem}/loop`]: { on: args.on, start_ms: state.position_ms, end_ms: state.position_ms + args.beats * beatMs, beats: args.beats } };
    case 'stem.mute': return { [`${stem}/mute`]: args.on };
    case 'stem.solo': return { [`${stem}/solo`]: args.on };
    case 'stem.gain': return { [`${stem}/gain_db`]: args.db };
    case 'stem.filter': return { [`${stem}/filter`]: args.value };
    case 'stem.channel': return { [`${stem}/channel`]: args.channel === args.deck ? null : args.channel };
    case 'stem.output': return { [`${stem}/output`]: args.pair };
    case 'stem.swap': return { [`${stem}/channel`]: args.on ? args.into : null, [`/decks/${args.into}/stems/${args.stem}/replaced_by`]: args.on ? args.deck : null };
    case 'grid.nudge': return grid({ first_ms: state.grid.first_ms + args.ms });
    case 'grid.set_downbeat': return grid({ first_ms: state.position_ms, downbeat: 0 });
    case 'grid.double': return grid({ bpm: state.grid.bpm * 2 });
    case 'grid.halve': return grid({ bpm: state.grid.bpm / 2 });
    case 'grid.reset': return { [`${at}/grid_edited`]: false };
    case 'scene.store': return keep({ ...scenes, [args.slot]: { label: args.label ?? '', decks: ['A', 'B'] } });
    case 'scene.clear': return keep(without(scenes, args.slot));
    case 'clock.quantise': return { '/master/quantise': args.value };
    case 'mixer.crossfader': return { '/master/crossfader': args.value };
    case 'mixer.curve': return { '/master/curve': args.curve };
    case 'mixer.master': return { '/master/gain_db': args.db };
    case 'mixer.headphone_mix': return { '/master/headphone_mix': args.value };
    case 'mixer.headphone_gain': return { '/master/headphone_gain_db': args.db };
    case 'record.start': return { '/record': { ...args, on: true, since: Date.now() / 1000, files: [`tonight.${args.format}`], message: null } };
    case 'record.stop': return { '/record/on': false };
    case 'panic': return { ...Object.fromEntries(Object.keys(SIDES).map((name) => [`/decks/${name}/playing`, false])), '/armed': {} };
    // Heard, and not played: what has no state of its own.
    case 'scene.recall':
    case 'loop.in':
    case 'loop.out':
    case 'loop.move':
    case 'cue.next':
    case 'cue.previous':
    case 'deck.tap':
    case 'grid.tap':
    case 'clock.tap':
    case 'sync.once': return {};
    default: throw new Error(`The fake server does not know ${action}.`);
  }
}

/** One look at an engine that is not there; positions move by the time since the last look. */
export function meters(elapsedMs) {
  beat += (elapsedMs * show.master.tempo) / 60000;
  const decks = {};
  for (const [name, state] of Object.entries(show.decks)) {
    if (state.playing) state.position_ms += elapsedMs * (1 + (state.tempo + state.nudge) / 100);
    if (state.loop.on && state.position_ms >= state.loop.end_ms) state.position_ms = state.loop.start_ms;
    if (state.playing && state.position_ms >= state.duration_ms) state.position_ms = 0;
    const solo = Object.values(state.stems).some((stem) => stem.solo);
    const peak = (stem) => (!state.playing || stem.mute || (solo && !stem.solo) ? 0 : (0.2 + 0.5 * Math.random()) * 10 ** (stem.gain_db / 20));
    const stems = Object.fromEntries(Object.entries(state.stems).map(([stem, value]) => [stem, peak(value)]));
    const sum = Math.min(1, Object.values(stems).reduce((a, b) => a + b, 0) * 0.5);
    const place = state.grid ? ((state.position_ms - state.grid.first_ms) * state.grid.bpm) / 60000 : 0;
    decks[name] = { position_ms: state.position_ms, playing: state.playing, beat: state.locked ? beat + 0.005 : place, peak: [sum, sum * 0.9], rms: [sum / 3, sum / 3], stems };
  }
  const sum = Math.min(1, Object.values(decks).reduce((all, one) => all + one.peak[0], 0));
  return { frame: 0, beat, bpm: show.master.tempo, peak: [sum, sum], rms: [sum / 3, sum / 3], limiter_db: sum > 0.95 ? -3 * Math.random() : 0, load: 14 + 4 * Math.random(), decks };
}

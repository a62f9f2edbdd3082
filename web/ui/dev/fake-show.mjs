/** The show that the fake server plays: two songs, made-up waves, and as much of the vocabulary as a hand can try. */

const STEMS = ['vocals', 'drums', 'bass', 'other'];

export const deck = () => ({
  track_id: null, title: '', artist: '', duration_ms: 0, bpm: null, key: null, first_beat_ms: 0, loading: false,
  playing: false, position_ms: 0, tempo: 0, gain_db: 0, loop: { on: false, start_ms: 0, end_ms: 0, beats: 4 },
  cues: {}, stems: {}, message: null,
});

export const show = {
  epoch: `fake ${Date.now()}`,
  seq: 0,
  master: { tempo: null, playing: false, gain_db: 0, crossfader: 0 },
  decks: { A: deck(), B: deck() },
  audio: {
    device: 'Scarlett 2i2 USB', backend: 'JACK Audio Connection Kit', null: false, wanted: null, block: 128, rate: 48000,
    latency_ms: 5.3, realtime: true, xruns: 0, last_xrun: null, message: null,
  },
  midi: {
    backend: 'jack',
    devices: [
      { port_id: 'in1', name: 'APC mini mk2', direction: 'input', type: 'usb', status: 'connected', preset: 'akai_apc_mini_mk2' },
      { port_id: 'out1', name: 'APC mini mk2', direction: 'output', type: 'usb', status: 'connected', preset: 'akai_apc_mini_mk2' },
      { port_id: 'v1', name: 'sfa_live in', direction: 'input', type: 'virtual', status: 'connected', preset: 'generic' },
    ],
    message: null,
  },
};

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

export function loaded(track) {
  const stems = Object.fromEntries(STEMS.map((name, i) => [name,
    { slot: i + 1, mute: false, solo: false, gain_db: 0, preview: track.stems[0].preview }]));
  return { ...deck(), track_id: track.id, title: track.title, artist: track.artist ?? '', duration_ms: track.duration_ms,
    bpm: track.analysis.tempo, key: track.analysis.key, first_beat_ms: 120, stems };
}

/** What an action changes, by JSON pointer; throws a sentence for what it cannot do. */
export function changesOf(action, args) {
  const at = `/decks/${args.deck}`;
  const state = show.decks[args.deck];
  switch (action) {
    case 'deck.load': {
      const track = tracks.find((one) => one.id === args.track_id);
      if (track?.status !== 'ready') throw new Error('This song is still being prepared.');
      return { [at]: loaded(track) };
    }
    case 'deck.eject': return { [at]: deck() };
    case 'deck.play': return { [`${at}/playing`]: true };
    case 'deck.pause': return { [`${at}/playing`]: false };
    case 'deck.stop': return { [`${at}/playing`]: false, [`${at}/position_ms`]: 0 };
    case 'deck.seek': return { [`${at}/position_ms`]: args.position_ms };
    case 'deck.tempo': return { [`${at}/tempo`]: args.percent };
    case 'deck.gain': return { [`${at}/gain_db`]: args.db };
    case 'deck.cue': {
      const ms = state.cues[args.slot];
      if (ms !== undefined) return { [`${at}/position_ms`]: ms };
      return { [`${at}/cues`]: { ...state.cues, [args.slot]: state.position_ms } };
    }
    case 'deck.cue_clear': {
      const { [args.slot]: _, ...left } = state.cues;
      return { [`${at}/cues`]: left };
    }
    case 'deck.loop': {
      const length = (state.loop.beats * 60000) / state.bpm;
      return { [`${at}/loop`]: { ...state.loop, on: args.on, start_ms: state.position_ms, end_ms: state.position_ms + length } };
    }
    case 'deck.loop_size': {
      const end_ms = state.loop.start_ms + (args.beats * 60000) / state.bpm;
      return { [`${at}/loop`]: { ...state.loop, beats: args.beats, end_ms } };
    }
    case 'stem.mute': return { [`${at}/stems/${args.stem}/mute`]: args.on };
    case 'stem.solo': return { [`${at}/stems/${args.stem}/solo`]: args.on };
    case 'stem.gain': return { [`${at}/stems/${args.stem}/gain_db`]: args.db };
    case 'mixer.crossfader': return { '/master/crossfader': args.value };
    case 'mixer.master': return { '/master/gain_db': args.db };
    case 'panic': return { '/decks/A/playing': false, '/decks/B/playing': false };
    default: throw new Error(`The fake server does not know ${action}.`);
  }
}

/** One look at an engine that is not there; positions move by the time since the last look. */
export function meters(elapsedMs) {
  const decks = {};
  for (const [name, state] of Object.entries(show.decks)) {
    if (state.playing) state.position_ms += elapsedMs * (1 + state.tempo / 100);
    if (state.loop.on && state.position_ms >= state.loop.end_ms) state.position_ms = state.loop.start_ms;
    if (state.playing && state.position_ms >= state.duration_ms) state.position_ms = 0;
    const solo = Object.values(state.stems).some((stem) => stem.solo);
    const peak = (stem) => (!state.playing || stem.mute || (solo && !stem.solo) ? 0 : (0.2 + 0.5 * Math.random()) * 10 ** (stem.gain_db / 20));
    const stems = Object.fromEntries(Object.entries(state.stems).map(([stem, value]) => [stem, peak(value)]));
    const sum = Math.min(1, Object.values(stems).reduce((a, b) => a + b, 0) * 0.5);
    decks[name] = { position_ms: state.position_ms, playing: state.playing, peak: [sum, sum * 0.9], rms: [sum / 3, sum / 3], stems };
  }
  const sum = Math.min(1, decks.A.peak[0] + decks.B.peak[0]);
  return { frame: 0, peak: [sum, sum], rms: [sum / 3, sum / 3], limiter_db: sum > 0.95 ? -3 * Math.random() : 0, load: 14 + 4 * Math.random(), decks };
}

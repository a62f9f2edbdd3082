/** What all decks share: the clock, the mixer, scenes, the recording, and silence. */

import type { ClockSource, Curve, DeckName, Quantum } from '../../wire/show';
import { show } from '../show.svelte';
import { rhythmic } from './asking';

/** A scene of a deck is kept with its song, one of no deck with the set. */
const of = (deck: DeckName | null): { deck?: DeckName } => (deck ? { deck } : {});

const master = (action: string, args: Record<string, unknown>, field: string, value: unknown): void =>
  show.stream(action, action, args, [`/master/${field}`, value]);

export const masterActs = {
  clockTap: () => show.act('clock.tap', {}),
  clockTempo: (bpm: number) => master('clock.tempo', { bpm }, 'tempo', bpm),
  clockSource: (value: ClockSource, port_id: string | null) =>
    show.act('clock.source', { value, ...(port_id ? { port_id } : {}) }, ['/master/clock/source', value]),
  clockSend: (port_id: string, on: boolean) => show.act('clock.send', { port_id, on }),
  quantise: (value: Quantum) => show.act('clock.quantise', { value }, ['/master/quantise', value]),

  crossfader: (value: number) => master('mixer.crossfader', { value }, 'crossfader', value),
  curve: (curve: Curve) => show.act('mixer.curve', { curve }, ['/master/curve', curve]),
  master: (db: number) => master('mixer.master', { db }, 'gain_db', db),
  headphoneMix: (value: number) => master('mixer.headphone_mix', { value }, 'headphone_mix', value),
  headphoneGain: (db: number) => master('mixer.headphone_gain', { db }, 'headphone_gain_db', db),

  storeScene: (slot: number, deck: DeckName | null, label: string) =>
    show.act('scene.store', { slot, ...of(deck), ...(label ? { label } : {}) }),
  recallScene: (slot: number, deck: DeckName | null, beats: number) =>
    rhythmic('scene.recall', { slot, ...of(deck), ...(beats > 0 ? { beats } : {}) }),
  clearScene: (slot: number, deck: DeckName | null) => show.act('scene.clear', { slot, ...of(deck) }),

  record: (what: string, format: string) => show.act('record.start', { what, format }, ['/record/on', true]),
  recordStop: () => show.act('record.stop', {}, ['/record/on', false]),

  midiResync: (port_id: string) => show.act('midi.resync', { port_id }),
  midiEnable: (port_id: string, on: boolean) => show.act('midi.enable', { port_id, on }),
  midiMute: (port_id: string, on: boolean) => show.act('midi.mute', { port_id, on }),
  midiPreset: (port_id: string, preset: string | null) => show.act('midi.preset', { port_id, ...(preset ? { preset } : {}) }),
  midiSetting: (port_id: string, setting: string, value: number) => show.act('midi.setting', { port_id, setting, value }),
  midiForget: (port_id: string, control: string) => show.act('midi.forget', { port_id, control }),

  panic: () => show.act('panic', {}),
};

/** The controllers' mappings as files: known while the MIDI view is open. */

import { rest, type PresetListed } from '../wire/rest';
import { sayWrong, toasts } from './toasts.svelte';

class Presets {
  all = $state<PresetListed[]>([]);

  async load(): Promise<void> {
    try {
      this.all = (await rest.presets()).presets;
    } catch (wrong) {
      sayWrong(wrong);
    }
  }

  /** A file from this machine becomes a mapping of its name. */
  async bring(file: File): Promise<void> {
    try {
      const taken = await rest.importPreset(file.name.replace(/\.toml$/i, ''), await file.text());
      toasts.say(`${taken.title}: ${taken.controls} controls.`);
    } catch (wrong) {
      sayWrong(wrong);
    }
    await this.load();
  }

  async remove(name: string): Promise<void> {
    try {
      await rest.removePreset(name);
    } catch (wrong) {
      sayWrong(wrong);
    }
    await this.load();
  }
}

export const presets = new Presets();

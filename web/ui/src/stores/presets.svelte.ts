/** The controllers' mappings as files: known while the MIDI view is open. */

import { mappingName } from '../midi/naming';
import { rest, type PresetListed } from '../wire/rest';
import { sayWrong, toasts } from './toasts.svelte';

/** A file that was brought. */
interface Brought {
  name: string;
  text: string;
}

class Presets {
  all = $state<PresetListed[]>([]);
  /** Files whose names are taken: they wait until somebody says what shall become of them. */
  doubled = $state<Brought[]>([]);

  async load(): Promise<void> {
    try {
      this.all = (await rest.presets()).presets;
    } catch (wrong) {
      sayWrong(wrong);
    }
  }

  /** A file from this machine becomes a mapping of its name, unless there is one of that name. */
  async bring(file: File): Promise<void> {
    const brought = { name: mappingName(file.name), text: await file.text() };
    // Another surface may have brought one meanwhile.
    await this.load();
    if (this.all.some(({ name }) => name === brought.name)) {
      this.leave(brought.name);
      this.doubled.push(brought);
    } else await this.#take(brought);
  }

  /** What was brought takes the place of the mapping of its name. */
  async replace(name: string): Promise<void> {
    const brought = this.doubled.find((one) => one.name === name);
    this.leave(name);
    if (brought) await this.#take(brought);
  }

  /** What was brought is not taken after all. */
  leave(name: string): void {
    this.doubled = this.doubled.filter((one) => one.name !== name);
  }

  async remove(name: string): Promise<void> {
    try {
      await rest.removePreset(name);
    } catch (wrong) {
      sayWrong(wrong);
    }
    await this.load();
  }

  async #take({ name, text }: Brought): Promise<void> {
    try {
      const taken = await rest.importPreset(name, text);
      toasts.say(`${taken.title}: ${taken.controls} controls.`);
    } catch (wrong) {
      sayWrong(wrong);
    }
    await this.load();
  }
}

export const presets = new Presets();

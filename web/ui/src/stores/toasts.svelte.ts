/** Short sentences that come and go by themselves: what was refused, and why. */

const STAYS_MS = 6000;
const AT_MOST = 4;

interface Toast {
  id: number;
  text: string;
}

class Toasts {
  all = $state<Toast[]>([]);
  #next = 0;

  /** Says a sentence; one that is being said already is not said twice. */
  say(text: string): void {
    if (this.all.some((toast) => toast.text === text)) return;
    const id = this.#next++;
    this.all = [...this.all, { id, text }].slice(-AT_MOST);
    setTimeout(() => this.dismiss(id), STAYS_MS);
  }

  dismiss(id: number): void {
    this.all = this.all.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();

/** For promises whose failure is only worth a sentence. */
export const sayWrong = (wrong: unknown): void => toasts.say(wrong instanceof Error ? wrong.message : String(wrong));

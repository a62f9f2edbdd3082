/** How much room there is: `phone` shows one deck at a time, `tablet` stacks two, `wide` has them side by side. */

export type Room = 'phone' | 'tablet' | 'wide';

const phone = matchMedia('(max-width: 699px)');
const wide = matchMedia('(min-width: 1024px)');

const roomNow = (): Room => (phone.matches ? 'phone' : wide.matches ? 'wide' : 'tablet');

class Screen {
  room = $state<Room>(roomNow());
  /** The library has room below the decks. */
  readonly tall = matchMedia('(min-height: 960px)').matches;

  constructor() {
    for (const query of [phone, wide]) query.addEventListener('change', () => (this.room = roomNow()));
  }
}

export const screen = new Screen();

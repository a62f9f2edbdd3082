/** How much room there is: `phone` shows one deck at a time, `tablet` stacks two, `wide` has them side by side. */

export type Room = 'phone' | 'tablet' | 'wide';

const phone = matchMedia('(max-width: 699px)');
const wide = matchMedia('(min-width: 1024px)');
const roomy = matchMedia('(min-width: 1240px)');

const roomNow = (): Room => (phone.matches ? 'phone' : wide.matches ? 'wide' : 'tablet');

class Screen {
  room = $state<Room>(roomNow());
  /** Two decks side by side have room for their cues beside the transport; else these lie in the tray. */
  roomy = $state(roomy.matches);
  /** The library has room below the decks. */
  readonly tall = matchMedia('(min-height: 960px)').matches;

  constructor() {
    roomy.addEventListener('change', () => (this.roomy = roomy.matches));
    for (const query of [phone, wide]) query.addEventListener('change', () => (this.room = roomNow()));
  }
}

export const screen = new Screen();

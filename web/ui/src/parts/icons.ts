/** Icons as paths in a square of 24. */

export const ICONS = {
  play: 'M7 4.5v15l13-7.5z',
  pause: 'M6 4.5h4.5v15H6zM13.5 4.5H18v15h-4.5z',
  stop: 'M5.5 5.5h13v13h-13z',
  loop: 'M7 6h10a4 4 0 0 1 4 4v1h-2v-1a2 2 0 0 0-2-2H9v3L4 7l5-4v3zm10 12H7a4 4 0 0 1-4-4v-1h2v1a2 2 0 0 0 2 2h8v-3l5 4-5 4z',
  less: 'M15.5 4.5 8 12l7.5 7.5V4.5z',
  more: 'M8.5 4.5 16 12l-7.5 7.5V4.5z',
  cross: 'M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4z',
  up: 'M12 7l8 8-1.6 1.6L12 10.2l-6.4 6.4L4 15z',
  down: 'M12 17 4 9l1.6-1.6L12 13.8l6.4-6.4L20 9z',
  eject: 'M12 4l8 10H4zM4 16.5h16V20H4z',
  search: 'M10.5 3a7.5 7.5 0 0 1 5.9 12.1l4.7 4.8-1.4 1.4-4.8-4.7A7.5 7.5 0 1 1 10.5 3zm0 2a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z',
  retry: 'M12 4a8 8 0 0 1 7.4 5H17v2h6V5h-2v2.6A10 10 0 1 0 22 13h-2a8 8 0 1 1-8-9z',
  trash: 'M9 3h6l1 2h5v2H3V5h5zm-4 6h14l-1 12H6z',
  pen: 'M4 16.5 15.5 5l3.5 3.5L7.5 20H4zM16.9 3.6l1.4-1.4 3.5 3.5-1.4 1.4z',
  phones: 'M12 3a9 9 0 0 1 9 9v6a3 3 0 0 1-3 3h-2v-8h3v-1a7 7 0 0 0-14 0v1h3v8H6a3 3 0 0 1-3-3v-6a9 9 0 0 1 9-9z',
  turn: 'M7 4 2 9l5 5v-4h9V8H7zm10 6v4H8v2h9v4l5-5z',
  crown: 'M3 7l5 4 4-7 4 7 5-4-2 11H5z',
  flag: 'M5 3h2v1h12l-3 5 3 5H7v7H5z',
  upload: 'M12 3l6 6h-4v7h-4V9H6zM4 18h16v3H4z',
} as const;

export type IconName = keyof typeof ICONS;

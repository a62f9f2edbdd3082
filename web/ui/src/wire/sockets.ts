/** The live lines to the server: `/live` for the show, `/jobs` for the songs, `/midi` for what controllers send. */

import { io, type Socket } from 'socket.io-client';

/** Back within half a second once the server is: a stage does not wait for a page. */
const LINE = {
  transports: ['websocket', 'polling'],
  reconnectionDelay: 100,
  reconnectionDelayMax: 300,
  randomizationFactor: 0.3,
  timeout: 2000,
};

export const live: Socket = io('/live', LINE);
export const jobs: Socket = io('/jobs', LINE);
export const midi: Socket = io('/midi', LINE);

/** How long a hand waits for an answer before it is told that none came. */
export const ANSWER_MS = 3000;

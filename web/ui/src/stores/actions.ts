/** The vocabulary of the show as calls: every hand on this page (pointer, keys) goes through these. */

import { deckActs } from './act/deck';
import { masterActs } from './act/master';
import { placeActs } from './act/place';
import { stemActs } from './act/stem';

export const act = { ...deckActs, ...stemActs, ...placeActs, ...masterActs };

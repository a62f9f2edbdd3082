/** Asking the server over HTTP. Every refusal is an `Error` whose message is the server's own sentence. */

import type { Deed, ShowState } from './show';
import type { Job, TrackPage, Waveform } from './track';

const AWAY = 'The server does not answer. The music plays on; try again when it is back.';

async function ask<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const request: RequestInit = { method, headers: { accept: 'application/json' } };
  if (signal) request.signal = signal;
  if (body !== undefined) {
    request.headers = { ...request.headers, 'content-type': 'application/json' };
    request.body = JSON.stringify(body);
  }
  let answer: Response;
  try {
    answer = await fetch(path, request);
  } catch (wrong) {
    if (signal?.aborted) throw wrong;
    throw new Error(AWAY);
  }
  const text = await answer.text();
  if (!answer.ok) throw new Error(sentenceOf(text) ?? `The server answered ${answer.status} to ${path}.`);
  return (text ? JSON.parse(text) : undefined) as T;
}

/** The server's sentence out of `{error: {message}}`, null when the body is something else. */
export function sentenceOf(body: string): string | null {
  try {
    const message: unknown = JSON.parse(body)?.error?.message;
    return typeof message === 'string' ? message : null;
  } catch {
    return null;
  }
}

/** A controller's mapping as it is listed. */
export interface PresetListed {
  name: string;
  title: string;
  /** The user's own; the others are shipped. */
  own: boolean;
  based_on: string | null;
  problem: string | null;
}

/** One control of a mapping and what it does. */
export interface PresetControl extends Deed {
  control: string;
  layer: string | null;
  /** How it is done, where the mapping says: how far a fader goes, whether a button holds. */
  how: Record<string, unknown>;
}

const track = (id: string): string => `/api/tracks/${encodeURIComponent(id)}`;

/** Where a mapping's file lies. */
export const presetPath = (name: string): string => `/api/midi/presets/${encodeURIComponent(name)}`;

export const rest = {
  state: () => ask<ShowState>('GET', '/api/state'),
  tracks(query: string, cursor: string | null, signal: AbortSignal): Promise<TrackPage> {
    const wanted = new URLSearchParams({ query, limit: '100' });
    if (cursor) wanted.set('cursor', cursor);
    return ask<TrackPage>('GET', `/api/tracks?${wanted}`, undefined, signal);
  },
  waveform: (id: string, signal: AbortSignal) => ask<Waveform>('GET', `${track(id)}/waveform`, undefined, signal),
  presets: () => ask<{ presets: PresetListed[] }>('GET', '/api/midi/presets'),
  presetControls: (name: string) => ask<{ controls: PresetControl[] }>('GET', `${presetPath(name)}/controls`),
  importPreset: (name: string, text: string) => ask<{ title: string; controls: number }>('PUT', presetPath(name), { text }),
  removePreset: (name: string) => ask<void>('DELETE', presetPath(name)),
  remove: (id: string) => ask<void>('DELETE', track(id)),
  retry: (jobId: string) => ask<Job>('POST', `/api/jobs/${encodeURIComponent(jobId)}/retry`),
  spotify: (url: string) => ask<{ track_id: string }>('POST', '/api/download/track', { url }),
};

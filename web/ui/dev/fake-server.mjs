/**
 * A server to look at the page with, where no rig is: `node dev/fake-server.mjs [port]`, after `npm run build`.
 *
 * It speaks the same REST and Socket.IO and sends the same strict policy as the real one, but makes no sound.
 * `POST /fake {changes}` changes the show by JSON pointer, as a MIDI controller would.
 */

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Server } from 'socket.io';
import { changesOf, controls, due, meters, presets, show, tracks, waveform } from './fake-show.mjs';

const PORT = Number(process.argv[2] ?? 8765);
const PAGE = fileURLToPath(new URL('../../static', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.webmanifest': 'application/manifest+json' };
const LOOK_MS = 33;

function patch(changes) {
  for (const [pointer, value] of Object.entries(changes)) {
    const way = pointer.slice(1).split('/');
    const last = way.pop();
    way.reduce((place, step) => place[step], show)[last] = value;
  }
  const lead = Object.values(show.decks).find((deck) => deck.playing && deck.grid);
  if (lead) changes['/master/tempo'] = show.master.tempo = lead.grid.bpm * (1 + lead.tempo / 100);
  show.seq += 1;
  live.emit('patch', { epoch: show.epoch, seq: show.seq, changes });
}

async function body(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

async function api(request, url) {
  const [, , , id, what] = url.pathname.split('/');
  const track = tracks.find((one) => one.id === id);
  if (url.pathname === '/api/state') return { ...show, rig: { connected: true } };
  if (url.pathname === '/fake') return patch(JSON.parse(await body(request)).changes);
  if (url.pathname.startsWith('/api/midi/presets')) return url.pathname.endsWith('/controls') ? { controls } : { presets };
  if (!url.pathname.startsWith('/api/tracks')) return undefined;
  if (what === 'waveform') return waveform(track);
  if (request.method === 'DELETE') {
    tracks.splice(tracks.indexOf(track), 1);
    jobs.emit('track:deleted', { track_id: id });
    return {};
  }
  if (request.method === 'POST') {
    await body(request);
    return { track: tracks[0], jobs: [] };
  }
  const query = (url.searchParams.get('query') ?? '').toLowerCase();
  return { tracks: tracks.filter((one) => `${one.title} ${one.artist}`.toLowerCase().includes(query)), next_cursor: null };
}

async function file(pathname) {
  const path = normalize(join(PAGE, pathname === '/' ? 'index.html' : pathname));
  if (!path.startsWith(PAGE)) throw new Error('outside');
  return { type: TYPES[extname(path)] ?? 'application/octet-stream', data: await readFile(path) };
}

const http = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://fake');
  response.setHeader('content-security-policy', "default-src 'self'");
  try {
    const answer = await api(request, url);
    if (answer !== undefined || url.pathname === '/fake') {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer ?? {}));
    } else {
      const { type, data } = await file(url.pathname);
      response.setHeader('content-type', type).end(data);
    }
  } catch (wrong) {
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { code: 'not_found', message: wrong.message } }));
  }
});

const sockets = new Server(http, { serveClient: false });
const live = sockets.of('/live');
const jobs = sockets.of('/jobs');

live.on('connection', (socket) => {
  socket.emit('state', { ...show, rig: { connected: true } });
  socket.on('action', ({ action, args }, answer) => {
    try {
      patch(changesOf(action, args));
      answer({ ok: true, seq: show.seq, frame: 0 });
    } catch (wrong) {
      answer({ ok: false, error: { code: 'fake', message: wrong.message } });
    }
  });
});

let last = performance.now();
setInterval(() => {
  const now = performance.now();
  live.volatile.emit('meters', meters(now - last));
  last = now;
  const changes = due();
  if (changes) patch(changes);
}, LOOK_MS);

setInterval(() => {
  const separating = tracks.find((track) => track.id === 'busy')?.jobs[1];
  if (!separating) return;
  separating.progress = (separating.progress + 1) % 100;
  jobs.emit('job:progress', { ...separating, job_id: separating.id });
}, 700);

http.listen(PORT, '127.0.0.1', () => console.log(`fake server on http://127.0.0.1:${PORT}`));

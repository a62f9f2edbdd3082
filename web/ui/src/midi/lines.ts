/** What controllers sent: as the server tells it (`web/live/midi.py`), merged, and filtered. */

export type LineKind =
  | 'note_on'
  | 'note_off'
  | 'key_pressure'
  | 'cc'
  | 'program'
  | 'pressure'
  | 'bend'
  | 'sysex'
  | 'position'
  | 'start'
  | 'continue'
  | 'stop'
  | 'rpn'
  | 'nrpn';

export interface MonitorLine {
  /** Grows with every message; a line that came twice has the same. */
  id: number;
  port_id: string;
  /** Seconds since 1970. */
  at: number;
  kind: LineKind;
  /** 1 to 16. */
  channel: number | null;
  number: number | null;
  value: number | null;
  text: string;
  data: number[];
  /** So many before it were not told. */
  left_out: number;
}

export interface Filter {
  port: string | null;
  kind: Group | null;
  channel: number | null;
  /** An empty field gives undefined. */
  number: number | null | undefined;
  /** Any part of the words. */
  text: string;
}

export type Group = 'notes' | 'cc' | 'bend' | 'pressure' | 'program' | 'parameter' | 'system';

export const ALL: Filter = { port: null, kind: null, channel: null, number: null, text: '' };

/** Lines that are kept, as many as the rig keeps. */
export const KEPT = 500;

const GROUPS: Record<LineKind, Group> = {
  note_on: 'notes',
  note_off: 'notes',
  cc: 'cc',
  bend: 'bend',
  pressure: 'pressure',
  key_pressure: 'pressure',
  program: 'program',
  rpn: 'parameter',
  nrpn: 'parameter',
  sysex: 'system',
  position: 'system',
  start: 'system',
  continue: 'system',
  stop: 'system',
};

export const groupOf = (line: MonitorLine): Group => GROUPS[line.kind];

/** The lines with those that came, each once, the newest last. */
export function merged(lines: readonly MonitorLine[], came: readonly MonitorLine[]): MonitorLine[] {
  const last = lines.at(-1)?.id ?? 0;
  // Nearly always what comes is new.
  if (came.every((line, at) => line.id > (at ? came[at - 1]!.id : last))) return [...lines, ...came].slice(-KEPT);
  const byId = new Map([...came, ...lines].map((line) => [line.id, line]));
  return [...byId.values()].sort((one, other) => one.id - other.id).slice(-KEPT);
}

export function passes(line: MonitorLine, filter: Filter): boolean {
  return (
    (filter.port === null || line.port_id === filter.port) &&
    (filter.kind === null || groupOf(line) === filter.kind) &&
    (filter.channel === null || line.channel === filter.channel) &&
    (filter.number == null || line.number === filter.number) &&
    line.text.toLowerCase().includes(filter.text.trim().toLowerCase())
  );
}

/** A message's bytes as musicians write them: 90 24 7F. */
export const hex = (data: readonly number[]): string =>
  data.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');

/** When it came, by the wall clock: 21:04:59.123. */
export function clockText(at: number): string {
  const date = new Date(at * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const seconds = `${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  return `${two(date.getHours())}:${two(date.getMinutes())}:${seconds}`;
}

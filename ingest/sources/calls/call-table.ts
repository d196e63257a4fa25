import type { ParsedAgent, ParsedOutcome } from '../../ports.ts';
import { BadRecord } from '../bad-record.ts';
import { type ColumnPlaces, columnRemedy, findColumns, refuseMissingHeaders } from './call-columns.ts';
import type { CallColumn, CallMapping } from './call-mapping.ts';
import type { CallTranscript, CallTurn } from './call-transcript.ts';
import { rolesNote } from './caption-call.ts';
import type { Table, TableRow } from './csv-table.ts';
import { languageOfTag } from './language-tag.ts';
import { assignRoles, countLeftOut, personNames } from './speaker-roles.ts';
import { amountOf, channelOf, flagOf, instantOf, outcomeOf, type TableTime, timeOf } from './table-values.ts';

/** The rows of one call, and where they begin. */
export interface CallRows {
  readonly id: string;
  readonly line: number;
  readonly rows: readonly TableRow[];
  /** A line that may belong to this call, and why it could not be read. */
  readonly hole: { readonly line: number; readonly reason: string } | null;
}

/** A table of utterances with its columns found and its rows grouped by call. */
export interface CallTable {
  readonly places: ColumnPlaces;
  readonly calls: readonly CallRows[];
  /** Rows that belong to no call. */
  readonly stray: readonly { readonly line: number; readonly reason: string; readonly remedy: string }[];
}

/** Title rows stand above the header in many exports. */
const headerWithin = 10;

/** Finds the header and groups the rows; null when it is no table of utterances. Throws BadRecord. */
export function findCalls(table: Table, fileName: string, mapping: CallMapping): CallTable | null {
  const found = table.rows
    .slice(0, headerWithin)
    .map((row, index) => ({ row, index, places: findColumns(row.cells, mapping) }))
    .find(({ places }) => places !== null);
  if (!found?.places) return null;
  refuseMissingHeaders(found.row.cells, mapping);
  const idPlace = found.places.get('callId');
  const groups = new Map<string, TableRow[]>();
  const stray: { line: number; reason: string; remedy: string }[] = [];
  const rows = table.rows.slice(found.index + 1);
  for (const row of rows) {
    const id = idPlace === undefined ? fileName : (row.cells[idPlace] ?? '').trim();
    const group = groups.get(id);
    if (id === '') {
      if (row.cells.some((cell) => cell.trim() !== '')) {
        stray.push({
          line: row.line,
          reason: 'the row names no call',
          remedy: 'Write the id of the call in every row.',
        });
      }
    } else if (group) group.push(row);
    else groups.set(id, [row]);
  }
  const holes = holesIn(table, rows, idPlace, fileName);
  const calls = [...groups].map(([id, of]) => ({
    id,
    line: of[0]?.line ?? 0,
    rows: of,
    hole: holes.get(id) ?? null,
  }));
  const told = new Set([...holes.values()].map(({ line }) => line));
  for (const { line, reason } of table.bad) {
    if (!told.has(line)) stray.push({ line, reason, remedy: 'Mend the row.' });
  }
  return { places: found.places, calls, stray };
}

/** Calls beside a line that could not be read: it may be theirs, and a call with a hole is not taken in. */
function holesIn(table: Table, rows: readonly TableRow[], idPlace: number | undefined, fileName: string) {
  const holes = new Map<string, { line: number; reason: string }>();
  const idOf = (row: TableRow | undefined) =>
    row === undefined ? '' : idPlace === undefined ? fileName : (row.cells[idPlace] ?? '').trim();
  const bad = table.bad.toSorted((a, b) => a.line - b.line);
  const [first] = bad;
  // Where calls are mixed, what is lost may be anybody's.
  if (first && isMixed(rows.map(idOf))) return new Map(rows.map((row) => [idOf(row), first]));
  for (const hole of bad) {
    const { line } = hole;
    const after = firstAfter(rows, line);
    for (const id of [idOf(rows[after - 1]), idOf(rows[after])]) {
      if (id !== '' && !holes.has(id)) holes.set(id, hole);
    }
  }
  return holes;
}

/** Whether an id comes again after another one. */
function isMixed(ids: readonly string[]): boolean {
  const closed = new Set<string>();
  return ids.some((id, i) => {
    const before = ids[i - 1];
    if (before !== undefined && before !== id) closed.add(before);
    return closed.has(id);
  });
}

/** Index of the first row below a line; rows stand in the order of their lines. */
function firstAfter(rows: readonly TableRow[], line: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.line ?? 0) > line) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface ReadRow {
  readonly line: number;
  readonly speaker: string | null;
  readonly text: string;
  readonly start: TableTime;
  readonly end: TableTime;
}

/** Reads one call of a table. Throws BadRecord that names the row. */
export function readCallRows(
  call: CallRows,
  places: ColumnPlaces,
  format: 'csv' | 'xlsx',
  mapping: CallMapping,
  timeZone: string,
): CallTranscript {
  if (call.hole) throw new BadRecord(`line ${call.hole.line}: ${call.hole.reason}`, 'Mend that row.');
  const cell = (row: TableRow, column: CallColumn) => (row.cells[places.get(column) ?? -1] ?? '').trim();
  const first = (column: CallColumn) => {
    const row = call.rows.find((one) => cell(one, column) !== '');
    return row ? cell(row, column) : '';
  };
  const inRow = <T>(row: TableRow, read: () => T): T => {
    try {
      return read();
    } catch (error) {
      if (error instanceof BadRecord) throw new BadRecord(`line ${row.line}: ${error.reason}`, error.remedy);
      throw error;
    }
  };
  const rows = call.rows
    .filter((row) => cell(row, 'text') !== '')
    .map((row): ReadRow => {
      const time = (column: 'start' | 'end') =>
        inRow(row, () => {
          const ms = amountOf(`${column}Ms`, cell(row, `${column}Ms`));
          const seconds = ms === null ? amountOf(`${column}Seconds`, cell(row, `${column}Seconds`)) : null;
          if (ms !== null || seconds !== null) return { offsetMs: ms ?? (seconds ?? 0) * 1_000 };
          return timeOf(column, cell(row, column), timeZone);
        });
      const speaker = cell(row, 'role');
      return {
        line: row.line,
        speaker: speaker || null,
        text: cell(row, 'text'),
        start: time('start'),
        end: time('end'),
      };
    });
  const nameless = rows.find((row) => row.speaker === null);
  if (nameless) throw new BadRecord(`line ${nameless.line}: the row does not say who speaks`, columnRemedy);
  const assigned = assignRoles(rows, mapping.speakers);
  const stated = first('startedAt');
  const startedAt = stated === '' ? null : instantOf('startedAt', stated, timeZone);
  const { offsets, origin } = offsetsOf(rows, startedAt);
  const leftOut = countLeftOut();
  const turns: CallTurn[] = [];
  for (const [i, row] of rows.entries()) {
    const role = assigned.roles.get(row.speaker ?? '');
    if (role === undefined || role === 'machine') leftOut.add('machine');
    else turns.push({ role, text: row.text, startMs: offsets[i]?.startMs, endMs: offsets[i]?.endMs });
  }
  return {
    id: call.id,
    turns,
    title: first('title') || null,
    startedAt: startedAt ?? origin,
    language: languageOfTag(first('language')),
    channel: channelOf(first('channel')),
    agent: agentOf(first('agentId'), first('agentName'), first('agentTeam')),
    customerId: first('customerId') || null,
    names: [first('customerName'), ...personNames(assigned.roles.keys())].filter((name) => name !== ''),
    outcome: outcomeFrom(first),
    notes: { format, ...rolesNote(assigned), ...leftOut.notes() },
  };
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * Times in the recording. Instants count from the start of the call, or from its first turn. A clock whose first turn
 * lies beyond the first hour tells the time of day, and counts from that turn, over midnight where it must.
 */
function offsetsOf(rows: readonly ReadRow[], startedAt: Date | null) {
  const firstStart = rows.find((row) => row.start !== null)?.start ?? null;
  if (firstStart === null) return { offsets: [], origin: null };
  const instant = 'instant' in firstStart ? firstStart.instant : null;
  // A start that is stated by the minute or the day lies after the first words, or long before them.
  const sameCall =
    instant !== null && startedAt !== null && startedAt.getTime() <= instant && instant - startedAt.getTime() < hourMs;
  const base = instant === null ? 0 : sameCall ? startedAt.getTime() : instant;
  const ofDay = 'offsetMs' in firstStart && firstStart.offsetMs >= hourMs ? firstStart.offsetMs : 0;
  const ms = (time: TableTime) => {
    if (time === null) return null;
    if ('instant' in time) return time.instant - base;
    return time.offsetMs < ofDay ? time.offsetMs - ofDay + dayMs : time.offsetMs - ofDay;
  };
  const offsets = rows.map((row) => ({ startMs: ms(row.start), endMs: ms(row.end) }));
  return { offsets, origin: instant === null ? null : new Date(base) };
}

function agentOf(id: string, name: string, team: string): ParsedAgent | null {
  if (id === '' && name === '') return null;
  return { id: id || name, ...(name === '' ? {} : { name }), ...(team === '' ? {} : { team }) };
}

function outcomeFrom(first: (column: CallColumn) => string): ParsedOutcome | null {
  const result = outcomeOf(first('outcome'));
  const satisfaction = amountOf('satisfaction', first('satisfaction'));
  const repeatContact = flagOf(first('repeatContact'));
  const handlingSeconds = durationSeconds(first('handlingSeconds'));
  if (result === null && satisfaction === null && repeatContact === null && handlingSeconds === null) return null;
  const source = first('outcomeSource');
  return {
    result: result ?? 'unknown',
    ...(satisfaction === null ? {} : { satisfaction: Math.round(satisfaction) }),
    ...(repeatContact === null ? {} : { repeatContact }),
    ...(handlingSeconds === null ? {} : { handlingSeconds }),
    ...(source === '' ? {} : { source }),
  };
}

/** A number of seconds, or a clock such as 05:12. */
function durationSeconds(written: string): number | null {
  if (!written.includes(':') && !/[a-z秒]/i.test(written)) return amountOf('handlingSeconds', written);
  const time = timeOf('handlingSeconds', written, 'UTC');
  if (time === null || 'offsetMs' in time) return time === null ? null : time.offsetMs / 1_000;
  throw new BadRecord('handlingSeconds is no duration', 'Write seconds, or a clock such as 05:12.');
}

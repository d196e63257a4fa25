import type { RiskLevel } from '../../../graph-schema/index.ts';
import type { RecordProblem } from '../../ports.ts';
import { BadRecord } from '../bad-record.ts';
import type { CallMapping, CallSettings, MappedFile } from '../calls/call-mapping.ts';
import { readCsv, type TableRow } from '../calls/csv-table.ts';
import { amountOf, flagOf, instantOf, outcomeOf } from '../calls/table-values.ts';
import { workbookSheets } from '../calls/xlsx-table.ts';
import { decodeWhole, linesOf } from '../json-file.ts';
import { attempt, type Records } from '../record-reading.ts';
import { findStatements, type StatementColumn } from './statement-columns.ts';
import type { Stated, StatedAgent, StatedOutcome, Statements } from './statements.ts';

/** A row as it stands in the file, by what its columns hold. */
interface Row {
  readonly line: number;
  readonly cell: (column: StatementColumn) => string;
}

interface Found {
  readonly holds: 'agents' | 'outcomes';
  readonly rows: readonly Row[];
  readonly bad: readonly { readonly line: number; readonly reason: string; readonly remedy: string }[];
}

const mostRows = 50_000;
const headerWithin = 10;

/** The reader of a list of agents or of outcomes; null: the file is no such list. */
export function statementsOf(
  file: MappedFile,
  format: 'csv' | 'xlsx' | 'jsonl',
  mapping: CallMapping,
  settings: CallSettings,
): (() => Records) | null {
  const found = attempt(() => (format === 'jsonl' ? ofLines(file, mapping) : ofTable(file, format, mapping)));
  // What cannot be read at all is refused by whoever reads calls.
  if ('failure' in found || found.value === null) return null;
  const list = found.value;
  return () => readList(file, list, mapping, settings);
}

function ofTable(file: MappedFile, format: 'csv' | 'xlsx', mapping: CallMapping): Found | null {
  if (format === 'csv' && !beginsAsList(file, mapping)) return null;
  const tables = format === 'csv' ? [readCsv(decodeWhole(file.bytes))] : chosenSheets(file, mapping);
  for (const table of tables) {
    for (const [index, row] of table.rows.slice(0, headerWithin).entries()) {
      const found = findStatements(row.cells, mapping);
      if (!found) continue;
      const rows = table.rows.slice(index + 1).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
      const bad = table.bad.map(({ line, reason }) => ({ line, reason, remedy: 'Mend the row.' }));
      return { holds: found.holds, rows: rows.map((one) => rowOf(one, found.places)), bad };
    }
  }
  return null;
}

/** Whether the first rows show a list, so that a long table of calls is not read twice. */
function beginsAsList(file: MappedFile, mapping: CallMapping): boolean {
  const head = decodeWhole(file.bytes).split(/\r?\n/, headerWithin).join('\n');
  return readCsv(head).rows.some(({ cells }) => findStatements(cells, mapping) !== null);
}

function chosenSheets(file: MappedFile, mapping: CallMapping) {
  const sheets = workbookSheets(file.bytes);
  return sheets.filter(({ name }) => mapping.sheet === null || name === mapping.sheet).map((sheet) => sheet.read());
}

const rowOf = ({ line, cells }: TableRow, places: ReadonlyMap<StatementColumn, number>): Row => ({
  line,
  cell: (column) => (cells[places.get(column) ?? -1] ?? '').trim(),
});

function ofLines(file: MappedFile, mapping: CallMapping): Found | null {
  let holds: Found['holds'] | null = null;
  const rows: Row[] = [];
  const bad: Found['bad'][number][] = [];
  for (const read of linesOf(file.bytes)) {
    if ('reason' in read) {
      bad.push(read);
      continue;
    }
    const { satisfactionScale: scale, ...value } = read.value;
    if (Array.isArray(value['turns'])) return null;
    const flat = { ...value, ...scaleCells(scale) };
    const keys = Object.keys(flat);
    // The first record tells what the file is.
    const found = findStatements(keys, holds === null ? mapping : { ...mapping, holds });
    holds ??= found?.holds ?? null;
    if (holds === null) return null;
    const cells = Object.values(flat).map((cell) => (cell === null || typeof cell === 'object' ? '' : String(cell)));
    rows.push(rowOf({ line: read.line, cells }, found?.places ?? new Map()));
  }
  return holds === null ? null : { holds, rows, bad };
}

function scaleCells(scale: unknown): Record<string, unknown> {
  if (typeof scale !== 'object' || scale === null) return {};
  const { min, max } = scale as { min?: unknown; max?: unknown };
  return { scaleMin: min, scaleMax: max };
}

function* readList(
  file: MappedFile,
  { holds, rows, bad }: Found,
  mapping: CallMapping,
  settings: CallSettings,
): Records {
  const problems: RecordProblem[] = [];
  const refuse = (line: number, reason: string, remedy: string) =>
    problems.push({ problem: 'record', file: file.name, line, where: `${file.name}:${line}`, reason, remedy });
  for (const { line, reason, remedy } of bad) refuse(line, reason, remedy);
  if (rows.length > mostRows)
    refuse(rows[mostRows]?.line ?? 1, `the list has more than ${mostRows} rows`, 'Split it up.');
  if (rows.length === 0 && bad.length === 0)
    refuse(1, 'the list has no rows', 'Write a row for each under the header.');
  const read = <T>(reader: (row: Row) => T): Stated<T>[] =>
    rows.slice(0, mostRows).flatMap((row) => {
      const said = attempt(() => reader(row));
      if ('value' in said) return [{ line: row.line, said: said.value }];
      refuse(row.line, said.failure.reason, said.failure.remedy);
      return [];
    });
  const statements: Statements =
    holds === 'agents'
      ? { holds, rows: read((row) => agentOf(row, settings)) }
      : { holds, rows: read((row) => outcomeOfRow(row, mapping, settings)) };
  yield* problems;
  const [first] = problems;
  if (!first) return { ok: true, records: rows.length, problems: 0, statements };
  const rest = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return {
    ok: false,
    reason: `nothing of the list was taken in: ${first.where}: ${first.reason}${rest}`,
    remedy: first.remedy,
  };
}

function required(row: Row, column: StatementColumn, header: string): string {
  const value = row.cell(column);
  if (value === '') throw new BadRecord(`${header} is empty`, `Write ${header} in every row.`);
  if (value.length > 300) throw new BadRecord(`${header} has more than 300 characters`, 'Write less.');
  return value;
}

const given = <K extends string, V>(key: K, value: V | null | ''): { readonly [P in K]?: V } =>
  (value === null || value === '' ? {} : { [key]: value }) as { readonly [P in K]?: V };

function agentOf(row: Row, settings: CallSettings): StatedAgent {
  const day = (column: StatementColumn) => dayOf(column, row.cell(column), settings.timeZone);
  const tenure = amountOf('tenureMonths', row.cell('tenureMonths'));
  return {
    id: required(row, 'agentId', 'agentId'),
    ...given('displayName', row.cell('agentName')),
    ...given('team', row.cell('agentTeam')),
    ...given('teamSince', day('teamSince')),
    ...given('hiredOn', day('hiredOn')),
    ...given('tenureMonths', tenure === null ? null : Math.floor(tenure)),
    ...given('tenureKnownOn', day('tenureKnownOn')),
  };
}

function outcomeOfRow(row: Row, mapping: CallMapping, settings: CallSettings): StatedOutcome {
  const source = (row.cell('outcomeSource') || mapping.source || '').toLowerCase();
  if (source === '') {
    throw new BadRecord(
      'nothing tells who says so',
      'Add a column source, such as crm or survey, or {"source": "crm"} to FILE.mapping.json.',
    );
  }
  const [min, max] = [amountOf('scaleMin', row.cell('scaleMin')), amountOf('scaleMax', row.cell('scaleMax'))];
  const seconds = amountOf('handlingSeconds', row.cell('handlingSeconds'));
  const occurredAt = row.cell('occurredAt');
  return {
    callRef: required(row, 'callId', 'callId'),
    source,
    ...given('result', outcomeOf(row.cell('outcome'))),
    ...given('satisfaction', amountOf('satisfaction', row.cell('satisfaction'))),
    ...given('satisfactionScale', max === null ? null : { min: min ?? 0, max }),
    ...given('repeatContact', repeatOf(row.cell('repeatContact'))),
    ...given('handlingSeconds', seconds === null ? null : Math.round(seconds)),
    ...given('complaintType', row.cell('complaintType')),
    ...given('riskLevel', riskOf(row.cell('riskLevel'))),
    ...given('occurredAt', occurredAt && instantOf('occurredAt', occurredAt, settings.timeZone).toISOString()),
  };
}

function repeatOf(written: string): boolean | null {
  const flag = flagOf(written);
  if (written !== '' && flag === null)
    throw new BadRecord('repeatContact is neither yes nor no', 'Write yes or no (是, 否).');
  return flag;
}

const risks: readonly (readonly [RiskLevel, RegExp])[] = [
  ['low', /^(?:low|l|低|低风险|低風險)$/i],
  ['medium', /^(?:medium|mid|m|中|中风险|中風險)$/i],
  ['high', /^(?:high|h|高|高风险|高風險)$/i],
];

function riskOf(written: string): RiskLevel | null {
  if (written === '') return null;
  const found = risks.find(([, words]) => words.test(written))?.[0];
  if (found === undefined)
    throw new BadRecord('riskLevel must be one of low, medium, high', 'Write one of these words.');
  return found;
}

function dayOf(column: string, written: string, timeZone: string): string | null {
  if (written === '') return null;
  // Refuses days that there are not.
  instantOf(column, written, timeZone);
  const parts = /^(\d{4})\D(\d{1,2})\D(\d{1,2})/.exec(written.normalize('NFKC'));
  if (!parts) throw new BadRecord(`${column} is not a date`, 'Write dates as YYYY-MM-DD.');
  return `${parts[1]}-${parts[2]?.padStart(2, '0')}-${parts[3]?.padStart(2, '0')}`;
}

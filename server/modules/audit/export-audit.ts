import type { Database } from '../../ports/database.ts';
import { appendAudit } from '../../publishing/index.ts';
import { type AuditEntryView, type AuditFilter, auditPages } from './audit-entries.ts';
import { pageSize } from './faults.ts';

export const exportFormats = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

type Entry = AuditEntryView & { readonly previous: string };

const columns = [
  'seq',
  'at',
  'actor',
  'actorName',
  'action',
  'subject',
  'position',
  'details',
  'previous',
  'hash',
] as const;

/**
 * Writes down that somebody takes a copy of the log, and gives what they asked for up to then, page by page: as JSON
 * lines, from which the hashes can be computed anew, or as CSV (RFC 4180, with a byte order mark, formulas as text).
 */
export async function exportAudit(
  database: Database,
  filter: AuditFilter,
  format: ExportFormat,
  actor: string,
): Promise<AsyncIterable<Uint8Array>> {
  const narrowed = Object.values(filter).some((value) => value !== undefined);
  const noted = await database.transaction((tx) =>
    appendAudit(tx, { actor, action: 'audit.export', subject: 'audit_log', details: { format, narrowed } }),
  );
  return written(database, filter, format, noted.seq - 1);
}

async function* written(
  database: Database,
  filter: AuditFilter,
  format: ExportFormat,
  lastSeq: number,
): AsyncGenerator<Uint8Array> {
  if (format === 'csv') yield Buffer.from(`\uFEFF${columns.join(',')}\r\n`);
  const line = format === 'csv' ? csvLine : jsonLine;
  for await (const page of auditPages(database, filter, lastSeq, pageSize)) yield Buffer.from(page.map(line).join(''));
}

const jsonLine = ({ id: _, ...entry }: Entry) => `${JSON.stringify(entry)}\n`;
const csvLine = (entry: Entry) => `${columns.map((name) => cell(entry[name])).join(',')}\r\n`;

function cell(value: Entry[(typeof columns)[number]]): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const said = typeof value === 'string' ? value : JSON.stringify(value);
  // A cell that a spreadsheet would take for a formula is told to be text.
  const text = /^[=+\-@\t\r]/.test(said) ? `'${said}` : said;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

import type { InputFile } from '../../ports.ts';
import { BadRecord } from '../bad-record.ts';
import { attempt, type Records, refuse, tallyRecords } from '../record-reading.ts';
import { columnRemedy } from './call-columns.ts';
import type { CallMapping, CallSettings } from './call-mapping.ts';
import { type CallTable, findCalls, readCallRows } from './call-table.ts';
import { callSource } from './call-transcript.ts';
import type { Table } from './csv-table.ts';
import { type Sheet, workbookSheets } from './xlsx-table.ts';

interface TableFile {
  readonly format: 'csv' | 'xlsx';
  /** Throws BadRecord or UnreadableBytes. */
  readonly calls: () => CallTable;
}

/** The table of a CSV file. */
export function csvCalls(file: InputFile, mapping: CallMapping, read: () => Table): TableFile {
  return {
    format: 'csv',
    calls() {
      const table = read();
      const calls = findCalls(table, file.name, mapping);
      if (calls) return calls;
      throw new BadRecord(noColumns(mapping), columnRemedy);
    },
  };
}

/** The table of a workbook: of the sheet that the mapping names, or of the first that is a table of utterances. */
export function workbookCalls(file: InputFile, mapping: CallMapping): TableFile {
  return {
    format: 'xlsx',
    calls() {
      const sheets = workbookSheets(file.bytes);
      const chosen = mapping.sheet === null ? sheets : sheets.filter((sheet) => sheet.name === mapping.sheet);
      if (mapping.sheet !== null && chosen.length === 0) {
        throw new BadRecord(
          'the mapping names a sheet that the workbook does not have',
          'Mend "sheet" in the mapping.',
        );
      }
      for (const sheet of chosen.slice(0, mostSheets)) {
        const calls = callsOfSheet(sheet, file.name, mapping);
        if (calls) return calls;
      }
      throw new BadRecord(noColumns(mapping), columnRemedy);
    },
  };
}

const mostSheets = 50;

function callsOfSheet(sheet: Sheet, fileName: string, mapping: CallMapping): CallTable | null {
  return findCalls(sheet.read(), fileName, mapping);
}

const noColumns = (mapping: CallMapping) =>
  mapping.columns.size > 0
    ? 'no header row has the columns role and text, with the mapping or without'
    : 'no header row tells which columns hold the words and who says them';

/** Reads a table with one row per utterance, call by call. */
export function* parseTableFile(
  file: InputFile,
  table: TableFile,
  mapping: CallMapping,
  settings: CallSettings,
): Records {
  const found = attempt(() => table.calls());
  if ('failure' in found) return yield* refuse(file, found.failure);
  const { calls, places, stray } = found.value;
  if (calls.length === 0) return yield* refuse(file, { reason: 'the table holds no utterance', remedy: columnRemedy });
  const tally = tallyRecords(file);
  for (const { line, reason, remedy } of stray) yield tally.take({ failure: { reason, remedy } }, { line });
  for (const [index, call] of calls.entries()) {
    settings.onShare?.(index / calls.length);
    const read = attempt(() => {
      const transcript = readCallRows(call, places, table.format, mapping, settings.timeZone);
      return callSource(transcript, JSON.stringify(call.rows.map((row) => row.cells)), settings);
    });
    yield tally.take(read, { line: call.line });
  }
  return { ok: true, ...tally.counts };
}

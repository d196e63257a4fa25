import { type Info, parse } from 'csv-parse/sync';
import { BadRecord } from '../bad-record.ts';

export interface TableRow {
  /** Where it stands in the file, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Table {
  readonly rows: readonly TableRow[];
  /** Lines that could not be read. */
  readonly bad: readonly { readonly line: number; readonly reason: string }[];
}

const largestRow = 1_000_000;

/** Reads CSV; the separator is a comma, semicolon, tab or bar, whichever the first line holds most of. Throws BadRecord. */
export function readCsv(text: string): Table {
  const bad: { line: number; code: string }[] = [];
  let rows: { info: Info; record: string[] }[];
  try {
    // The types know the records of `info: true` only as strings.
    rows = parse(text, {
      delimiter: separatorOf(text),
      info: true,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: largestRow,
      on_skip: (error) => {
        if (error) bad.push({ line: lineOf(error), code: error.code });
        return undefined;
      },
    }) as unknown as { info: Info; record: string[] }[];
  } catch (error) {
    // Its message quotes the row.
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    throw new BadRecord(
      reasonOf(code),
      'Write it as CSV with one header row, and fields that hold quotes as "a ""b"" c".',
    );
  }
  let above = 0;
  const lined = rows.map(({ info, record }) => {
    const line = Math.min(above + 1, info.lines);
    above = info.lines;
    return { line, cells: record };
  });
  return {
    rows: lined,
    bad: bad.map(({ line, code }) => ({
      // The parser tells the line where the file ends, and not where the quote began.
      line: code === 'CSV_QUOTE_NOT_CLOSED' ? Math.min(line, above + 1) : line,
      reason: reasonOf(code),
    })),
  };
}

const lineOf = (error: object) => ('lines' in error && typeof error.lines === 'number' ? error.lines : 1);

function reasonOf(code: string): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED')
    return 'a quote that opens here is never closed, so that the rows below it are lost';
  if (code === 'CSV_MAX_RECORD_SIZE') return `a row has more than ${largestRow} characters (is a quote left open?)`;
  if (code === 'CSV_INVALID_CLOSING_QUOTE') return 'something follows a closing quote';
  return 'the row is not well-formed CSV';
}

function separatorOf(text: string): string {
  const end = text.search(/[\r\n]/);
  const first = text.slice(0, Math.min(end < 0 ? text.length : end, 10_000)).replace(/"[^"]*"/g, '');
  const count = (mark: string) => first.split(mark).length - 1;
  return [',', '\t', ';', '|'].toSorted((a, b) => count(b) - count(a))[0] ?? ',';
}

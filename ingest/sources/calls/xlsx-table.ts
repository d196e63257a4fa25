import { SaxesParser } from 'saxes';
import { BadRecord } from '../bad-record.ts';
import { decodeText } from '../decode.ts';
import type { Table, TableRow } from './csv-table.ts';
import { columnOfReference, kindOfFormat, type NumberKind, textOfNumber } from './xlsx-cells.ts';
import { unzipEntry, type ZipEntry, zipEntries } from './zip-entries.ts';

/** Most that one part, and all parts that are read together, may unpack to. */
const largestPart = 128 * 1_048_576;
const largestInAll = 2 * largestPart;
/** Columns beyond are left unread. */
const mostColumns = 256;
const mostCells = 8_000_000;
/** Longest text of all cells together, as a shared text may be pointed to from many cells. */
const longestInAll = 200_000_000;

const remedy = 'Save it again as .xlsx with a spreadsheet program, or hand it in as CSV.';

/** A sheet with a way to read it; nothing is unpacked before. */
export interface Sheet {
  readonly name: string;
  readonly read: () => Table;
}

/** The sheets of a workbook, in their order. Throws BadRecord or UnreadableBytes, as does reading one. */
export function workbookSheets(bytes: Uint8Array): Sheet[] {
  const entries = zipEntries(bytes);
  let left = largestInAll;
  const part = (name: string): string | null => {
    const entry: ZipEntry | undefined = entries.get(name);
    if (!entry) return null;
    const content = unzipEntry(bytes, entry, Math.min(largestPart, left));
    left -= content.length;
    return decodeText(content).text;
  };
  const workbook = part('xl/workbook.xml');
  if (workbook === null) throw new BadRecord('it holds no workbook', remedy);
  const targets = relationsOf(part('xl/_rels/workbook.xml.rels') ?? '<none/>');
  let shared: readonly string[] | null = null;
  let formats: readonly NumberKind[] | null = null;
  const { sheets, from1904 } = sheetsOf(workbook);
  return sheets.flatMap(({ name, relation }) => {
    const target = targets.get(relation);
    if (target === undefined || !entries.has(target)) return [];
    const read = () => {
      shared ??= sharedTexts(part('xl/sharedStrings.xml') ?? '<none/>');
      formats ??= cellFormats(part('xl/styles.xml') ?? '<none/>');
      return sheetTable(part(target) ?? '<none/>', { shared, formats, from1904 });
    };
    return [{ name, read }];
  });
}

type Attributes = Readonly<Record<string, string>>;

interface Handlers {
  readonly open: (name: string, attributes: Attributes) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
}

/** Reads XML event by event; names lose their prefix. No entity but those of XML itself is ever expanded. */
function readXml(xml: string, handlers: Handlers): void {
  const parser = new SaxesParser();
  const local = (name: string) => name.slice(name.indexOf(':') + 1);
  parser.on('error', () => {
    throw new BadRecord('a part of the workbook is not well-formed XML', remedy);
  });
  parser.on('opentag', (tag) => handlers.open(local(tag.name), tag.attributes));
  parser.on('closetag', (tag) => handlers.close?.(local(tag.name)));
  parser.on('text', (text) => handlers.text?.(text));
  parser.on('cdata', (text) => handlers.text?.(text));
  parser.write(xml).close();
}

function relationsOf(xml: string): Map<string, string> {
  const targets = new Map<string, string>();
  readXml(xml, {
    open(name, { Id, Target }) {
      if (name !== 'Relationship' || Id === undefined || Target === undefined) return;
      targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target.replace(/^\.\//, '')}`);
    },
  });
  return targets;
}

function sheetsOf(xml: string) {
  const sheets: { name: string; relation: string }[] = [];
  let from1904 = false;
  readXml(xml, {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = /^(?:1|true)$/.test(attributes['date1904'] ?? '');
      if (name !== 'sheet') return;
      const relation = Object.entries(attributes).find(([key]) => /(?:^|:)id$/.test(key))?.[1];
      if (relation !== undefined) sheets.push({ name: attributes['name'] ?? '', relation });
    },
  });
  return { sheets, from1904 };
}

function sharedTexts(xml: string): string[] {
  const texts: string[] = [];
  let [current, inText, phonetic] = ['', false, false];
  readXml(xml, {
    open(name) {
      if (name === 'si') current = '';
      else if (name === 'rPh') phonetic = true;
      else if (name === 't') inText = !phonetic;
    },
    close(name) {
      if (name === 'si') texts.push(current);
      else if (name === 'rPh') phonetic = false;
      else if (name === 't') inText = false;
    },
    text(text) {
      if (inText) current += text;
    },
  });
  return texts;
}

function cellFormats(xml: string): NumberKind[] {
  const patterns = new Map<number, string>();
  const formats: NumberKind[] = [];
  let inCellFormats = false;
  readXml(xml, {
    open(name, attributes) {
      const id = Number(attributes['numFmtId'] ?? Number.NaN);
      if (name === 'numFmt') patterns.set(id, attributes['formatCode'] ?? '');
      else if (name === 'cellXfs') inCellFormats = true;
      else if (name === 'xf' && inCellFormats) formats.push(kindOfFormat(id, patterns.get(id)));
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return formats;
}

interface Book {
  readonly shared: readonly string[];
  readonly formats: readonly NumberKind[];
  readonly from1904: boolean;
}

function sheetTable(xml: string, book: Book): Table {
  const rows: { line: number; cells: string[] }[] = [];
  const merges: string[] = [];
  let cells: string[] = [];
  let cell: { type: string; style: number; column: number } | null = null;
  let [line, value, inValue, count, length] = [0, '', false, 0, 0];
  const finishCell = () => {
    if (!cell || value === '' || cell.column >= mostColumns) return;
    const text = textOfCell(cell.type, cell.style, value, book);
    count++;
    length += text.length;
    if (count > mostCells || length > longestInAll)
      throw new BadRecord('the sheet holds too many cells', 'Split it up.');
    while (cells.length < cell.column) cells.push('');
    cells[cell.column] = text;
  };
  readXml(xml, {
    open(name, attributes) {
      if (name === 'row') {
        const stated = Number(attributes['r'] ?? Number.NaN);
        line = Number.isInteger(stated) && stated > 0 ? stated : line + 1;
        cells = [];
      } else if (name === 'c') {
        const column = columnOfReference(attributes['r'] ?? '') ?? (cell?.column ?? -1) + 1;
        cell = { type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? -1), column };
        value = '';
      } else if (name === 'mergeCell' && merges.length < 100_000) merges.push(attributes['ref'] ?? '');
      else inValue = name === 'v' || name === 't';
    },
    close(name) {
      if (name === 'v' || name === 't') inValue = false;
      else if (name === 'c') finishCell();
      else if (name === 'row') {
        if (cells.length > 0) rows.push({ line, cells });
        cell = null;
      }
    },
    text(text) {
      if (inValue && cell) value += text;
    },
  });
  fillMerged(rows, merges);
  return { rows, bad: [] };
}

function textOfCell(type: string, style: number, value: string, book: Book): string {
  if (type === 's') return book.shared[Number(value)] ?? '';
  if (type === 'e') return '';
  if (type !== 'n') return value;
  return textOfNumber(value, book.formats[style] ?? 'number', book.from1904);
}

/** Cells merged down a column all say what the first of them says. */
function fillMerged(rows: readonly { line: number; cells: string[] }[], merges: readonly string[]): void {
  if (merges.length === 0) return;
  const at = new Map(rows.map((row, index) => [row.line, index]));
  let budget = mostCells;
  for (const reference of merges) {
    const match = /^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$/.exec(reference);
    const column = columnOfReference(match?.[1] ?? '');
    const [top, bottom] = [Number(match?.[2]), Number(match?.[4])];
    const index = at.get(top);
    if (!match || match[1] !== match[3] || column === null || column >= mostColumns || index === undefined) continue;
    const said = rows[index]?.cells[column] ?? '';
    for (let i = index + 1; i < rows.length && budget > 0; i++, budget--) {
      const row: (TableRow & { cells: string[] }) | undefined = rows[i];
      if (!row || row.line > bottom) break;
      while (row.cells.length <= column) row.cells.push('');
      row.cells[column] = said;
    }
  }
}

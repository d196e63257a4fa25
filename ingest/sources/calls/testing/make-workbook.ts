import { crc32, deflateRawSync } from 'node:zlib';

/** Packs files into a ZIP archive; `claim` writes another size into the headers than is true. */
export function zipOf(files: Readonly<Record<string, string | Uint8Array>>, claim?: number): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const raw = typeof content === 'string' ? Buffer.from(content) : content;
    const packed = deflateRawSync(raw);
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(crc32(raw), 0);
    sizes.writeUInt32LE(packed.length, 4);
    sizes.writeUInt32LE(claim ?? raw.length, 8);
    const local = Buffer.concat([
      Buffer.from('504b0304140000000800', 'hex'),
      Buffer.alloc(4),
      sizes,
      lengths(name),
      Buffer.from(name),
    ]);
    const place = Buffer.alloc(4);
    place.writeUInt32LE(at);
    const entry = [
      Buffer.from('504b01021400140000000800', 'hex'),
      Buffer.alloc(4),
      sizes,
      lengths(name),
      Buffer.alloc(10),
      place,
    ];
    directory.push(Buffer.concat([...entry, Buffer.from(name)]));
    parts.push(local, packed);
    at += local.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Uint8Array.from(Buffer.concat([...parts, listed, end]));
}

function lengths(name: string): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt16LE(Buffer.byteLength(name));
  return buffer;
}

/** A cell: a text, a number, or a number in a format of the file (1 instant, 2 clock). */
export type CellValue = string | number | { readonly value: number; readonly format: 1 | 2 } | null;

export interface TestSheet {
  readonly rows: readonly (readonly CellValue[])[];
  readonly merges?: readonly string[];
}

/** The parts of a workbook with shared texts, as spreadsheet programs write it. */
export function workbookParts(sheets: Readonly<Record<string, TestSheet>>): Record<string, string> {
  const shared: string[] = [];
  const names = Object.keys(sheets);
  const parts: Record<string, string> = {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns:r="r"><sheets>${names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${names.map((_, i) => `<Relationship Id="rId${i + 1}" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}</Relationships>`,
    'xl/styles.xml':
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="46"/></cellXfs></styleSheet>',
  };
  for (const [i, { rows, merges = [] }] of Object.values(sheets).entries()) {
    const data = rows.map(
      (row, r) =>
        `<row r="${r + 1}">${row.map((cell, c) => cellXml(cell, `${String.fromCharCode(65 + c)}${r + 1}`, shared)).join('')}</row>`,
    );
    const merged = merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('');
    parts[`xl/worksheets/sheet${i + 1}.xml`] =
      `<worksheet><sheetData>${data.join('')}</sheetData><mergeCells>${merged}</mergeCells></worksheet>`;
  }
  parts['xl/sharedStrings.xml'] =
    `<sst>${shared.map((text) => `<si><r><t>${escaped(text.slice(0, 1))}</t></r><r><t xml:space="preserve">${escaped(text.slice(1))}</t></r><rPh><t>x</t></rPh></si>`).join('')}</sst>`;
  return parts;
}

export const makeWorkbook = (sheets: Readonly<Record<string, TestSheet>>) => zipOf(workbookParts(sheets));

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function cellXml(cell: CellValue, ref: string, shared: string[]): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${ref}"><v>${cell}</v></c>`;
  if (typeof cell === 'object') return `<c r="${ref}" s="${cell.format}"><v>${cell.value}</v></c>`;
  return `<c r="${ref}" t="s"><v>${shared.push(cell) - 1}</v></c>`;
}

import { looksLikeCaptions } from './calls/captions.ts';
import { isWorkbook } from './calls/xlsx-table.ts';

/** What a file is read as. */
export type InputFormat = 'jsonl' | 'json' | 'markdown' | 'plain-text' | 'captions' | 'csv' | 'xlsx';

export type Detection =
  | { readonly format: InputFormat }
  | { readonly format: null; readonly reason: string; readonly remedy: string };

const byExtension: Readonly<Record<string, InputFormat>> = {
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  json: 'json',
  vcon: 'json',
  vtt: 'captions',
  srt: 'captions',
  csv: 'csv',
  tsv: 'csv',
  xlsx: 'xlsx',
  xlsm: 'xlsx',
  md: 'markdown',
  markdown: 'markdown',
  txt: 'plain-text',
  text: 'plain-text',
};

const supported =
  'Supported: .jsonl and .json (calls or documents), .vcon, .vtt, .srt, .csv, .tsv and .xlsx (calls), .md and .txt, all text in UTF-8.';

const signatures: readonly (readonly [name: string, bytes: readonly number[], remedy: string])[] = [
  ['a PDF', [0x25, 0x50, 0x44, 0x46], 'Export its text as .txt or .md.'],
  ['a ZIP archive or an Office document', [0x50, 0x4b, 0x03, 0x04], 'Unpack it, or save the document as .txt or .md.'],
  [
    'an old or protected Office document',
    [0xd0, 0xcf, 0x11, 0xe0],
    'Save a table as .xlsx without a password, a text as .txt or .md.',
  ],
  ['a gzip archive', [0x1f, 0x8b], 'Unpack it first.'],
  ['a WAV recording', [0x52, 0x49, 0x46, 0x46], 'Hand in its transcript, in one of the formats for calls.'],
  ['an MP3 recording', [0x49, 0x44, 0x33], 'Hand in its transcript, in one of the formats for calls.'],
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47], 'Hand in its text.'],
  ['a JPEG image', [0xff, 0xd8, 0xff], 'Hand in its text.'],
];

/** Tells the format by name and content; refuses what it does not know with a reason and a remedy. */
export function detectFormat(name: string, bytes: Uint8Array): Detection {
  if (bytes.length === 0) return refuse('the file is empty', 'Hand in a file with content.');
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && isWorkbook(bytes)) return { format: 'xlsx' };
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase();
  const format = extension === undefined ? null : byExtension[extension];
  const signature = signatures.find(([, magic]) => magic.every((byte, i) => bytes[i] === byte));
  if (format === 'xlsx' && signature?.[1][0] === 0x50) {
    return refuse(
      'the workbook is damaged or cut short',
      'Copy the file again, or save it again with a spreadsheet program.',
    );
  }
  if (signature) return refuse(`the content is ${signature[0]}`, `${signature[2]} ${supported}`);
  const head = new TextDecoder().decode(bytes.subarray(0, 4_096));
  if (format === 'xlsx') return refuse('the content is no workbook', 'Save it again with a spreadsheet program.');
  if (format === 'plain-text' && looksLikeCaptions(head)) return { format: 'captions' };
  // One value over many lines is no file of JSON lines, whatever it is called.
  if (format === 'jsonl' && isSpread(head)) return { format: 'json' };
  if (format) return { format };
  if (extension === undefined) return byContent(head, bytes);
  return refuse(`files of type .${extension} are not read`, supported);
}

const isSpread = (head: string) => /^\s*[{[][ \t]*\r?\n/.test(head);

function byContent(head: string, bytes: Uint8Array): Detection {
  const start = head.trimStart();
  if (looksLikeCaptions(head)) return { format: 'captions' };
  if (start.startsWith('{') || start.startsWith('['))
    return { format: start.startsWith('[') || isSpread(head) || oneLine(bytes) ? 'json' : 'jsonl' };
  if (/^---\r?\n/.test(start) || /^#{1,6} \S/m.test(start)) return { format: 'markdown' };
  return refuse('neither the name nor the content tells what it is', `Give it an extension. ${supported}`);
}

/** Whether nothing but white space follows the first line. */
function oneLine(bytes: Uint8Array): boolean {
  const end = bytes.indexOf(0x0a);
  return end < 0 || bytes.subarray(end).every((byte) => byte === 0x0a || byte === 0x0d || byte === 0x20);
}

function refuse(reason: string, remedy: string): Detection {
  return { format: null, reason, remedy };
}

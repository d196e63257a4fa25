import { looksLikeCaptions } from './calls/captions.ts';
import { zipEntries } from './calls/zip-entries.ts';
import { encodingOf } from './decode.ts';
import { decodeLoosely } from './text-codecs.ts';

/** What a file is read as. */
export type InputFormat =
  | 'jsonl'
  | 'json'
  | 'markdown'
  | 'plain-text'
  | 'html'
  | 'docx'
  | 'pptx'
  | 'pdf'
  | 'captions'
  | 'csv'
  | 'xlsx';

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
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  docx: 'docx',
  docm: 'docx',
  dotx: 'docx',
  pptx: 'pptx',
  pptm: 'pptx',
  ppsx: 'pptx',
  pdf: 'pdf',
};

/** Formats whose content says what they are, whatever the file is called. */
const byContentOnly: ReadonlySet<InputFormat> = new Set<InputFormat>(['xlsx', 'docx', 'pptx', 'pdf']);

const supported =
  'Supported: .docx, .pdf, .pptx, .html, .md and .txt (documents), .jsonl and .json (calls or documents), .vcon, .vtt, .srt, .csv, .tsv and .xlsx (calls), .wav, .mp3 and .opus (recordings of calls).';

interface Signature {
  readonly name: string;
  readonly bytes: readonly number[];
  /** Where the bytes stand; 0 if absent. */
  readonly at?: number;
  readonly remedy: string;
}

const unpack = 'Unpack it and hand in the files.';
const picture = 'Hand in its text, by text recognition (OCR) if it is a picture of one.';
const transcript = 'Hand in its transcript, in one of the formats for calls.';
const ascii = (text: string) => [...text].map((c) => c.charCodeAt(0));

const signatures: readonly Signature[] = [
  { name: 'Rich Text (RTF)', bytes: ascii('{\\rtf'), remedy: 'Save it as .docx with a word processor.' },
  { name: 'a gzip archive', bytes: [0x1f, 0x8b], remedy: unpack },
  { name: 'a 7z archive', bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], remedy: unpack },
  { name: 'a RAR archive', bytes: ascii('Rar!'), remedy: unpack },
  { name: 'a bzip2 archive', bytes: ascii('BZh'), remedy: unpack },
  { name: 'an xz archive', bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], remedy: unpack },
  { name: 'a tar archive', bytes: ascii('ustar'), at: 257, remedy: unpack },
  { name: 'a WAV recording', bytes: ascii('RIFF'), remedy: transcript },
  { name: 'an MP3 recording', bytes: ascii('ID3'), remedy: transcript },
  { name: 'a PNG image', bytes: [0x89, 0x50, 0x4e, 0x47], remedy: picture },
  { name: 'a JPEG image', bytes: [0xff, 0xd8, 0xff], remedy: picture },
  { name: 'a GIF image', bytes: ascii('GIF8'), remedy: picture },
  { name: 'a TIFF image', bytes: [0x49, 0x49, 0x2a, 0x00], remedy: picture },
  { name: 'a TIFF image', bytes: [0x4d, 0x4d, 0x00, 0x2a], remedy: picture },
  { name: 'a program', bytes: ascii('MZ\x90'), remedy: 'Leave it out.' },
  { name: 'a program', bytes: [0x7f, 0x45, 0x4c, 0x46], remedy: 'Leave it out.' },
];

/** Tells the format by name and content; refuses what it does not know with a reason and a remedy. */
export function detectFormat(name: string, bytes: Uint8Array): Detection {
  if (bytes.length === 0) return refuse('the file is empty', 'Hand in a file with content.');
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase();
  const format = extension === undefined ? null : byExtension[extension];
  if (isPdf(bytes)) return { format: 'pdf' };
  if (startsWith(bytes, ascii('PK'))) return packedFormat(bytes, format ?? null);
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return refuseOldOffice(bytes);
  const signature = signatures.find((known) => startsWith(bytes, known.bytes, known.at));
  if (signature) return refuse(`the content is ${signature.name}`, `${signature.remedy} ${supported}`);
  if (format && byContentOnly.has(format)) {
    const kind =
      format === 'xlsx' ? 'workbook' : format === 'pptx' ? 'presentation' : format === 'pdf' ? 'PDF' : 'Word document';
    return refuse(`the content is no ${kind}`, `Save it again with the program that made it. ${supported}`);
  }
  const head = headOf(bytes);
  if (format === 'plain-text' && looksLikeCaptions(head)) return { format: 'captions' };
  if (format === 'plain-text' && isPage(head)) return { format: 'html' };
  // A call under the name of a text would be kept, and redacted, as a document.
  if (format === 'plain-text' && isObjects(head)) return byContent(head, bytes);
  // One value over many lines is no file of JSON lines, whatever it is called.
  if (format === 'jsonl' && isSpread(head)) return { format: 'json' };
  if (format) return { format };
  if (extension === 'mht' || extension === 'mhtml') {
    return refuse('it is a web archive', 'Save the page as .html, or print it to PDF.');
  }
  if (extension === undefined) return byContent(head, bytes);
  return refuse(`files of type .${extension} are not read`, supported);
}

const startsWith = (bytes: Uint8Array, start: readonly number[], at = 0) =>
  start.every((byte, i) => bytes[at + i] === byte);

/** A PDF may have up to a kilobyte of something else before it begins. */
const isPdf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 1_024)).includes('%PDF-');

const isPage = (head: string) => /^\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html)\b/i.test(head);

/** The beginning of a text, in whatever encoding it is. */
function headOf(bytes: Uint8Array): string {
  try {
    return decodeLoosely(bytes.subarray(0, 4_096), encodingOf(bytes));
  } catch {
    return '';
  }
}

const mainParts: readonly (readonly [RegExp, InputFormat])[] = [
  [/^xl\/workbook\d*\.xml$/, 'xlsx'],
  [/^word\/document\d*\.xml$/, 'docx'],
  [/^ppt\/presentation\d*\.xml$/, 'pptx'],
];

/** What a ZIP archive is: an Office document by its main part, or an archive of something else. */
function packedFormat(bytes: Uint8Array, named: InputFormat | null): Detection {
  const what = named === 'xlsx' ? 'workbook' : 'file';
  const damaged = refuse(
    `the ${what} is damaged or cut short`,
    'Copy the file again, or save it again with the program that made it.',
  );
  let names: readonly string[];
  try {
    names = [...zipEntries(bytes).keys()];
  } catch {
    return named && byContentOnly.has(named)
      ? damaged
      : refuse('the content is a ZIP archive', `${unpack} ${supported}`);
  }
  for (const [part, format] of mainParts) if (names.some((name) => part.test(name))) return { format };
  if (names.includes('META-INF/manifest.xml') && names.includes('content.xml')) {
    return refuse('the content is an OpenDocument file', 'Save a text as .docx, slides as .pptx, a table as .xlsx.');
  }
  if (names.includes('META-INF/container.xml'))
    return refuse('the content is an EPUB book', 'Save its chapters as .html.');
  if (names.includes('xl/workbook.bin')) return refuse('the content is a binary workbook (.xlsb)', 'Save it as .xlsx.');
  return refuse('the content is a ZIP archive', `${unpack} ${supported}`);
}

/** The old Office formats and protected documents share one container, which names its streams in UTF-16. */
function refuseOldOffice(bytes: Uint8Array): Detection {
  const holds = (stream: string) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(stream, 0, 'utf16le');
  if (holds('EncryptedPackage')) {
    return refuse('the document is protected by a password', 'Save it without a password.');
  }
  if (holds('WordDocument')) return refuse('the content is an old Word document (.doc)', 'Save it as .docx.');
  if (holds('PowerPoint Document')) return refuse('the content is an old presentation (.ppt)', 'Save it as .pptx.');
  if (holds('Workbook') || holds('Book')) return refuse('the content is an old workbook (.xls)', 'Save it as .xlsx.');
  if (holds('__properties_version1.0')) return refuse('the content is an Outlook message', 'Save it as .txt or .html.');
  return refuse('the content is an old Office document', 'Save it as .docx, .pptx or .xlsx.');
}

const isObjects = (head: string) => /^\s*(?:\[\s*)?\{\s*"/.test(head);

const isSpread = (head: string) => /^\s*[{[][ \t]*\r?\n/.test(head);

function byContent(head: string, bytes: Uint8Array): Detection {
  const start = head.trimStart();
  if (looksLikeCaptions(head)) return { format: 'captions' };
  if (isPage(head)) return { format: 'html' };
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

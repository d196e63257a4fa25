/** What a file is read as. */
export type InputFormat = 'jsonl' | 'markdown' | 'plain-text';

export type Detection =
  | { readonly format: InputFormat }
  | { readonly format: null; readonly reason: string; readonly remedy: string };

const byExtension: Readonly<Record<string, InputFormat>> = {
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  md: 'markdown',
  markdown: 'markdown',
  txt: 'plain-text',
  text: 'plain-text',
};

const supported = 'Supported: .jsonl (calls or documents, one JSON object a line), .md and .txt, all in UTF-8.';

const signatures: readonly (readonly [name: string, bytes: readonly number[], remedy: string])[] = [
  ['a PDF', [0x25, 0x50, 0x44, 0x46], 'Export its text as .txt or .md.'],
  ['a ZIP archive or an Office document', [0x50, 0x4b, 0x03, 0x04], 'Unpack it, or save the document as .txt or .md.'],
  ['an old Office document', [0xd0, 0xcf, 0x11, 0xe0], 'Save it as .txt or .md.'],
  ['a gzip archive', [0x1f, 0x8b], 'Unpack it first.'],
  ['a WAV recording', [0x52, 0x49, 0x46, 0x46], 'Hand in its transcript as call JSONL.'],
  ['an MP3 recording', [0x49, 0x44, 0x33], 'Hand in its transcript as call JSONL.'],
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47], 'Hand in its text.'],
  ['a JPEG image', [0xff, 0xd8, 0xff], 'Hand in its text.'],
];

/** Tells the format by name and content; refuses what it does not know with a reason and a remedy. */
export function detectFormat(name: string, bytes: Uint8Array): Detection {
  if (bytes.length === 0) return refuse('the file is empty', 'Hand in a file with content.');
  const signature = signatures.find(([, magic]) => magic.every((byte, i) => bytes[i] === byte));
  if (signature) return refuse(`the content is ${signature[0]}`, `${signature[2]} ${supported}`);
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase();
  if (extension === undefined) return byContent(bytes);
  const format = byExtension[extension];
  if (format) return { format };
  const remedy = extension === 'json' ? 'Write one JSON object a line and call it .jsonl. ' : '';
  return refuse(`files of type .${extension} are not read`, remedy + supported);
}

function byContent(bytes: Uint8Array): Detection {
  const head = new TextDecoder().decode(bytes.subarray(0, 4_096)).trimStart();
  if (head.startsWith('{')) return { format: 'jsonl' };
  if (/^---\r?\n/.test(head) || /^#{1,6} \S/m.test(head)) return { format: 'markdown' };
  return refuse('neither the name nor the content tells what it is', `Give it an extension. ${supported}`);
}

function refuse(reason: string, remedy: string): Detection {
  return { format: null, reason, remedy };
}

import iconv from 'iconv-lite';

/** The encodings of text that are read; `big5` with the characters of Hong Kong. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'big5' | 'windows-1252';

/** What people call it. */
export const encodingNames: Readonly<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16LE',
  'utf-16be': 'UTF-16BE',
  gb18030: 'GB18030',
  big5: 'Big5',
  'windows-1252': 'Windows-1252',
};

const labels: readonly (readonly [RegExp, Encoding])[] = [
  [/^(?:utf-?8|unicode-1-1-utf-8)$/, 'utf-8'],
  [/^(?:utf-?16(?:le)?|ucs-2|unicode)$/, 'utf-16le'],
  [/^utf-?16be$/, 'utf-16be'],
  [/^(?:gb_?2312(?:-80)?|gbk|x-gbk|gb-?18030|cp936|ms936|windows-936|euc-cn|hz-gb-2312|chinese|csgb2312)$/, 'gb18030'],
  [/^(?:big-?5(?:-?hkscs|-eten)?|cn-big5|csbig5|x-x-big5|cp950|ms950|windows-950)$/, 'big5'],
  [/^(?:windows-1252|cp1252|iso-?8859-1|latin-?1|us-ascii|ascii)$/, 'windows-1252'],
];

/** The encoding that a declaration names; null: none that is read. */
export function encodingOfLabel(label: string | null | undefined): Encoding | null {
  const plain = label?.trim().toLowerCase() ?? '';
  return labels.find(([pattern]) => pattern.test(plain))?.[1] ?? null;
}

// Node's own Big5 lacks the characters of Hong Kong, and its Windows-1252 is Latin 1.
const tables: Partial<Record<Encoding, string>> = { big5: 'big5hkscs', 'windows-1252': 'windows-1252' };

/** Decodes, with U+FFFD for what is no character of the encoding; a byte order mark is dropped. */
export function decodeLoosely(bytes: Uint8Array, encoding: Encoding): string {
  const table = tables[encoding];
  if (table !== undefined) return iconv.decode(bytes, table);
  return withoutMark(new TextDecoder(encoding).decode(bytes));
}

/** Decodes; null when a byte is no character of the encoding. */
export function decodeStrictly(bytes: Uint8Array, encoding: Encoding): string | null {
  const table = tables[encoding];
  if (table !== undefined) {
    const text = iconv.decode(bytes, table);
    return text.includes('\ufffd') ? null : text;
  }
  try {
    return withoutMark(new TextDecoder(encoding, { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

/** Only that of Unicode's own encodings goes by itself. */
const withoutMark = (text: string) => text.replace(/^\ufeff/, '');

/** Offset of the first byte at which strict decoding fails; the length when nothing but the end is missing. */
export function firstBadByte(bytes: Uint8Array, encoding: Encoding): number {
  if (encoding === 'big5') return firstBadPair(bytes);
  // The longest prefix that decodes, as what is cut short at its end is not yet wrong.
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodesSoFar(bytes.subarray(0, middle), encoding)) good = middle;
    else bad = middle;
  }
  // The bad character begins where the last whole one ends.
  for (let at = good; at > good - 4 && at > 0; at--)
    if (decodeStrictly(bytes.subarray(0, at), encoding) !== null) return at;
  return Math.min(Math.max(0, good - 1), bytes.length);
}

function decodesSoFar(bytes: Uint8Array, encoding: Encoding): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function firstBadPair(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) {
    if ((bytes[i] ?? 0) < 0x80) continue;
    if (iconv.decode(bytes.subarray(i, i + 2), 'big5hkscs').includes('\ufffd')) return i;
    i++;
  }
  return bytes.length;
}

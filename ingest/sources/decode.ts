/** Bytes that are not the text that they should be: what is wrong and how to mend it. */
export class UnreadableBytes extends Error {
  override readonly name = 'UnreadableBytes';
  constructor(
    readonly reason: string,
    readonly remedy: string,
    /** Offset of the first bad byte, from 0. */
    readonly offset: number,
  ) {
    super(reason);
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** Decodes UTF-8, drops a byte order mark, and refuses anything else by throwing UnreadableBytes. */
export function decodeUtf8(bytes: Uint8Array): string {
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw unreadableAt(bytes, nul, 'a NUL byte, which no text holds');
  try {
    return strictUtf8.decode(bytes);
  } catch {
    throw unreadableAt(bytes, firstBadByte(bytes), 'a byte that is not UTF-8');
  }
}

function unreadableAt(bytes: Uint8Array, offset: number, what: string): UnreadableBytes {
  const value = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  const guess = guessEncoding(bytes);
  const remedy = guess
    ? `Save the file as UTF-8; it looks like ${guess}: iconv -f ${guess} -t UTF-8 FILE`
    : 'Save the file as UTF-8 text.';
  return new UnreadableBytes(`byte ${offset} (0x${value}) is ${what}`, remedy, offset);
}

function guessEncoding(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16LE';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16BE';
  if (bytes.includes(0)) return null;
  for (const label of ['gb18030', 'big5']) {
    try {
      const text = new TextDecoder(label, { fatal: true }).decode(bytes.subarray(0, 65_536 - (65_536 % 2)));
      const han = text.match(/[\u4e00-\u9fff]/g)?.length ?? 0;
      if (han > 0.2 * text.length) return label.toUpperCase();
    } catch {
      // Not this one.
    }
  }
  return null;
}

/** Offset of the first byte at which strict UTF-8 decoding fails. */
function firstBadByte(bytes: Uint8Array): number {
  let i = 0;
  while (i < bytes.length) {
    const length = sequenceLength(bytes, i);
    if (length === 0) return i;
    i += length;
  }
  return bytes.length;
}

/** Length of the well-formed sequence that begins at `i`; 0 when there is none. */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const first = bytes[i] ?? 0;
  if (first < 0x80) return 1;
  const length =
    first >= 0xc2 && first < 0xe0 ? 2 : (first & 0xf0) === 0xe0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  for (let k = 1; k < length; k++) {
    const next = bytes[i + k];
    if (next === undefined || (next & 0xc0) !== 0x80) return 0;
  }
  const second = bytes[i + 1] ?? 0;
  const overlong = (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90);
  const outside = (first === 0xed && second > 0x9f) || (first === 0xf4 && second > 0x8f);
  return overlong || outside ? 0 : length;
}

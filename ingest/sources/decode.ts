import {
  decodeLoosely,
  decodeStrictly,
  type Encoding,
  encodingNames,
  encodingOfLabel,
  firstBadByte,
} from './text-codecs.ts';
import { plausibility } from './text-plausibility.ts';

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

/** A text and the encoding that its bytes are in. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: Encoding;
}

/** Bytes that are looked at to tell the encoding. */
const sampleLength = 65_536;
/** Least plausibility of bytes that are taken for an encoding without a byte order mark. */
const leastPlausible = 0.3;
/** What a declaration is worth against a reading that is more plausible. */
const declaredBonus = 0.15;

const remedyUtf8 = 'Save the file as UTF-8 text.';

/**
 * Decodes text in UTF-8, UTF-16, GB18030 (GBK, GB2312) or Big5 (with HKSCS), by its byte order mark, else by its bytes;
 * what a file declares (`gb2312`) only tips the scales, as declarations are often wrong. Drops a byte order mark. Throws
 * UnreadableBytes with the offset of the first byte that cannot be read.
 */
export function decodeText(bytes: Uint8Array, declared?: string | null): DecodedText {
  const encoding = encodingOf(bytes, encodingOfLabel(declared));
  return { text: decodeAs(bytes, encoding), encoding };
}

/** Decodes what is known to be in an encoding; throws UnreadableBytes. */
export function decodeAs(bytes: Uint8Array, encoding: Encoding): string {
  const nul = encoding.startsWith('utf-16') ? -1 : bytes.indexOf(0);
  if (nul >= 0) throw unreadableAt(bytes, nul, 'a NUL byte, which no text holds', remedyUtf8);
  const text = decodeStrictly(bytes, encoding);
  if (text === null) {
    const name = encodingNames[encoding];
    const remedy =
      encoding !== 'utf-8'
        ? `The rest reads as ${name}: mend that place, or save the file as UTF-8.`
        : utf8Remedy(bytes);
    throw unreadableAt(bytes, firstBadByte(bytes, encoding), `a byte that is not ${name}`, remedy);
  }
  const wide = encoding.startsWith('utf-16') ? text.indexOf('\0') : -1;
  if (wide >= 0) throw unreadableAt(bytes, wide * 2, 'a NUL character, which no text holds', remedyUtf8);
  return text;
}

/** The encoding of a text, by a sample of its beginning; `utf-8` when nothing else is likely. Throws UnreadableBytes. */
export function encodingOf(bytes: Uint8Array, declared: Encoding | null = null): Encoding {
  const marked = byteOrderMark(bytes);
  if (marked) return marked;
  const sample = sampleOf(bytes);
  const asUtf8 = sample.includes(0) ? null : utf8So(sample);
  if (asUtf8 !== null && !mixesScripts(asUtf8)) return 'utf-8';
  const best = mostPlausible(bytes.subarray(0, sampleLength), sample, declared);
  const western = declared === 'windows-1252' && !sample.includes(0) && beyondAscii(sample) < 0.2;
  if (western && asUtf8 === null && (best?.score ?? 0) < 0.7) return declared;
  if (best !== null && (asUtf8 === null || best.score > 0.7)) return best.encoding;
  // Chinese bytes of which a few are damaged are told apart from what is no text at all by decodeAs.
  return 'utf-8';
}

/** From the first byte beyond ASCII on, which a long file may have late; from the beginning if that holds a NUL byte. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  const head = bytes.subarray(0, sampleLength);
  if (head.includes(0)) return head;
  let at = 0;
  while (at < bytes.length && (bytes[at] ?? 0) < 0x80) at++;
  // UTF-16 has its characters at even places.
  at -= at % 2;
  return at < bytes.length ? bytes.subarray(at, at + sampleLength) : head;
}

function byteOrderMark(bytes: Uint8Array): Encoding | null {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) {
    if (c === 0 && d === 0) throw new UnreadableBytes('the text is in UTF-32', remedyUtf8, 0);
    return 'utf-16le';
  }
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return a === 0x84 && b === 0x31 && c === 0x95 && d === 0x33 ? 'gb18030' : null;
}

/** The sample as UTF-8 with its last character perhaps cut short; null: it is not. */
function utf8So(sample: Uint8Array): string | null {
  try {
    const cut = sample.length === sampleLength;
    return new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: cut });
  } catch {
    return null;
  }
}

/**
 * Whether a text has letters of several alphabets and none of Chinese, as two or three Chinese characters in GBK have
 * that happen to be well-formed UTF-8.
 */
function mixesScripts(text: string): boolean {
  const beyond = text.match(/[^\0-\x7f]/gu) ?? [];
  if (beyond.length < 2 || beyond.some((character) => character >= '\u0800')) return false;
  const scripts = [
    /\p{Script=Latin}/u,
    /\p{Script=Greek}/u,
    /\p{Script=Cyrillic}/u,
    /\p{Script=Armenian}/u,
    /\p{Script=Hebrew}/u,
    /\p{Script=Arabic}/u,
    /\p{Script=Syriac}/u,
    /[^\p{L}]/u,
  ];
  return scripts.filter((script) => beyond.some((character) => script.test(character))).length >= 2;
}

interface Reading {
  readonly encoding: Encoding;
  readonly score: number;
}

function mostPlausible(head: Uint8Array, sample: Uint8Array, declared: Encoding | null): Reading | null {
  // UTF-8 with a damaged byte stays UTF-8.
  const narrow: Encoding[] = sample.includes(0) ? [] : ['utf-8', 'gb18030', 'big5'];
  // Letters of English, two by two, are Chinese characters in UTF-16.
  const english = !sample.includes(0) && beyondAscii(head) < 0.1;
  const wideOnes: Encoding[] = english ? [] : ['utf-16le', 'utf-16be'];
  const readings = [...narrow, ...wideOnes].map((encoding): Reading => {
    const wide = encoding.startsWith('utf-16');
    const text = withoutCutEnd(decodeLoosely(sample, encoding), sample);
    const score = plausibility(text, wide) + (encoding === declared ? declaredBonus : 0);
    return { encoding, score };
  });
  const best = readings.toSorted((a, b) => b.score - a.score)[0];
  return best && best.score >= leastPlausible ? best : null;
}

/** Share of the bytes that are not ASCII. */
const beyondAscii = (bytes: Uint8Array) => bytes.filter((byte) => byte >= 0x80).length / Math.max(1, bytes.length);

/** A sample may end in the middle of a character. */
function withoutCutEnd(text: string, sample: Uint8Array): string {
  return sample.length === sampleLength ? text.replace(/\ufffd{1,3}$/, '') : text;
}

function unreadableAt(bytes: Uint8Array, offset: number, what: string, remedy: string): UnreadableBytes {
  const value = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  const place = offset < bytes.length ? `byte ${offset} (0x${value}) is ${what}` : 'the last character is cut short';
  return new UnreadableBytes(place, remedy, offset);
}

function utf8Remedy(bytes: Uint8Array): string {
  const sample = sampleOf(bytes);
  return beyondAscii(sample) < 0.1
    ? `${remedyUtf8} If it is Western European: iconv -f WINDOWS-1252 -t UTF-8 FILE`
    : remedyUtf8;
}

import { decodeAs, UnreadableBytes } from './decode.ts';
import type { Encoding } from './text-codecs.ts';

/** One line of a JSONL file that holds something: its number from 1, its raw text, and its object or what is wrong. */
export type JsonLine =
  | { readonly line: number; readonly raw: string; readonly value: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly reason: string; readonly remedy: string };

/** Deepest nesting of objects and arrays in a record. */
export const deepestJson = 50;

/** Reads a JSONL file, not in UTF-16, one line at a time; decodes no more than the line at hand. */
export function* jsonLines(
  bytes: Uint8Array,
  encoding: Encoding,
  onShare?: (share: number) => void,
): Generator<JsonLine> {
  let line = 0;
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    line++;
    const read = readLine(bytes.subarray(start, end), line, start, encoding);
    if (read) yield read;
    start = end + 1;
    onShare?.(Math.min(1, start / bytes.length));
  }
}

function readLine(bytes: Uint8Array, line: number, offset: number, encoding: Encoding): JsonLine | null {
  let raw: string;
  try {
    raw = decodeAs(bytes, encoding).trim();
  } catch (error) {
    if (!(error instanceof UnreadableBytes)) throw error;
    const where = `byte ${offset + error.offset} of the file`;
    return { line, reason: `${error.reason} (${where})`, remedy: error.remedy };
  }
  if (raw === '') return null;
  if (nestsDeeper(raw, deepestJson)) {
    const reason = `the JSON is nested more than ${deepestJson} levels deep`;
    return { line, reason, remedy: 'Flatten the record; a call or document needs three or four levels.' };
  }
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    // The parser's message quotes the line, which may hold personal data.
    return { line, reason: 'not valid JSON', remedy: 'Write one complete JSON object on this line.' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { line, reason: 'not a JSON object', remedy: 'Write one JSON object a line: {"id": ..., ...}.' };
  }
  return { line, raw, value: value as Record<string, unknown> };
}

/** Whether brackets outside strings stand deeper in each other than `most`; looks at every character once. */
export function nestsDeeper(raw: string, most: number): boolean {
  let [depth, inString] = [0, false];
  for (let i = 0; i < raw.length; i++) {
    const c = raw[i];
    if (inString) {
      if (c === '\\') i++;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === '[' || c === '{') depth++;
    else if (c === ']' || c === '}') depth--;
    if (depth > most) return true;
  }
  return false;
}

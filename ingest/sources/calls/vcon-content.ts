import { BadRecord } from '../bad-record.ts';
import { decodeText, UnreadableBytes } from '../decode.ts';
import { deepestJson, nestsDeeper } from '../json-lines.ts';

interface InlineContent {
  readonly body?: unknown;
  readonly encoding?: string | null | undefined;
  readonly mediatype?: string | null | undefined;
}

/** Inline content of a part of a vCon: a text, a JSON value, or null where it has none here. Throws BadRecord. */
export function inlineContent(part: InlineContent, where: string): unknown {
  const { body, encoding } = part;
  if (body == null || body === '') return null;
  if (typeof body !== 'string') return body;
  if (encoding === 'json') return parsedJson(body, where);
  const text = encoding === 'base64url' ? textOfBase64(body, where) : body;
  return /[/+]json\b/i.test(part.mediatype ?? '') || /^\s*[{[]\s*["{[]/.test(text.slice(0, 200))
    ? jsonOrText(text)
    : text;
}

function parsedJson(text: string, where: string): unknown {
  if (nestsDeeper(text, deepestJson)) throw new BadRecord(`${where}: the JSON is nested too deeply`, contentRemedy);
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRecord(`${where}: encoding is json, and the body is not valid JSON`, contentRemedy);
  }
}

function jsonOrText(text: string): unknown {
  if (nestsDeeper(text, deepestJson)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function textOfBase64(body: string, where: string): string {
  if (!/^[A-Za-z0-9_+/=\s-]*$/.test(body)) throw new BadRecord(`${where}: the body is not base64url`, contentRemedy);
  try {
    return decodeText(Buffer.from(body, 'base64url')).text;
  } catch (error) {
    if (error instanceof UnreadableBytes) throw new BadRecord(`${where}: ${error.reason}`, contentRemedy);
    throw error;
  }
}

const contentRemedy = 'Mend body and encoding: none for a text, json for JSON, base64url for bytes.';

import type { JsonValue } from '../ports.ts';
import { BadRecord } from './bad-record.ts';

type Redact = (text: string) => string;

/** Deepest nesting of a record's metadata. */
const deepest = 50;

// What stands under such a key is read with the key as its cue: people, and how to reach them.
const personal =
  /^(?:authors?|contacts?(?:[ _-]?(?:person|name))?|phone|mobile|telephone|tel|作者|撰稿人|编制人|編制人|联系人|聯絡人|聯繫人|电话|電話|手机|手機)$/i;

/**
 * Redacts every string of a JSON value, and numbers that form a phone, identity or card number; anything that JSON
 * cannot hold is left out. Throws BadRecord where the value is nested too deeply.
 */
export function redactObject(
  value: Readonly<Record<string, unknown>>,
  redact: Redact,
): Readonly<Record<string, JsonValue>> {
  return redactEntries(value, redact, null, 1);
}

function redactEntries(
  value: Readonly<Record<string, unknown>>,
  redact: Redact,
  above: string | null,
  depth: number,
): Readonly<Record<string, JsonValue>> {
  if (depth > deepest) {
    const reason = `the metadata is nested more than ${deepest} levels deep`;
    throw new BadRecord(reason, 'Flatten the metadata; one or two levels are enough.');
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .map(([key, entry]) => {
        const cue = personal.test(key) ? key : above;
        return [redact(key), redactJson(entry, redact, cue, depth)];
      }),
  );
}

function redactJson(value: unknown, redact: Redact, cue: string | null, depth: number): JsonValue {
  if (typeof value === 'string') return cue === null ? redact(value) : redactAfter(cue, value, redact);
  if (typeof value === 'number') return redactNumber(value, redact, cue);
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object') return null;
  if (Array.isArray(value)) {
    const entries = redactEntries({ ...value }, redact, cue, depth + 1);
    return Object.values(entries);
  }
  return redactEntries(value as Readonly<Record<string, unknown>>, redact, cue, depth + 1);
}

function redactAfter(cue: string, value: string, redact: Redact): string {
  const lead = `${cue}: `;
  const said = redact(lead + value);
  return said.startsWith(lead) ? said.slice(lead.length) : redact(value);
}

function redactNumber(value: number, redact: Redact, cue: string | null): JsonValue {
  const written = String(value);
  const said = cue === null ? redact(written) : redactAfter(cue, written, redact);
  if (said !== written) return said;
  // Seventeen digits and more have lost their last ones, so that no checksum can tell a card.
  return Number.isInteger(value) && /^\d{16,19}$/.test(written) ? '[CARD]' : value;
}

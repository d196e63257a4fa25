import type { JsonValue } from '../ports.ts';

/** Redacts every string of a JSON value; anything that JSON cannot hold is left out. */
function redactJson(value: unknown, redact: (text: string) => string): JsonValue {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => redactJson(entry, redact));
  if (typeof value === 'object') return redactObject(value as Readonly<Record<string, unknown>>, redact);
  return null;
}

export function redactObject(
  value: Readonly<Record<string, unknown>>,
  redact: (text: string) => string,
): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .map(([key, entry]) => [redact(key), redactJson(entry, redact)]),
  );
}

import type { SqlValue } from '../../ports/database.ts';

const quoted = (value: string): string => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

function encodeElement(value: unknown, index: number): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return String(value);
  throw new TypeError(
    `Parameter $${index + 1} is an array with ${kindOf(value)} in it; it may hold text or numbers only.`,
  );
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}

function encode(value: unknown, index: number): string | null {
  if (value === null) return null;
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
  }
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new TypeError(`Parameter $${index + 1} is an invalid date.`);
    return value.toISOString();
  }
  if (Array.isArray(value)) return `{${value.map((element) => encodeElement(element, index)).join(',')}}`;
  throw new TypeError(`Parameter $${index + 1} is ${kindOf(value)}; pass JSON text and cast it with ::jsonb.`);
}

/** The values as PostgreSQL's text input; throws TypeError naming the parameter that cannot be one. */
export function encodeParameters(params: readonly SqlValue[]): (string | null)[] {
  return params.map(encode);
}

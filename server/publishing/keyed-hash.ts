import { createHash, createHmac } from 'node:crypto';

/** JSON with sorted keys and no spaces, so that equal values have equal text. Dates become ISO text; undefined is left out. */
export function canonicalJson(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map((element) => canonicalJson(element ?? null)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, element]) => element !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, element]) => `${JSON.stringify(key)}:${canonicalJson(element)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/**
 * Hashes under the installation's secret key: equal content is recognised, but nobody without the key can confirm a
 * guess about text that was erased.
 */
export interface KeyedHash {
  /** HMAC-SHA-256, hex, of the text or bytes. */
  of(input: string | Uint8Array): string;
  ofJson(value: unknown): string;
}

export function createKeyedHash(secret: Uint8Array): KeyedHash {
  const of = (input: string | Uint8Array) => createHmac('sha256', secret).update(input).digest('hex');
  return { of, ofJson: (value) => of(canonicalJson(value)) };
}

export function sha256(input: string): string {
  return createHash('sha256').update(input).digest('hex');
}

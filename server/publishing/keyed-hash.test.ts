import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, createKeyedHash } from './keyed-hash.ts';

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The same value with the keys of every object in another order. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, element]) => [key, reordered(element)] as const);
  return Object.fromEntries(entries.toReversed());
}

describe('canonicalJson', () => {
  it('is JSON that says the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(plain(value));
      }),
    );
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(canonicalJson(reordered(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('is equal for no two values that differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const [x, y] = [plain(a), plain(b)];
        let same = true;
        try {
          expect(x).toEqual(y);
        } catch {
          same = false;
        }
        expect(canonicalJson(a) === canonicalJson(b)).toBe(same);
      }),
    );
  });

  it('leaves undefined out of objects, and writes dates as ISO text', () => {
    expect(canonicalJson({ b: undefined, a: new Date(0) })).toBe('{"a":"1970-01-01T00:00:00.000Z"}');
    expect(canonicalJson([undefined, 1])).toBe('[null,1]');
  });
});

describe('the keyed hash', () => {
  const hash = createKeyedHash(Buffer.from('one key'));

  it('is the same for the same content under one key, and another under another key', () => {
    const other = createKeyedHash(Buffer.from('another key'));
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(hash.of(text)).toBe(createKeyedHash(Buffer.from('one key')).of(text));
        expect(hash.of(text)).not.toBe(other.of(text));
        expect(hash.of(text)).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
  });

  it('takes text and its UTF-8 bytes for the same', () => {
    expect(hash.of('转账')).toBe(hash.of(Buffer.from('转账', 'utf8')));
  });
});

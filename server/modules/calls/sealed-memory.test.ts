import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../ingest/index.ts';
import { createMemorySeal } from './sealed-memory.ts';

const key = new Uint8Array(32).fill(7);
const seal = createMemorySeal(key);

describe('the sealed memory of a call', () => {
  it('opens as it was sealed, for the same call only', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), fc.string(), (names, call, other) => {
        const sealed = seal.seal(call, names);
        expect(seal.open(call, sealed)).toEqual(names);
        expect(seal.seal(call, names)).not.toBe(sealed);
        if (other !== call) expect(() => seal.open(other, sealed)).toThrow();
      }),
    );
  });

  it('does not open when any part of it was changed, nor with another key', () => {
    const sealed = seal.seal('call', ['欧阳建国']);
    const bytes = Buffer.from(sealed.slice(3), 'base64');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => seal.open('call', `v1.${changed.toString('base64')}`)).toThrow();
    }
    expect(() => createMemorySeal(new Uint8Array(32)).open('call', sealed)).toThrow();
    expect(() => seal.open('call', 'something else')).toThrow();
    expect(() => seal.open('call', 'v1.')).toThrow();
  });
});

describe("a redactor's memory", () => {
  const settings = { ownContacts: { phones: [], emails: [] } };
  const words = fc.constantFrom(
    '我叫欧阳建国',
    '我姓王，叫王小明',
    'My name is Margaret Thornbury',
    'this is Dr. Ann Smith speaking',
    '建国说的',
    'Thornbury said so',
    '小明先生您好',
    'my dog eats cucumbers',
  );

  it('makes another redactor go on exactly where this one is', () => {
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 6 }),
        fc.array(words, { minLength: 1, maxLength: 6 }),
        (before, after) => {
          const one = createRedactor(settings);
          for (const text of before) one.learn(text);
          const two = createRedactor({ ...settings, names: one.memory() });
          expect(two.memory()).toEqual(one.memory());
          for (const text of after) {
            one.learn(text);
            two.learn(text);
            expect(two.redact(text)).toEqual(one.redact(text));
          }
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, type RedactorMemory } from '../../../ingest/index.ts';
import { createMemorySeal } from './sealed-memory.ts';

const key = new Uint8Array(32).fill(7);
const seal = createMemorySeal(key);
const taught: RedactorMemory = {
  names: [],
  values: [['CARD', '6222020200112233446']],
  expected: { types: ['CARD', 'PASSCODE'], turns: 3 },
};

describe('the sealed memory of a call', () => {
  it('opens as it was sealed, for the same call only', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), fc.string(), (names, call, other) => {
        const memory = { ...taught, names };
        const sealed = seal.seal(call, memory);
        expect(seal.open(call, sealed)).toEqual(memory);
        expect(seal.seal(call, memory)).not.toBe(sealed);
        if (other !== call) expect(() => seal.open(other, sealed)).toThrow();
      }),
    );
  });

  it('does not open when any part of it was changed, nor with another key', () => {
    const sealed = seal.seal('call', { ...taught, names: ['欧阳建国'] });
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
    '请问您的卡号是多少',
    '六二二二',
    '嗯，零二零零',
    'last four digits of the card?',
    'double seven eight eight',
  );

  it('makes another redactor go on exactly where this one is', () => {
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 6 }),
        fc.array(words, { minLength: 1, maxLength: 6 }),
        (before, after) => {
          const one = createRedactor(settings);
          for (const text of before) one.redactTurn(text);
          const two = createRedactor({ ...settings, memory: one.memory() });
          expect(two.memory()).toEqual(one.memory());
          for (const text of after) {
            one.learn(text);
            two.learn(text);
            expect(two.redactTurn(text)).toEqual(one.redactTurn(text));
          }
        },
      ),
    );
  });
});

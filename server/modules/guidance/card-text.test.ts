import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneBreath, oneLine } from './card-text.ts';

const sentences = [
  '年化5.40%，手续费1.5元起。',
  '您好！',
  '请问是哪一笔呢？',
  '他说“可以退”。',
  '我看一下……',
  'The rate is 5.40% a year.',
  'See Art. 3 of the terms, e.g. the fee table.',
  'Dr. Lee of No. 12 will call at 3 p.m. today.',
  'Is that right?',
  'Please write to help@example.org or open example.org/a?b=1.',
  'Well… let me see.',
  'He said "no."',
  '第1.2条规定如下：满30.5天。',
];
const someText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...sentences, ' ', '\n\n', '.', '…', '。', '3.14', 'U.S. ', '”', ')', '年', 'ab', '%', '!', '?'),
      fc.string({ unit: 'grapheme' }),
    ),
    { maxLength: 30 },
  )
  .map((pieces) => pieces.join(''));

describe('one breath', () => {
  it('is the beginning of the text, no character lost, of any text', () => {
    fc.assert(
      fc.property(someText, (text) => {
        const said = oneBreath(text);
        expect(text.trim().startsWith(said)).toBe(true);
        expect(said === '').toBe(text.trim() === '');
      }),
      { numRuns: 500 },
    );
  });

  it('holds whole sentences only, decimals, abbreviations and ellipses in them or not', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...sentences), { minLength: 1, maxLength: 12 }), (picked) => {
        const said = oneBreath(picked.join(' '));
        const whole = picked.map((_, index) => picked.slice(0, index + 1).join(' '));
        expect(whole).toContain(said);
      }),
      { numRuns: 500 },
    );
  });

  it('ends between Chinese sentences that have no space between them', () => {
    const sentence = '年化利率为5.40%，按日计息，提前还款需支付剩余本金1.5%的违约金。';
    expect(oneBreath(sentence.repeat(5))).toBe(sentence.repeat(2));
  });

  it.each([
    ['年化5.40%。', '年化5.40%。'],
    ['The fee is 2.50. Thank you.', 'The fee is 2.50. Thank you.'],
    ['  no end ', 'no end'],
    ['', ''],
  ])('keeps %j as %j', (text, said) => {
    expect(oneBreath(text)).toBe(said);
  });
});

describe('one line', () => {
  it('is the text in one line, or its beginning and an ellipsis, at most 60 columns', () => {
    fc.assert(
      fc.property(someText, (text) => {
        const line = text.replaceAll(/\s+/g, ' ').trim();
        const shown = oneLine(text);
        if (shown === line) return;
        expect(shown.endsWith('…')).toBe(true);
        expect(line.startsWith(shown.slice(0, -1))).toBe(true);
        expect([...shown].length).toBeLessThanOrEqual(60);
      }),
      { numRuns: 500 },
    );
  });

  it('does not cut a number into another one', () => {
    for (let lead = 20; lead < 31; lead += 1) {
      const shown = oneLine(`${'利'.repeat(lead)}5.40%，其余见条款与费用说明书全文`);
      expect(shown).toMatch(/利…$|5\.40%/u);
    }
  });
});

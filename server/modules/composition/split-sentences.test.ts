import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSentenceSplitter } from './split-sentences.ts';
import { createTokenBudget } from './token-budget.ts';

const text =
  '年费为5.40%。[1] “可以退”。\n The fee is 2.50 euros. [2][3] See Art. 3 e.g. of the terms. Is it? Yes! 好的';
const sentences = [
  '年费为5.40%。[1]',
  '“可以退”。',
  'The fee is 2.50 euros. [2][3]',
  'See Art. 3 e.g. of the terms.',
  'Is it?',
  'Yes!',
  '好的',
];

it('cuts a stream into the same sentences however it is cut into pieces, with their references', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: text.length })), (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      const splitter = createSentenceSplitter();
      const found = places.slice(1).flatMap((end, index) => splitter.push(text.slice(places[index], end)));
      const rest = splitter.rest();
      expect([...found, ...(rest === null ? [] : [rest])]).toEqual(sentences);
    }),
  );
});

it('spends within the hour and the day, and begins anew with the next', () => {
  let now = 0;
  const budget = createTokenBudget({ perHour: 10, perDay: 15 }, () => now);
  budget.spend(8);
  expect([budget.allows(2), budget.allows(3)]).toEqual([true, false]);
  now = 3_600_000;
  expect([budget.allows(7), budget.allows(8)]).toEqual([true, false]);
  budget.spend(7);
  now = 24 * 3_600_000;
  expect(budget.allows(10)).toBe(true);
});

import { expect, it } from 'vitest';
import { articleKey, legalReferences } from './legal-references.ts';
import { parseNumeral } from './numerals.ts';

it.each([
  ['12', 12],
  ['１２', 12],
  ['十', 10],
  ['十二', 12],
  ['二十', 20],
  ['一百零三', 103],
  ['二〇二六', 2026],
  ['廿一', 21],
  ['两万', 20_000],
  ['甲', null],
  ['', null],
])('reads the numeral %s', (text, expected) => expect(parseNumeral(text)).toBe(expected));

it.each([
  ['某法', '第12條', '第十二条'],
  ['某法', '第一百零三条之一', '第一百零三条之一'],
  ['某办法', 'Article 10', '第十条'],
  ['Fee Policy', 'Article  10', 'Article 10'],
])('names an article of %s written %s in one form', (law, label, expected) =>
  expect(articleKey(law, label)).toBe(expected),
);

it('finds every article that is named behind a law', () => {
  const text = '按照《某银行收费办法》第三条第二款、第12条处理，见《另一规定》。';
  expect(legalReferences(text).map(({ law, article }) => [law, article])).toEqual([
    ['某银行收费办法', '第三条'],
    ['某银行收费办法', '第十二条'],
    ['另一规定', null],
  ]);
});

it('finds articles of a law that is named in English', () => {
  expect(legalReferences('See the Fee and Refund Policy, Articles 5 and 6.').map((r) => [r.law, r.article])).toEqual([
    ['Fee and Refund Policy', 'Article 5'],
    ['Fee and Refund Policy', 'Article 6'],
  ]);
});

import { describe, expect, it } from 'vitest';
import { parseFactValue } from '../fact-value.ts';
import { contradict } from './compare-values.ts';
import { findConflicts } from './find-conflicts.ts';

const fact = (name: string, value: string, product = '甲卡') => ({
  id: `${product}/${name}`,
  name,
  value: parseFactValue(value),
  products: [product],
});
const clause = (text: string, heading = '') => ({ id: text, heading, text, products: [] });

describe('a text that states another value for a term', () => {
  const annualFee = fact('年费', '每年300元');
  it.each([
    ['甲卡的年费为每年280元。', 1],
    ['甲卡年费每年300元。', 0],
    ['甲卡年费不超过500元。', 0],
    ['甲卡年费不超过200元。', 1],
    ['乙卡的年费为每年280元。', 0],
    ['甲卡的取现费为280元。', 0],
    ['甲卡年费满30天退还。', 0],
    ['甲卡年费300元，减免后年费150元。', 0],
    ['甲卡消费满5,000元的，免收年费。', 0],
    ['甲卡和乙卡如下。\n乙卡年费为每年280元。', 0],
  ])('%s', (text, conflicts) =>
    expect(
      findConflicts([annualFee, fact('年费', '每年280元', '乙卡')], [clause(text)]).filter(
        ({ factId }) => factId === annualFee.id,
      ),
    ).toHaveLength(conflicts),
  );

  it('is found by its heading, in English, with the words that state it', () => {
    const found = findConflicts(
      [fact('Monthly fee', 'CNY 30 per month', 'Maple Account')],
      [clause('The Maple Account carries a charge of CNY 35 per month.', 'Monthly fee')],
    );
    expect(found).toMatchObject([{ stated: 'CNY 35' }]);
  });
});

it.each([
  ['300元', '280元', true],
  ['最高300元', '300元', false],
  ['300元', '每笔300元', false],
  ['3天', '5%', false],
  ['1%，最低10元', '1%，最低10元', false],
  ['1,000元至2,000元', '1,000元至3,000元', true],
  ['首年免收', '300元', false],
])('%s and %s contradict each other: %s', (a, b, expected) =>
  expect(contradict(parseFactValue(a), parseFactValue(b))).toBe(expected),
);

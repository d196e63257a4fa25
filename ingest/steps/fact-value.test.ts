import { expect, it } from 'vitest';
import { factValueSchema } from '../../graph-schema/index.ts';
import { parseFactValue } from './fact-value.ts';

const cny = (amount: number) => ({ type: 'amount', amount, currency: 'CNY' });
const days = (count: number, unit = 'day') => ({ type: 'duration', count, unit });

it.each([
  ['每笔100元', { ...cny(100), per: 'transaction' }],
  ['最高5万元', { ...cny(50_000), bound: 'at_most' }],
  ['五万元以上', { ...cny(50_000), bound: 'at_least' }],
  ['CNY 30', cny(30)],
  ['US$1,250.50 per month', { type: 'amount', amount: 1250.5, currency: 'USD', per: 'month' }],
  ['up to $1.5 million', { type: 'amount', amount: 1.5e6, currency: 'USD', bound: 'at_most' }],
  ['年利率3.85%', { type: 'rate', percent: 3.85, per: 'year' }],
  ['万分之五', { type: 'rate', percent: 0.05 }],
  ['不超过百分之二十四', { type: 'rate', percent: 24, bound: 'at_most' }],
  ['15个工作日', days(15, 'working_day')],
  ['三十日内', { ...days(30), bound: 'at_most' }],
  ['within two working days', { ...days(2, 'working_day'), bound: 'at_most' }],
  ['5 business days', days(5, 'working_day')],
  ['3 months', days(3, 'month')],
  ['at least 2 weeks', { ...days(14), bound: 'at_least' }],
  ['消费满12笔', { type: 'count', count: 12, unit: '笔', bound: 'at_least' }],
  [
    'more than 6 withdrawals per month',
    { type: 'count', count: 6, unit: 'withdrawals', per: 'month', bound: 'more_than' },
  ],
  ['2026年4月1日', { type: 'date', date: '2026-04-01' }],
  ['不晚于15:00前2个工作日', days(2, 'working_day')],
  ['3,000元至80,000元', { type: 'range', low: cny(3_000), high: cny(80_000) }],
  ['3-5个工作日', { type: 'range', low: days(3, 'working_day'), high: days(5, 'working_day') }],
  ['between 0.5% and 1%', { type: 'range', low: { type: 'rate', percent: 0.5 }, high: { type: 'rate', percent: 1 } }],
  ['最短20天，最长50天', { type: 'range', low: days(20), high: days(50) }],
  ['取现金额的1%，最低10元，最高200元', { type: 'rate', percent: 1, minimum: cny(10), maximum: cny(200) }],
  [
    '首年免收，次年起300元',
    {
      type: 'tiers',
      tiers: [
        { when: '首年', value: cny(0) },
        { when: '次年起', value: cny(300) },
      ],
    },
  ],
  [
    'Lagos 1 working day, other cities 3 working days',
    {
      type: 'tiers',
      tiers: [
        { when: 'Lagos', value: days(1, 'working_day') },
        { when: 'other cities', value: days(3, 'working_day') },
      ],
    },
  ],
  ['首年免收', { type: 'text', text: '首年免收' }],
  ['每月15日扣款3次，R2', { type: 'text', text: '每月15日扣款3次，R2' }],
  ['2026年13月41日', { type: 'text', text: '2026年13月41日' }],
])('reads %s', (text, expected) => {
  const value = parseFactValue(text);
  expect(value).toEqual(expected);
  factValueSchema.parse(value);
});

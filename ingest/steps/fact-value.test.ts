import { expect, it } from 'vitest';
import { parseFactValue } from './fact-value.ts';

it.each([
  ['每笔100元', { type: 'amount', amount: 100, currency: 'CNY', per: 'transaction' }],
  ['最高5万元', { type: 'amount', amount: 50_000, currency: 'CNY' }],
  ['CNY 30', { type: 'amount', amount: 30, currency: 'CNY' }],
  ['US$1,250.50 per month', { type: 'amount', amount: 1250.5, currency: 'USD', per: 'month' }],
  ['年利率3.85%', { type: 'rate', percent: 3.85, per: 'year' }],
  ['万分之五', { type: 'text', text: '万分之五' }],
  ['15个工作日', { type: 'duration', count: 15, unit: 'working_day' }],
  ['5 business days', { type: 'duration', count: 5, unit: 'working_day' }],
  ['3 months', { type: 'duration', count: 3, unit: 'month' }],
  ['消费满12笔', { type: 'count', count: 12, unit: '笔' }],
  ['2026年4月1日', { type: 'date', date: '2026-04-01' }],
  ['3,000元至80,000元', { type: 'text', text: '3,000元至80,000元' }],
  ['首年免收', { type: 'text', text: '首年免收' }],
  ['2026年13月41日', { type: 'text', text: '2026年13月41日' }],
])('reads %s', (text, expected) => expect(parseFactValue(text)).toEqual(expected));

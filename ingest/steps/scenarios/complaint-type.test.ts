import { expect, it } from 'vitest';
import type { StoredSource } from '../../ports.ts';
import { complaintTypeOf, createTypeFits } from './complaint-type.ts';

const calls = (...said: readonly string[]): StoredSource[] =>
  said.map((text, n) => ({
    type: 'transcript',
    key: `${text}${n}`,
    sourceId: text,
    title: text,
    language: 'zh-Hans',
    metadata: {},
    segments: [{ id: text, ordinal: 0, kind: 'utterance', locator: '', role: 'customer', text }],
  }));

const fits = createTypeFits([
  { key: '卡', name: '信用卡', altLabels: ['信用卡类'] },
  { key: '费', name: '信用卡年费争议', altLabels: ['年费争议', '退年费'] },
  { key: '额', name: '信用卡降额', altLabels: ['额度下调', '额度被降', '额度变少'] },
  { key: '贷', name: '贷款', altLabels: ['零售贷款'] },
]);
const fees = calls('信用卡年费怎么收', '信用卡年费退给我', '这年费收得没道理', '我的信用卡收了年费');
const limits = calls('我的信用卡额度被降了', '信用卡降额没通知', '额度下调怎么不说', '信用卡降额影响我周转');
const currency = calls('今年购汇额度还剩多少', '购汇额度用完了', '换美元的额度怎么查', '额度不够换汇');
const loans = calls('贷款利息多少', '我想申请贷款', '这笔贷款还到哪年', '贷款合同在哪看');

it('the narrower type wins over the broader one whose words it repeats', () => {
  expect(complaintTypeOf(fees, [...limits, ...currency, ...loans], fits)?.type.key).toBe('费');
  expect(complaintTypeOf(limits, [...fees, ...currency, ...loans], fits)?.type.key).toBe('额');
  expect(complaintTypeOf(loans, [...fees, ...limits, ...currency], fits)?.type.key).toBe('贷');
});

it('one word of a label makes no type', () => {
  expect(complaintTypeOf(currency, [...fees, ...loans], fits)).toBeNull();
});

import { expect, it } from 'vitest';
import { joinDrafts } from './join-drafts.ts';
import { estimatedSimilarity, minHash, shinglesOf, similarity } from './near-duplicates.ts';
import { bareTitle } from './same-title.ts';

const text = Array.from({ length: 300 }, (_, i) => `第${i}项收费按${(i * 37) % 101}元收取。`).join('');

it('tells a copy with a few changes from a text that only looks alike, by signature and exactly', () => {
  const [own, copy] = [shinglesOf(text), shinglesOf(text.replace('第7项收费', '第七项的收费').replaceAll('，', ' '))];
  const other = shinglesOf(Array.from({ length: 300 }, (_, i) => `第${i}条投诉在${(i * 29) % 89}日内答复。`).join(''));
  expect(similarity(own, copy)).toBeGreaterThan(0.95);
  expect(similarity(own, other)).toBeLessThan(0.1);
  for (const b of [copy, other])
    expect(Math.abs(estimatedSimilarity(minHash(own), minHash(b)) - similarity(own, b))).toBeLessThan(0.15);
});

it.each([
  ['安心卡章程（副本）', '安心卡章程'],
  ['Fees v2', 'fees'],
  ['Copy of Fees (1)', 'fees'],
  ['费用表 2024-05-01', '费用表'],
  ['稳盈90', '稳盈90'],
])('takes %s for %s', (title, bare) => expect(bareTitle(title)).toBe(bare));

it('writes what is said of an alias under the item that it is joined to', () => {
  const shared = {
    evidence: [],
    validFrom: null,
    validTo: null,
    conditions: {},
    audience: ['agent' as const],
    confidence: 1,
  };
  const [draft] = joinDrafts(
    [
      {
        title: 't',
        origin: 'test',
        rationale: '',
        parts: [
          { sort: 'node', kind: 'product', key: '安心卡', content: { name: '安心卡', aliases: ['小安'] }, ...shared },
          {
            sort: 'node',
            kind: 'product_fact',
            key: '安心卡/年费',
            content: { name: '年费', product: '安心卡' },
            ...shared,
          },
          {
            sort: 'edge',
            kind: 'PART_OF',
            from: { kind: 'product_fact', key: '安心卡/年费' },
            to: { kind: 'product', key: '安心卡' },
            content: {},
            ...shared,
          },
        ],
      },
    ],
    [{ kind: 'product', aliasKey: '安心卡', key: '安心信用卡', name: '安心信用卡' }],
  );
  expect(draft?.parts).toMatchObject([
    { key: '安心信用卡', content: { name: '安心信用卡', aliases: ['小安', '安心卡'] } },
    { key: '安心信用卡/年费', content: { product: '安心信用卡' } },
    { from: { key: '安心信用卡/年费' }, to: { key: '安心信用卡' } },
  ]);
});

import { describe, expect, it } from 'vitest';
import type { StoredSource } from '../../ports.ts';
import { mineScenarios } from '../mine-scenarios.ts';
import { gatherVectors, vectorSum } from './call-vectors.ts';
import type { FoundClusters } from './cluster-calls.ts';
import { groupModelOf } from './discovery/group-model.ts';
import { readCall } from './discovery/matter-terms.ts';
import { termTable } from './discovery/term-table.ts';
import { createPacer } from './give-way.ts';
import { partCalls } from './part-calls.ts';
import { openScenarioModel } from './scenario-model.ts';

const said = {
  fee: [
    '信用卡年费怎么扣了三百？',
    '刷满六次不是免年费吗？',
    '这个年费能不能退给我？',
    '我这张信用卡年费怎么收？',
    '刷卡次数不够要补年费吗？',
  ],
  transfer: [
    '汇到境外的款一直没到账。',
    '国外银行说没收到汇款。',
    '能不能查一下汇款进度？',
    '境外汇款几天到账？',
    '中间行扣了汇款手续费吗？',
  ],
  code: [
    '手机银行登录要验证码。',
    '验证码短信收不到怎么登录？',
    '登录密码输错锁住了。',
    '手机银行怎么重置密码？',
    '换手机登录不了。',
  ],
} as const;
type Matter = keyof typeof said;

function call(key: string, ...matters: readonly (readonly [Matter, number, number?])[]): StoredSource {
  const lines = matters.flatMap(([matter, from, many = 3]) =>
    Array.from({ length: many }, (_, n) => said[matter][(from + n) % 5] ?? ''),
  );
  const segments = lines.flatMap((text) => [
    { role: 'customer' as const, text },
    { role: 'agent' as const, text: '好的，请稍等。' },
  ]);
  return {
    type: 'transcript',
    key,
    sourceId: key,
    title: key,
    language: 'zh-Hans',
    metadata: {},
    segments: segments.map((segment, ordinal) => ({
      id: `${key}/${ordinal}`,
      ordinal,
      kind: 'utterance',
      locator: '',
      ...segment,
    })),
  };
}

/** Groups as a discovery might find them: each call in that of its first matter. */
function grouped(calls: readonly StoredSource[], groups: readonly string[]): FoundClusters {
  const gathering = gatherVectors();
  const read = calls.map(readCall);
  for (const { words } of read) gathering.add(words);
  const space = gathering.vectors();
  const table = termTable(
    read.map(({ matter }) => matter),
    1,
  );
  const own = (k: number) => calls.filter(({ key }) => key.startsWith(groups[k] ?? '-'));
  return {
    clusters: groups.map((_, k) => {
      const sum = vectorSum();
      for (const one of own(k)) sum.add(space.vectorOf(readCall(one).words));
      const medoid = own(k).find(({ key }) => key.includes('+')) ?? own(k)[0];
      if (!medoid) throw new Error('a group without calls');
      return { calls: own(k), medoid, centroid: sum.direction(), cohesion: 1, vocabulary: space.vocabulary };
    }),
    model: (keys, left) =>
      groupModelOf(
        table,
        Int32Array.from(calls, (one) => (left?.has(one) ? -1 : groups.findIndex((group) => one.key.startsWith(group)))),
        keys,
      ),
  };
}

const settings = { smallest: 3, giveWay: createPacer() };
const eachOf = (matter: Matter, lines = 3) =>
  Array.from({ length: 12 }, (_, i) => call(`${matter}${i}`, [matter, i, lines]));

describe('calls on two matters', () => {
  const lookup = (name: string, after: number) => ({ name, after, result: [{ field: 'state', value: 'open' }] });
  const both = [0, 1, 2].map((n) => ({
    ...call(`fee+transfer${n}`, ['fee', n], ['transfer', n + 2]),
    metadata: { lookups: [lookup('fees', 1), lookup('transfers', 7)] },
  }));
  const calls = [...eachOf('fee'), ...both, ...eachOf('transfer'), ...eachOf('code')];

  it('are parted: each scenario reads its own part, and is drawn without them', async () => {
    const found = grouped(calls, ['fee', 'transfer', 'code']);
    const { clusters, model } = await partCalls(found, calls, settings);
    const [fee, transfer, code] = clusters.map((cluster) => cluster.calls.filter(({ key }) => key.includes('+')));
    expect(fee?.map(({ key }) => key)).toEqual(both.map(({ key }) => key));
    expect(transfer?.map(({ key }) => key)).toEqual(both.map(({ key }) => key));
    expect(code).toEqual([]);
    expect(fee?.[0]?.segments.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(transfer?.[0]?.segments.map(({ ordinal }) => ordinal)).toEqual([6, 7, 8, 9, 10, 11]);
    expect(fee?.[0]?.metadata).toEqual({ lookups: [lookup('fees', 1)] });
    expect(transfer?.[0]?.metadata).toEqual({ lookups: [lookup('transfers', 1)] });
    expect(clusters[0]?.medoid.key).not.toContain('+');
    const drawn = model(['年费', '汇款', '登录']);
    expect(drawn.groups.map(({ texts }) => texts)).toEqual([12, 12, 12]);
    const later = openScenarioModel({ version: 1, zh: drawn, en: { terms: [], groups: [] } });
    expect(later.mattersOf(call('new', ['code', 1], ['fee', 3])).scenarios.toSorted()).toEqual(['年费', '登录']);
    expect(later.mattersOf(call('new', ['code', 1])).scenarios).toEqual(['登录']);
  });

  it('are mined as evidence of both scenarios, each from its part', async () => {
    const one = call('fee+transfer', ['fee', 1], ['transfer', 3]);
    const drafts = await mineScenarios([...eachOf('fee', 5), one, ...eachOf('transfer', 5), ...eachOf('code', 5)]);
    const quoted = drafts
      .map(({ parts }) =>
        parts
          .flatMap(({ evidence }) => evidence.map(({ span }) => span.segmentId.split('/')))
          .flatMap(([key, ordinal]) => (key === one.key ? [Number(ordinal)] : [])),
      )
      .filter((ordinals) => ordinals.length > 0);
    expect(quoted).toHaveLength(2);
    expect(quoted.filter((ordinals) => ordinals.every((ordinal) => ordinal < 6))).toHaveLength(1);
    expect(quoted.filter((ordinals) => ordinals.every((ordinal) => ordinal >= 6))).toHaveLength(1);
  });

  it('stay whole where hardly a call of the group is on one', async () => {
    const few = [...both, ...eachOf('transfer'), ...eachOf('code'), ...eachOf('fee').slice(0, 2)];
    const { clusters } = await partCalls(grouped(few, ['fee', 'transfer', 'code']), few, settings);
    expect(clusters.map((cluster) => cluster.calls.length)).toEqual([5, 12, 12]);
    expect(clusters[0]?.calls[0]?.segments).toHaveLength(12);
  });
});

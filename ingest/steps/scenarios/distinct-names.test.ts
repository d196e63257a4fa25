import { expect, it } from 'vitest';
import { gatherVectors, vectorSum } from './call-vectors.ts';
import { withDistinctNames } from './distinct-names.ts';
import type { DrawnScenario } from './naming/name-scenarios.ts';

const call = {
  type: 'transcript' as const,
  key: 'c',
  sourceId: 'c',
  title: 'c',
  language: 'zh-Hans' as const,
  metadata: {},
  segments: [],
};

function drawn(key: string, name: string, phrases: readonly string[]): DrawnScenario {
  const cluster = {
    calls: [call],
    medoid: call,
    centroid: vectorSum().direction(),
    cohesion: 1,
    vocabulary: gatherVectors().vectors().vocabulary,
  };
  const part = {
    sort: 'node' as const,
    kind: 'scenario' as const,
    key,
    content: { name },
    evidence: [],
    conditions: {},
    audience: [],
    confidence: 0.5,
    validFrom: null,
    validTo: null,
  };
  return {
    key,
    name,
    language: 'zh-Hans',
    draft: { title: `场景：${name}`, origin: 'miner:scenarios', rationale: '', parts: [part] },
    cluster,
    read: [call],
    phrases,
    named: (matter) => ({ name: matter, title: `场景：${matter}` }),
  };
}

it('scenarios of one name are told apart by what tells their calls from others; approved names stay', () => {
  const list = [
    drawn('a', '提前还款', ['违约金']),
    drawn('b', '提前还款', ['提前还', '分期', '手续费']),
    drawn('c', '提前还款', ['分期', '房贷']),
    drawn('d', '挂失', ['补卡']),
  ];
  const names = (approved: readonly string[]) => withDistinctNames(list, new Set(approved)).map(({ name }) => name);
  expect(names([])).toEqual(['提前还款', '提前还款（分期）', '提前还款（房贷）', '挂失']);
  expect(names(['c'])).toEqual(['提前还款（违约金）', '提前还款（分期）', '提前还款', '挂失']);
  const second = withDistinctNames(list, new Set())[1]?.draft;
  expect(second?.title).toBe('场景：提前还款（分期）');
  expect(second?.parts[0]?.content).toEqual({ name: '提前还款（分期）' });
});

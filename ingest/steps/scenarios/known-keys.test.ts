import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredSource } from '../../ports.ts';
import type { CallCluster } from './cluster-calls.ts';
import { scenarioKeys } from './known-keys.ts';

const call = (key: string): StoredSource => ({
  type: 'transcript',
  key,
  sourceId: key,
  title: key,
  language: 'en',
  metadata: {},
  segments: [],
});

function cluster(...keys: readonly string[]): CallCluster {
  const calls = keys.map(call);
  const empty = { terms: new Uint32Array(), weights: new Float32Array() };
  const vocabulary = { ids: new Map(), idf: new Float32Array(), frequency: new Uint32Array() };
  return { calls, medoid: calls[0] ?? call(''), centroid: empty, cohesion: 1, vocabulary };
}

describe('keys of scenarios', () => {
  it('are those of the known scenario with the largest overlap, each given once', () => {
    const known = [
      { key: 'a', callKeys: ['1', '2', '3', '4'] },
      { key: 'b', callKeys: ['5', '6', '7'] },
    ];
    expect(scenarioKeys([cluster('1', '2', '3', 'new'), cluster('4', '5', '6', '7')], known)).toEqual(['a', 'b']);
    expect(scenarioKeys([cluster('1', '2'), cluster('3', '4')], known)).toEqual(['a', 'scenario/3']);
  });

  it('are new where less than half of the calls is common', () => {
    const others = [
      { key: 'a', callKeys: ['1', '2', '3', '4', '5'] },
      { key: 'b', callKeys: ['6', '7'] },
    ];
    expect(scenarioKeys([cluster('1', '2', '6')], others)).toEqual(['scenario/1']);
    expect(scenarioKeys([cluster('1', '8', '9')], [{ key: 'a', callKeys: ['1', '2', '3'] }])).toEqual(['scenario/1']);
    expect(
      scenarioKeys(
        [cluster('1', '2', '5', '6', '7')],
        [
          { key: 'a', callKeys: ['1', '2', '3', '4'] },
          { key: 'b', callKeys: ['5', '6', '7'] },
        ],
      ),
    ).toEqual(['b']);
  });

  it('never are the key of a known scenario that their calls have left', () => {
    const known = [{ key: 'scenario/1', callKeys: ['7', '8', '9'] }];
    expect(scenarioKeys([cluster('1', '2', '3')], known)).toEqual(['scenario/2']);
  });

  it('are different, and mining the same groups again gives them back', () => {
    const groups = fc
      .uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 6, maxLength: 40 })
      .map((ids) => [0, 1, 2].map((g) => ids.filter((_, i) => i % 3 === g).map(String)));
    fc.assert(
      fc.property(groups, (keys) => {
        const clusters = keys.map((own) => cluster(...own));
        const first = scenarioKeys(clusters, []);
        expect(new Set(first).size).toBe(clusters.length);
        const known = first.map((key, i) => ({ key, callKeys: keys[i] ?? [] }));
        expect(scenarioKeys(clusters, known)).toEqual(first);
        expect(scenarioKeys([...clusters].reverse(), [...known].reverse())).toEqual([...first].reverse());
      }),
      { numRuns: 100 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnownScenario, StoredSource } from '../../ports.ts';
import type { CallCluster } from './cluster-calls.ts';
import { scenarioKeys, sharedCalls } from './known-keys.ts';
import { scenarioChanges } from './scenario-changes.ts';

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

describe('changes of published scenarios', () => {
  const published = (key: string, ...callKeys: string[]) => ({
    key,
    callKeys,
    inForce: { name: key, content: { name: key }, validFrom: null },
  });
  const changesOf = (
    clusters: readonly CallCluster[],
    known: readonly KnownScenario[],
    gone: readonly string[] = [],
  ) => {
    const all = new Set(known.flatMap(({ callKeys }) => callKeys).filter((key) => !gone.includes(key)));
    const shared = sharedCalls(clusters, known, all);
    return scenarioChanges(scenarioKeys(clusters, known, shared), known, shared);
  };
  const fees = published('fees', '1', '2', '3', '4', '5', '6', '7');

  it('are a split where a group of its own left the scenario', () => {
    const { splits, merges, retirements } = changesOf(
      [cluster('1', '2', '3', '4'), cluster('5', '6', '7', 'new')],
      [fees],
    );
    expect([...splits]).toEqual([[1, { cluster: 1, from: fees, shared: ['5', '6', '7'], had: 7 }]]);
    expect([merges, retirements]).toEqual([[], []]);
    // Two calls that went astray are none, and neither is a group that had mostly other calls.
    expect(changesOf([cluster('1', '2', '3', '4', '5'), cluster('6', '7', 'new')], [fees]).splits.size).toBe(0);
    const other = { key: 'other', callKeys: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'] };
    const mixed = [
      cluster('1', '2', '3', '4'),
      cluster('5', '6', '7', 'a', 'b', 'c', 'd'),
      cluster('e', 'f', 'g', 'h', 'i'),
    ];
    expect(changesOf(mixed, [fees, other]).splits.size).toBe(0);
  });

  it('are a merge where another group has most of its calls, and a retirement where none has', () => {
    const cards = published('cards', 'a', 'b', 'c', 'd');
    const { merges, retirements, splits } = changesOf(
      [cluster('1', '2', '3', '4', '5', '6', '7', 'a', 'b', 'c')],
      [fees, cards],
    );
    expect(merges).toEqual([{ gone: cards, cluster: 0, shared: ['a', 'b', 'c'], had: 4 }]);
    expect([splits.size, retirements]).toEqual([0, []]);
    const scattered = changesOf([cluster('1', '2', '3', '4', '5', '6', '7', 'a')], [fees, cards]);
    expect(scattered.retirements).toEqual([{ gone: cards, had: 4, elsewhere: [{ cluster: 0, calls: 1 }] }]);
    expect(scattered.merges).toEqual([]);
  });

  it('are none of what was only proposed, or of what has lost its calls', () => {
    const proposed = { key: 'cards', callKeys: ['a', 'b', 'c', 'd'] };
    const groups = [cluster('1', '2', '3', '4', '5', '6', '7', 'a', 'b', 'c')];
    const none = { splits: new Map(), merges: [], retirements: [] };
    expect(changesOf(groups, [fees, proposed])).toEqual(none);
    const erased = published('cards', 'a', 'b', 'c', 'd');
    expect(changesOf([cluster('1', '2', '3', '4', '5', '6', '7')], [fees, erased], ['a', 'b'])).toEqual(none);
  });
});

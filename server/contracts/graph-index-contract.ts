import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { always, type Interval, type ItemKind, type RelationType } from '../../graph-schema/index.ts';
import type { GraphIndex, ImpactQuery, Neighbourhood, NeighbourhoodQuery, PathsQuery } from '../ports/graph-index.ts';
import type { LaterDecision, VersionInTime } from '../publishing/in-force.ts';
import type { ItemHistory } from '../publishing/item-histories.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, n));

let positions = 0;

function published(n: number, on: number, interval: Interval = always, later: LaterDecision[] = []): VersionInTime {
  positions += 1;
  return { version: n, position: positions, decidedAt: day(on), interval, later };
}

const decided = (action: LaterDecision['action'], on: number): LaterDecision => {
  positions += 1;
  return { position: positions, decidedAt: day(on), action };
};

const node = (itemId: string, kind: ItemKind, ...versions: VersionInTime[]): ItemHistory => ({
  sort: 'node',
  itemId,
  collectionId: 'main',
  kind,
  versions: versions.length > 0 ? versions : [published(1, 1)],
});

const edge = (kind: RelationType, fromId: string, toId: string, ...versions: VersionInTime[]): ItemHistory => ({
  sort: 'edge',
  itemId: `${fromId}-${kind}-${toId}`,
  collectionId: 'main',
  kind,
  fromId,
  toId,
  versions: versions.length > 0 ? versions : [published(1, 1)],
});

/*
 *   dispute -HAS_STEP-> verify -NEXT_STEP-> waive -GOVERNED_BY-> fees (version 2 from day 20, retracted on day 25)
 *   dispute -USES_SCRIPT-> sorry            waive -NEXT_STEP-> verify (a cycle)
 *   dispute -ABOUT_PRODUCT-> card (suspended on day 10, resumed on day 12)
 *   dispute -GOVERNED_BY-> fees, relation retracted on day 15
 */
const fixture = (): ItemHistory[] => [
  node('dispute', 'scenario'),
  node('verify', 'step'),
  node('waive', 'step'),
  node('sorry', 'script'),
  node('card', 'product', published(1, 1, always, [decided('suspend', 10), decided('resume', 12)])),
  node('fees', 'clause', published(1, 1), published(2, 5, { from: day(20), to: null }, [decided('retract', 25)])),
  node('lonely', 'need'),
  edge('HAS_STEP', 'dispute', 'verify'),
  edge('NEXT_STEP', 'verify', 'waive'),
  edge('NEXT_STEP', 'waive', 'verify'),
  edge('USES_SCRIPT', 'dispute', 'sorry'),
  edge('ABOUT_PRODUCT', 'dispute', 'card'),
  edge('GOVERNED_BY', 'waive', 'fees'),
  edge('GOVERNED_BY', 'dispute', 'fees', published(1, 1, always, [decided('retract', 15)])),
];

/** What every graph index does; `build` makes one that holds the things given, `close` ends it. */
export function graphIndexContract(
  build: (things: readonly ItemHistory[]) => GraphIndex | Promise<GraphIndex>,
  close: () => Promise<void> = async () => {},
): void {
  let graph: GraphIndex;
  beforeAll(async () => {
    graph = await build(fixture());
  });
  afterAll(close);

  const ask = (itemIds: string[], rest: Partial<NeighbourhoodQuery> & { asOf?: Date; knownAt?: Date } = {}) => {
    const { asOf = day(16), knownAt = day(16), ...query } = rest;
    return graph.neighbourhood({ itemIds, depth: 1, limit: 100, at: { asOf, knownAt }, ...query });
  };
  const nodesOf = (result: Neighbourhood) => result.nodes.map((n) => `${n.itemId}@${n.version}:${n.distance}`).sort();
  const edgesOf = (result: Neighbourhood) => result.edges.map((e) => e.edgeId).sort();

  describe('walking', () => {
    it('reaches one relation away, both ways, and names the relations', async () => {
      const result = await ask(['verify']);
      expect(nodesOf(result)).toEqual(['dispute@1:1', 'verify@1:0', 'waive@1:1']);
      expect(edgesOf(result)).toEqual(['dispute-HAS_STEP-verify', 'verify-NEXT_STEP-waive', 'waive-NEXT_STEP-verify']);
      expect(result.edges).toContainEqual({
        edgeId: 'verify-NEXT_STEP-waive',
        version: 1,
        type: 'NEXT_STEP',
        fromId: 'verify',
        toId: 'waive',
      });
      expect(result.truncated).toBe(false);
    });

    it('goes as deep as asked, start first, each node at its shortest distance', async () => {
      const result = await ask(['dispute'], { depth: 3 });
      expect(nodesOf(result)).toEqual(['card@1:1', 'dispute@1:0', 'fees@1:3', 'sorry@1:1', 'verify@1:1', 'waive@1:2']);
      const distances = result.nodes.map((n) => n.distance);
      expect(distances).toEqual([...distances].sort((a, b) => a - b));
      expect(result.nodes[0]).toEqual({ itemId: 'dispute', version: 1, kind: 'scenario', distance: 0 });
    });

    it('keeps to a direction and to types', async () => {
      expect(nodesOf(await ask(['verify'], { direction: 'in', types: ['HAS_STEP'] }))).toEqual([
        'dispute@1:1',
        'verify@1:0',
      ]);
      expect(nodesOf(await ask(['verify'], { direction: 'out' }))).toEqual(['verify@1:0', 'waive@1:1']);
    });

    it('says when the limit cut something off', async () => {
      const result = await ask(['dispute'], { limit: 2 });
      expect(result.nodes.length).toBe(3);
      expect(result.truncated).toBe(true);
      expect(result.edges.every((e) => result.nodes.some((n) => n.itemId === e.toId))).toBe(true);
    });

    it('starts from several items, and knows nothing of strangers', async () => {
      expect(nodesOf(await ask(['lonely', 'nobody', 'sorry']))).toEqual(['dispute@1:1', 'lonely@1:0', 'sorry@1:0']);
    });
  });

  describe('order', () => {
    it('goes by distance, then by id, and cuts in that order; relations go by id', async () => {
      const whole = await ask(['verify', 'dispute'], { depth: 2 });
      expect(whole.nodes.map((n) => n.itemId)).toEqual(['dispute', 'verify', 'card', 'sorry', 'waive', 'fees']);
      expect(whole.edges.map((e) => e.edgeId)).toEqual(edgesOf(whole));
      const cut = await ask(['verify', 'dispute'], { depth: 2, limit: 2 });
      expect(cut.nodes.map((n) => n.itemId)).toEqual(['dispute', 'verify', 'card', 'sorry']);
      expect(cut.truncated).toBe(true);
    });

    it('asks for an item once, however often it is named', async () => {
      expect(nodesOf(await ask(['lonely', 'lonely']))).toEqual(['lonely@1:0']);
    });

    it('finds relations among what it has when the limit is used up, and says that there was more', async () => {
      const cut = await ask(['verify'], { depth: 2, limit: 2 });
      expect(nodesOf(cut)).toEqual(['dispute@1:1', 'verify@1:0', 'waive@1:1']);
      expect(edgesOf(cut)).toEqual(['dispute-HAS_STEP-verify', 'verify-NEXT_STEP-waive', 'waive-NEXT_STEP-verify']);
      expect(cut.truncated).toBe(true);
    });
  });

  describe('impact', () => {
    const impact = (itemIds: string[], rest: Partial<ImpactQuery> = {}, on = 16) =>
      graph.impact({ itemIds, depth: 6, limit: 100, at: { asOf: day(on), knownAt: day(on) }, ...rest });

    it('follows relations from their end to their start, over any distance', async () => {
      const result = await impact(['fees']);
      expect(nodesOf(result)).toEqual(['dispute@1:3', 'fees@1:0', 'verify@1:2', 'waive@1:1']);
      expect(nodesOf(await impact(['fees'], {}, 14))).toContain('dispute@1:1');
      expect(nodesOf(await impact(['dispute']))).toEqual(['dispute@1:0']);
    });

    it('keeps to depth, types and limit', async () => {
      expect(nodesOf(await impact(['fees'], { depth: 1 }))).toEqual(['fees@1:0', 'waive@1:1']);
      expect(nodesOf(await impact(['fees'], { types: ['GOVERNED_BY'] }))).toEqual(['fees@1:0', 'waive@1:1']);
      expect(await impact(['fees'], { limit: 2 })).toMatchObject({
        nodes: [{ itemId: 'fees' }, { itemId: 'waive' }, { itemId: 'verify' }],
        truncated: true,
      });
    });
  });

  describe('paths', () => {
    const paths = async (fromId: string, toId: string, rest: Partial<PathsQuery> = {}, on = 14) => {
      const at = { asOf: day(on), knownAt: day(on) };
      const found = await graph.paths({ fromId, toId, length: 6, limit: 100, at, ...rest });
      return {
        truncated: found.truncated,
        paths: found.paths.map(({ nodes, edges }) =>
          nodes.map((n, i) => `${n.itemId} ${edges[i]?.type ?? ''}`.trim()).join(' '),
        ),
      };
    };

    it('joins two items over relations in either direction, the shortest first, then by id', async () => {
      expect(await paths('dispute', 'fees')).toEqual({
        truncated: false,
        paths: [
          'dispute GOVERNED_BY fees',
          'dispute HAS_STEP verify NEXT_STEP waive GOVERNED_BY fees',
          'dispute HAS_STEP verify NEXT_STEP waive GOVERNED_BY fees',
        ],
      });
      expect((await paths('fees', 'sorry', {}, 16)).paths).toEqual([
        'fees GOVERNED_BY waive NEXT_STEP verify HAS_STEP dispute USES_SCRIPT sorry',
        'fees GOVERNED_BY waive NEXT_STEP verify HAS_STEP dispute USES_SCRIPT sorry',
      ]);
    });

    it('tells paths over parallel relations apart, in the order of their ids', async () => {
      const at = { asOf: day(14), knownAt: day(14) };
      const { paths: found } = await graph.paths({ fromId: 'verify', toId: 'waive', length: 1, limit: 10, at });
      expect(found.map(({ edges }) => edges.map((e) => e.edgeId))).toEqual([
        ['verify-NEXT_STEP-waive'],
        ['waive-NEXT_STEP-verify'],
      ]);
    });

    it('keeps to length, types and limit, and says when there are more', async () => {
      expect((await paths('dispute', 'fees', { length: 2 })).paths).toEqual(['dispute GOVERNED_BY fees']);
      expect((await paths('dispute', 'fees', { types: ['HAS_STEP', 'NEXT_STEP'] })).paths).toEqual([]);
      expect(await paths('dispute', 'fees', { limit: 1 })).toEqual({
        paths: ['dispute GOVERNED_BY fees'],
        truncated: true,
      });
      expect((await paths('dispute', 'fees', { limit: 3 })).truncated).toBe(false);
    });

    it('knows no way to what is not in force, and stays where it is between an item and itself', async () => {
      expect((await paths('dispute', 'lonely')).paths).toEqual([]);
      expect((await paths('dispute', 'nobody')).paths).toEqual([]);
      expect((await paths('dispute', 'fees', {}, 26)).paths).toEqual([]);
      expect((await paths('lonely', 'lonely')).paths).toEqual(['lonely']);
    });
  });

  describe('both times', () => {
    it('serves the version that holds as of the day, as far as it was known then', async () => {
      const fees = async (asOf: number, knownAt: number) =>
        nodesOf(await ask(['fees'], { asOf: day(asOf), knownAt: day(knownAt) }));
      expect(await fees(19, 16)).toContain('fees@1:0');
      expect(await fees(21, 16)).toContain('fees@2:0');
      expect(await fees(21, 4)).toContain('fees@1:0');
      expect(await fees(21, 26)).toEqual([]);
      expect(await fees(19, 26)).toContain('fees@1:0');
    });

    it('leaves out relations and nodes that are not in force then', async () => {
      const around = async (on: number) => nodesOf(await ask(['dispute'], { asOf: day(on), knownAt: day(on) }));
      expect(await around(9)).toEqual(['card@1:1', 'dispute@1:0', 'fees@1:1', 'sorry@1:1', 'verify@1:1']);
      expect(await around(11)).not.toContain('card@1:1');
      expect(await around(13)).toContain('card@1:1');
      expect(await around(16)).not.toContain('fees@1:1');
    });
  });
}

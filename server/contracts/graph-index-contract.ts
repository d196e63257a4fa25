import { beforeAll, describe, expect, it } from 'vitest';
import { always, type Interval, type ItemKind, type RelationType } from '../../graph-schema/index.ts';
import type { GraphIndex, Neighbourhood, NeighbourhoodQuery } from '../ports/graph-index.ts';
import type { LaterDecision, VersionInTime } from '../publishing/in-force.ts';

interface FixtureThing {
  readonly itemId: string;
  readonly versions: readonly VersionInTime[];
}

/** A published node or relation with its whole history, as the contract hands it to an adapter. */
export type GraphFixture =
  | (FixtureThing & { readonly sort: 'node'; readonly kind: ItemKind })
  | (FixtureThing & {
      readonly sort: 'edge';
      readonly kind: RelationType;
      readonly fromId: string;
      readonly toId: string;
    });

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

const node = (itemId: string, kind: ItemKind, ...versions: VersionInTime[]): GraphFixture => ({
  sort: 'node',
  itemId,
  kind,
  versions: versions.length > 0 ? versions : [published(1, 1)],
});

const edge = (kind: RelationType, fromId: string, toId: string, ...versions: VersionInTime[]): GraphFixture => ({
  sort: 'edge',
  itemId: `${fromId}-${kind}-${toId}`,
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
const fixture = (): GraphFixture[] => [
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

/** What every graph index does; `build` makes one that holds the things given. */
export function graphIndexContract(build: (things: readonly GraphFixture[]) => GraphIndex | Promise<GraphIndex>): void {
  let graph: GraphIndex;
  beforeAll(async () => {
    graph = await build(fixture());
  });

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

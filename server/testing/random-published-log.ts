import * as fc from 'fast-check';
import { type Interval, itemKinds, relationTypes } from '../../graph-schema/index.ts';
import type { PointInTime } from '../ports/graph-index.ts';
import type { LaterDecision, VersionInTime } from '../publishing/in-force.ts';
import type { ItemHistory } from '../publishing/item-histories.ts';

interface Touched {
  readonly itemId: string;
  readonly action: 'publish' | LaterDecision['action'];
  readonly interval: Interval;
  /** Which of the versions there are is meant; counted round. */
  readonly version: number;
}

/** A made-up published log: what there is, and who decided what of it in which order. Ids are short and sort oddly. */
export interface RandomLog {
  readonly decisions: readonly {
    readonly position: number;
    readonly decidedAt: Date;
    readonly touched: readonly Touched[];
  }[];
  readonly itemIds: readonly string[];
  /** The histories of all items, or of those given, as they were at a position. */
  historiesAt(position: number, itemIds?: readonly string[]): readonly ItemHistory[];
}

const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000);
const lastDay = 30;

/** An hour on or beside the moments at which something is decided or an interval ends. */
const moment = fc
  .record({ on: fc.integer({ min: -1, max: lastDay + 1 }), by: fc.integer({ min: -1, max: 1 }) })
  .map(({ on, by }) => new Date(day(on).getTime() + by));
export const randomTime: fc.Arbitrary<PointInTime> = fc.record({ asOf: moment, knownAt: moment });

const bound = fc.option(fc.integer({ min: 0, max: lastDay }), { freq: 2 });
const interval: fc.Arbitrary<Interval> = fc.tuple(bound, bound).map(([from, to]) => {
  const swap = from !== null && to !== null && from > to;
  const [first, last] = swap ? [to, from] : [from, to];
  return { from: first === null ? null : day(first), to: last === null || first === last ? null : day(last) };
});

export const randomLog: fc.Arbitrary<RandomLog> = fc
  .record({ nodes: fc.integer({ min: 2, max: 9 }), edges: fc.integer({ min: 0, max: 16 }) })
  .chain(({ nodes, edges }) =>
    fc.record({
      kinds: fc.array(fc.constantFrom(...itemKinds), { minLength: nodes, maxLength: nodes }),
      edges: fc.array(
        fc.record({
          kind: fc.constantFrom(...relationTypes.slice(0, 5)),
          from: fc.nat(nodes - 1),
          to: fc.nat(nodes - 1),
        }),
        { minLength: edges, maxLength: edges },
      ),
      first: fc.array(interval, { minLength: nodes + edges, maxLength: nodes + edges }),
      split: fc.nat(nodes + edges),
      later: fc.array(
        fc.array(
          fc.record({
            item: fc.nat(nodes + edges - 1),
            action: fc.constantFrom('publish', 'retract', 'suspend', 'resume', 'resume'),
            interval,
            version: fc.nat(5),
          }),
          { minLength: 1, maxLength: 4 },
        ),
        { maxLength: 10 },
      ),
    }),
  )
  .map(({ kinds, edges, first, split, later }) => {
    const nodeIds = kinds.map((_, n) => `${n % 2 === 0 ? 'n' : 'N'}${(n * 7) % 10}`);
    const edgeIds = edges.map((_, n) => `e${(n * 13) % 17}`);
    const itemIds = [...nodeIds, ...edgeIds];
    const touch = (itemId: string, n: number): Touched => ({
      itemId,
      action: 'publish',
      interval: first[n] ?? { from: null, to: null },
      version: 0,
    });
    const opening = itemIds.map(touch);
    // Nodes come first, so no relation is published before what it joins.
    const groups = [opening.slice(0, split), opening.slice(split)].filter((group) => group.length > 0);
    const changes = later.map((group) =>
      [...new Map(group.map((change) => [change.item, change])).values()].map(
        ({ item, ...change }): Touched => ({ ...change, itemId: itemIds[item] ?? '' }),
      ),
    );
    const decisions = [...groups, ...changes].map((touched, n) => ({
      position: n + 1,
      decidedAt: day(n * 2),
      touched,
    }));
    const shapes = new Map<
      string,
      | Omit<Extract<ItemHistory, { sort: 'node' }>, 'versions'>
      | Omit<Extract<ItemHistory, { sort: 'edge' }>, 'versions'>
    >();
    for (const [n, kind] of kinds.entries()) {
      const itemId = nodeIds[n] ?? '';
      shapes.set(itemId, { itemId, collectionId: 'main', sort: 'node', kind });
    }
    for (const [n, { kind, from, to }] of edges.entries()) {
      const itemId = edgeIds[n] ?? '';
      const ends = { fromId: nodeIds[from] ?? '', toId: nodeIds[to] ?? '' };
      shapes.set(itemId, { itemId, collectionId: 'main', sort: 'edge', kind, ...ends });
    }
    return {
      decisions,
      itemIds,
      historiesAt: (position, wanted = itemIds) =>
        wanted.flatMap((itemId): ItemHistory[] => {
          const shape = shapes.get(itemId);
          const versions = versionsAt(decisions, itemId, position);
          return shape && versions.length > 0 ? [{ ...shape, versions }] : [];
        }),
    };
  });

function versionsAt(decisions: RandomLog['decisions'], itemId: string, upTo: number): VersionInTime[] {
  const versions: VersionInTime[] = [];
  for (const { position, decidedAt, touched } of decisions) {
    const change = position <= upTo ? touched.find((one) => one.itemId === itemId) : undefined;
    if (!change) continue;
    const { action, interval: holds } = change;
    if (action === 'publish') {
      versions.push({ version: versions.length + 1, position, decidedAt, interval: holds, later: [] });
      continue;
    }
    const index = change.version % versions.length;
    const version = versions[index];
    if (version) versions[index] = { ...version, later: [...version.later, { position, decidedAt, action }] };
  }
  return versions;
}

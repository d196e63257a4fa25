import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryGraphIndex } from '../adapters/memory/memory-graph-index.ts';
import { inForceAt } from '../publishing/in-force.ts';
import type { ItemHistory } from '../publishing/item-histories.ts';
import { historiesView } from '../testing/histories-view.ts';
import { randomLog, randomTime } from '../testing/random-published-log.ts';

type Edge = Extract<ItemHistory, { sort: 'edge' }>;

/** Every simple path up to a length, as ids from end to end, found the slow way. */
function everyPath(edges: readonly Edge[], nodeIds: ReadonlySet<string>, from: string, to: string, length: number) {
  const found: string[][] = [];
  const go = (at: string, ids: string[], visited: ReadonlySet<string>) => {
    if (at === to) found.push(ids);
    else if (visited.size <= length) {
      for (const { itemId, fromId, toId } of edges) {
        if (fromId !== at && toId !== at) continue;
        const next = fromId === at ? toId : fromId;
        if (nodeIds.has(next) && !visited.has(next)) go(next, [...ids, next, itemId], new Set([...visited, next]));
      }
    }
  };
  if (nodeIds.has(from) && nodeIds.has(to)) go(from, [from], new Set([from]));
  const compare = (a: readonly string[], b: readonly string[]) => {
    const at = a.findIndex((id, n) => id !== b[n]);
    return a.length - b.length || (at < 0 ? 0 : (a[at] ?? '') < (b[at] ?? '') ? -1 : 1);
  };
  return found.sort(compare);
}

describe('finding paths', () => {
  it('finds every simple path up to the length, in order, and of many the first', async () => {
    const ends = fc.tuple(fc.nat(20), fc.nat(20), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 12 }));
    await fc.assert(
      fc.asyncProperty(randomLog, randomTime, ends, async (log, at, [first, second, length, limit]) => {
        const histories = log.historiesAt(log.decisions.length);
        const inForce = histories.filter(({ versions }) => inForceAt(versions, at) !== null);
        const nodes = histories.filter(({ sort }) => sort === 'node');
        const fromId = nodes[first % nodes.length]?.itemId ?? '';
        const toId = nodes[second % nodes.length]?.itemId ?? '';
        const nodeIds = new Set(inForce.filter(({ sort }) => sort === 'node').map(({ itemId }) => itemId));
        const edges = inForce.filter((history) => history.sort === 'edge');
        const expected = everyPath(edges, nodeIds, fromId, toId, length);
        const graph = memoryGraphIndex(historiesView(histories));
        const { paths, truncated } = await graph.paths({ fromId, toId, length, limit, at });
        const ids = paths.map((path) =>
          path.nodes.flatMap((node, n) => [node.itemId, path.edges[n - 1]?.edgeId ?? []].flat()),
        );
        expect(ids).toEqual(expected.slice(0, limit));
        expect(truncated).toBe(expected.length > limit);
        for (const path of paths) {
          for (const [n, edge] of path.edges.entries()) {
            expect(new Set([edge.fromId, edge.toId])).toEqual(
              new Set([path.nodes[n]?.itemId, path.nodes[n + 1]?.itemId]),
            );
          }
        }
      }),
      { numRuns: 400 },
    );
  });
});

import * as fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { type RelationType, relationTypes } from '../../../graph-schema/index.ts';
import { graphIndexContract } from '../../contracts/graph-index-contract.ts';
import type { GraphIndex } from '../../ports/graph-index.ts';
import type { ItemHistory } from '../../publishing/item-histories.ts';
import { historiesView } from '../../testing/histories-view.ts';
import { fillGraph, type Neo4jTestGraph, neo4jTestGraph } from '../../testing/neo4j-graph.ts';
import { type RandomLog, randomLog, randomTime } from '../../testing/random-published-log.ts';
import { describeWith } from '../../testing/services/test-services.ts';
import { memoryGraphIndex } from '../memory/memory-graph-index.ts';
import { neo4jGraphIndex } from './neo4j-graph-index.ts';

const lastPosition = (histories: readonly ItemHistory[]) =>
  Math.max(
    ...histories.flatMap(({ versions }) => versions.flatMap((v) => [v.position, ...v.later.map((l) => l.position)])),
  );

const question = fc.record({
  at: randomTime,
  items: fc.array(fc.nat(30), { minLength: 1, maxLength: 3 }),
  depth: fc.integer({ min: 1, max: 3 }),
  limit: fc.integer({ min: 1, max: 8 }),
  direction: fc.constantFrom<'out' | 'in' | 'both' | undefined>('out', 'in', 'both', undefined),
  types: fc.option(fc.subarray<RelationType>([...relationTypes.slice(0, 5)]), { nil: undefined, freq: 2 }),
});
type Question = typeof question extends fc.Arbitrary<infer Q> ? Q : never;

/** The same three questions to any graph. */
async function answers(graph: GraphIndex, log: RandomLog, questions: readonly Question[]): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const { at, items, depth, limit, direction, types } of questions) {
    const itemIds = items.map((n) => log.itemIds[n % log.itemIds.length] ?? '');
    const narrowed = types === undefined ? {} : { types };
    const way = direction === undefined ? {} : { direction };
    found.push(await graph.neighbourhood({ itemIds, depth, limit, at, ...narrowed, ...way }));
    found.push(await graph.impact({ itemIds, depth: depth * 2, limit, at, ...narrowed }));
    const [fromId = '', toId = log.itemIds[0] ?? ''] = itemIds;
    found.push(await graph.paths({ fromId, toId, length: depth * 2, limit, at, ...narrowed }));
  }
  return found;
}

describeWith(['neo4j'], 'the graph in Neo4j', ({ neo4j }) => {
  const opened: Neo4jTestGraph[] = [];
  const open = async () => {
    const one = await neo4jTestGraph(neo4j);
    opened.push(one);
    return one;
  };
  const closeAll = async () => {
    for (const one of opened.splice(0)) await one.remove();
  };

  let kept: Neo4jTestGraph;
  graphIndexContract(
    async (histories) => {
      kept = await neo4jTestGraph(neo4j);
      const position = lastPosition(histories);
      await fillGraph(kept, histories, position);
      return neo4jGraphIndex({ ...kept, upTo: () => position });
    },
    () => kept.remove(),
  );

  it('answers as the graph in memory does, whatever was decided and whenever it is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomLog,
        fc.array(question, { minLength: 5, maxLength: 8 }),
        fc.nat(20),
        async (log, questions, back) => {
          const one = await open();
          const head = log.decisions.length;
          // The graph may be ahead of who asks: what was decided since is not seen.
          const position = Math.max(1, head - (back % head));
          await fillGraph(one, log.historiesAt(head), head);
          const memory = memoryGraphIndex(historiesView(log.historiesAt(position)));
          const graph = neo4jGraphIndex({ ...one, upTo: () => position });
          expect(await answers(graph, log, questions)).toEqual(await answers(memory, log, questions));
          await closeAll();
        },
      ),
      { numRuns: 25 },
    );
  }, 240_000);

  it('holds the same whether it was fed decision by decision, in pieces of any size, or all at once', async () => {
    await fc.assert(
      fc.asyncProperty(randomLog, fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1 }), async (log, sizes) => {
        const [stepwise, atOnce] = [await open(), await open()];
        for (const { position, touched } of log.decisions) {
          const histories = log.historiesAt(
            position,
            touched.map(({ itemId }) => itemId),
          );
          const decision = { position, logHash: `at ${position}` };
          await stepwise.projection.apply(decision, pieces(histories, sizes));
          // A decision that comes a second time changes nothing.
          if (position % 3 === 0) await stepwise.projection.apply(decision, pieces(histories, sizes));
        }
        await fillGraph(atOnce, log.historiesAt(log.decisions.length), log.decisions.length);
        expect(await contentOf(stepwise)).toEqual(await contentOf(atOnce));
        await closeAll();
      }),
      { numRuns: 10 },
    );
  }, 240_000);

  afterEach(closeAll);
});

function pieces<T>(all: readonly T[], sizes: readonly number[]): (readonly T[])[] {
  const cut: (readonly T[])[] = [];
  for (let at = 0, n = 0; at < all.length; n += 1) {
    const size = sizes[n % sizes.length] ?? 1;
    cut.push(all.slice(at, at + size));
    at += size;
  }
  return cut;
}

async function contentOf({ connection, graph }: Neo4jTestGraph): Promise<unknown> {
  const nodes = await connection.run(
    'MATCH (n) WHERE n.graph = $graph AND NOT n:Projection RETURN labels(n) AS labels, n {.*, graph: null} AS held',
    { graph },
  );
  const relations = await connection.run(
    'MATCH (a)-[r]->(b) WHERE a.graph = $graph RETURN type(r) AS type, r {.*, graph: null} AS held, a.id AS fromId, coalesce(b.id, b.itemId) AS toId',
    { graph },
  );
  const sorted = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row, orderedKeys)).sort();
  return { nodes: sorted(nodes), relations: sorted(relations) };
}

function orderedKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

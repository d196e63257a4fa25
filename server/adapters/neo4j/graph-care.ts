import { itemKinds, relationTypes } from '../../../graph-schema/index.ts';
import type { Executor } from '../../ports/database.ts';
import type { GraphFault } from '../../ports/graph-projection.ts';
import { type ItemHistory, nextPublishedItems, readItemHistories } from '../../publishing/item-histories.ts';
import { hasVersion, kindLabel, relationName } from './graph-labels.ts';
import { byKind, sameUpTo, type VersionProperties, versionProperties } from './graph-rows.ts';
import type { Neo4jConnection, RunCypher } from './neo4j-connection.ts';
import type { Mending, Neo4jGraphProjection } from './neo4j-graph-projection.ts';

interface Options {
  readonly database: Executor;
  readonly connection: Neo4jConnection;
  readonly projection: Neo4jGraphProjection;
  readonly graph: string;
}

type Tell = (fault: GraphFault) => void;

const itemsPerPage = 300;
const readTimeoutMs = 60_000;

/** Holds the graph against the log, page by page: first what the log has, then what the graph has beyond it. */
export async function verifyGraph(options: Options, tell: Tell): Promise<{ readonly position: number }> {
  const { database, connection, graph } = options;
  const position = await options.projection.position();
  const reading: RunCypher = (cypher, parameters) => connection.read((run) => run(cypher, parameters), readTimeoutMs);
  for (let after: string | undefined = ''; after !== undefined; ) {
    const itemIds = await nextPublishedItems(database, after, position);
    await compare(reading, graph, await readItemHistories(database, itemIds, position), position, tell);
    after = itemIds.at(-1);
  }
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: ExtraPage = await readExtras(reading, database, graph, after);
    for (const { itemId, version } of page.extras) tell({ fault: 'extra', itemId, version });
    after = page.last;
  }
  return { position };
}

/** Writes every history anew, as of the mending's position, and removes what the log does not know. */
export async function mendGraph(
  { database, graph }: Pick<Options, 'database' | 'graph'>,
  mending: Mending,
  position: number,
): Promise<void> {
  let after: string | undefined = '';
  while (after !== undefined) {
    const itemIds = await nextPublishedItems(database, after, position);
    await mending.upsert(await readItemHistories(database, itemIds, position));
    after = itemIds.at(-1);
  }
  for (after = ''; after !== undefined; ) {
    const start: string = after;
    after = await mending.exclusively(async (run) => {
      const { extras, last } = await readExtras(run, database, graph, start);
      const elementIds = extras.map(({ elementId }) => elementId);
      await run('MATCH ()-[r]->() WHERE elementId(r) IN $elementIds DELETE r', { elementIds });
      await run('MATCH (n) WHERE elementId(n) IN $elementIds DETACH DELETE n', { elementIds });
      return last;
    });
  }
}

interface HeldNode {
  readonly id: string;
  readonly kind: string | null;
  readonly collectionId: string | null;
  readonly labels: readonly string[];
  readonly versions: readonly VersionProperties[];
}

interface HeldRelation {
  readonly id: string;
  readonly fromId: string;
  readonly toId: string;
  readonly held: VersionProperties;
}

async function compare(
  run: RunCypher,
  graph: string,
  histories: readonly ItemHistory[],
  position: number,
  tell: Tell,
): Promise<void> {
  const nodes = histories.filter((history) => history.sort === 'node');
  const held = await run<HeldNode>(
    `UNWIND $ids AS id
     MATCH (i:Item {graph: $graph, id: id})
     RETURN id, i.kind AS kind, i.collectionId AS collectionId, labels(i) AS labels,
            [(i)-[:${hasVersion}]->(v:Version) WHERE v.itemId = id | properties(v)] AS versions`,
    { graph, ids: nodes.map(({ itemId }) => itemId) },
  );
  const byId = new Map(held.map((node) => [node.id, node]));
  for (const history of nodes) {
    const node = byId.get(history.itemId);
    const label = kindLabel(history.kind);
    const same =
      node?.kind === history.kind &&
      node.collectionId === history.collectionId &&
      node.labels.length === 2 &&
      node.labels.includes(label);
    if (node && !same) tell({ fault: 'stale', itemId: history.itemId, version: 0 });
    compareVersions(history, node?.versions ?? [], () => true, position, tell);
  }
  for (const [type, edges] of byKind(histories.filter((history) => history.sort === 'edge'))) {
    const relations = await run<HeldRelation>(
      `UNWIND $ids AS id
       MATCH (a:Item)-[r:${relationName(type)}]->(b:Item) WHERE r.graph = $graph AND r.edgeId = id AND r.version >= 1
       RETURN id, a.id AS fromId, b.id AS toId, properties(r) AS held`,
      { graph, ids: edges.map(({ itemId }) => itemId) },
    );
    for (const history of edges) {
      const own = relations.filter(({ id }) => id === history.itemId);
      const joins = (version: VersionProperties) =>
        own.some(({ held: r, fromId, toId }) => r === version && fromId === history.fromId && toId === history.toId);
      compareVersions(
        history,
        own.map(({ held: version }) => version),
        joins,
        position,
        tell,
      );
    }
  }
}

function compareVersions(
  { itemId, versions }: ItemHistory,
  held: readonly VersionProperties[],
  inPlace: (version: VersionProperties) => boolean,
  position: number,
  tell: Tell,
): void {
  for (const version of versions) {
    const copy = held.find((candidate) => candidate.version === version.version);
    if (!copy) tell({ fault: 'missing', itemId, version: version.version });
    else if (!inPlace(copy) || !sameUpTo(versionProperties(version), copy, position)) {
      tell({ fault: 'stale', itemId, version: version.version });
    }
  }
}

interface Extra {
  readonly elementId: string;
  readonly itemId: string;
  readonly version: number;
}

interface HeldItem {
  readonly id: string;
  readonly elementId: string;
  readonly versions: readonly { elementId: string; itemId: string; version: number }[];
  readonly relations: readonly {
    elementId: string;
    type: string;
    edgeId: string | null;
    version: number | null;
  }[];
}

interface ExtraPage {
  readonly extras: readonly Extra[];
  /** The last item looked at; undefined when there are no more. */
  readonly last: string | undefined;
}

/** What the graph holds and the log does not know, among the next items after one, in the order of the graph's ids. */
async function readExtras(run: RunCypher, database: Executor, graph: string, after: string): Promise<ExtraPage> {
  const page = await run<HeldItem>(
    `MATCH (i:Item) WHERE i.graph = $graph AND i.id > $after
     WITH i ORDER BY i.id LIMIT $limit
     RETURN i.id AS id, elementId(i) AS elementId,
            [(i)-[:${hasVersion}]->(v) | {elementId: elementId(v), itemId: v.itemId, version: v.version}] AS versions,
            [(i)-[r]->(b) WHERE type(r) <> $hasVersion | {elementId: elementId(r), type: type(r), edgeId: r.edgeId, version: r.version}] AS relations`,
    { graph, after, limit: itemsPerPage, hasVersion },
  );
  const last = page.at(-1)?.id;
  if (last !== undefined) return { extras: await extrasOf(database, page), last };
  // Behind the last item: versions that no item holds.
  const extras = await run<Extra>(
    `MATCH (v:Version) WHERE v.graph = $graph AND NOT (:Item)-[:${hasVersion}]->(v)
     RETURN elementId(v) AS elementId, v.itemId AS itemId, v.version AS version LIMIT 10000`,
    { graph },
  );
  return { extras, last };
}

async function extrasOf(database: Executor, page: readonly HeldItem[]): Promise<readonly Extra[]> {
  const ids = new Set(page.flatMap(({ id, relations }) => [id, ...relations.flatMap(({ edgeId }) => edgeId ?? [])]));
  const found = await database.query<{ id: string; kind: string; versions: number[] }>(
    `select i.id, i.kind, array_agg(v.version) as versions from items i join item_versions v on v.item_id = i.id
      where i.id = any($1) group by i.id, i.kind`,
    [[...ids]],
  );
  const logged = new Map(found.rows.map((row) => [row.id, row]));
  const knows = (id: string, version: number) => logged.get(id)?.versions.includes(version) === true;
  return page.flatMap(({ id, elementId, versions, relations }): Extra[] => {
    const isNode = itemKinds.some((kind) => kind === logged.get(id)?.kind);
    return [
      ...(isNode ? [] : [{ elementId, itemId: id, version: 0 }]),
      ...versions.filter((v) => !isNode || v.itemId !== id || !knows(id, v.version)),
      ...relations.flatMap((r) => {
        const type = relationTypes.find((name) => name === r.type);
        const known = type !== undefined && r.edgeId !== null && logged.get(r.edgeId)?.kind === type;
        if (known && r.edgeId !== null && knows(r.edgeId, r.version ?? 0)) return [];
        return [{ elementId: r.elementId, itemId: r.edgeId ?? id, version: r.version ?? 0 }];
      }),
    ].map(({ elementId: element, itemId, version }) => ({ elementId: element, itemId, version }));
  });
}

import type { ItemHistory } from '../../publishing/item-histories.ts';
import { allKindLabels, hasVersion, kindLabel, relationName } from './graph-labels.ts';
import { byKind, versionProperties } from './graph-rows.ts';
import type { RunCypher } from './neo4j-connection.ts';

type NodeHistory = Extract<ItemHistory, { sort: 'node' }>;
type EdgeHistory = Extract<ItemHistory, { sort: 'edge' }>;

/** Makes the graph hold exactly these histories of these items; twice is the same as once. */
export async function writeHistories(run: RunCypher, graph: string, histories: readonly ItemHistory[]): Promise<void> {
  const nodes = histories.filter((history) => history.sort === 'node');
  const edges = histories.filter((history) => history.sort === 'edge');
  for (const [kind, group] of byKind(nodes)) await writeNodes(run, graph, kindLabel(kind), group);
  for (const [type, group] of byKind(edges)) await writeRelations(run, graph, relationName(type), group);
}

async function writeNodes(
  run: RunCypher,
  graph: string,
  label: string,
  histories: readonly NodeHistory[],
): Promise<void> {
  const others = allKindLabels.filter((other) => other !== label).join(':');
  const items = histories.map(({ itemId, kind, collectionId }) => ({ id: itemId, kind, collectionId }));
  await run(
    `UNWIND $items AS item
     MERGE (i:Item {graph: $graph, id: item.id})
     SET i:${label}, i.kind = item.kind, i.collectionId = item.collectionId
     REMOVE i:${others}`,
    { graph, items },
  );
  const versions = histories.flatMap(({ itemId, versions: all }) =>
    all.map((version) => ({
      itemId,
      version: version.version,
      held: { ...versionProperties(version), graph, itemId },
    })),
  );
  await run(
    `UNWIND $versions AS row
     MATCH (i:Item {graph: $graph, id: row.itemId})
     MERGE (v:Version {graph: $graph, itemId: row.itemId, version: row.version})
     SET v = row.held
     MERGE (i)-[:${hasVersion}]->(v)`,
    { graph, versions },
  );
}

interface RelationRow {
  readonly edgeId: string;
  readonly version: number;
  readonly fromId: string;
  readonly toId: string;
  readonly held: Readonly<Record<string, string | number | null | readonly string[] | readonly number[]>>;
}

async function writeRelations(
  run: RunCypher,
  graph: string,
  type: string,
  histories: readonly EdgeHistory[],
): Promise<void> {
  const rows: RelationRow[] = histories.flatMap(({ itemId: edgeId, collectionId, fromId, toId, versions }) =>
    versions.map((version) => ({
      edgeId,
      version: version.version,
      fromId,
      toId,
      held: { ...versionProperties(version), graph, edgeId, collectionId },
    })),
  );
  // What is there is found by its own index: looking for it between its ends would read every relation of a hub.
  const there = await run<{ edgeId: string; version: number }>(
    `UNWIND $rows AS row
     MATCH (a:Item)-[r:${type}]->(b:Item)
     WHERE r.graph = $graph AND r.edgeId = row.edgeId AND r.version = row.version
     WITH row, r, a.graph = $graph AND a.id = row.fromId AND b.graph = $graph AND b.id = row.toId AS inPlace
     FOREACH (_ IN CASE WHEN inPlace THEN [1] ELSE [] END | SET r = row.held)
     FOREACH (_ IN CASE WHEN inPlace THEN [] ELSE [1] END | DELETE r)
     WITH row, inPlace WHERE inPlace
     RETURN row.edgeId AS edgeId, row.version AS version`,
    { graph, rows: rows as never },
  );
  const held = new Set(there.map(({ edgeId, version }) => `${edgeId}@${version}`));
  const missing = rows.filter(({ edgeId, version }) => !held.has(`${edgeId}@${version}`));
  if (missing.length === 0) return;
  await run(
    `UNWIND $rows AS row
     MERGE (a:Item {graph: $graph, id: row.fromId})
     MERGE (b:Item {graph: $graph, id: row.toId})
     CREATE (a)-[r:${type}]->(b)
     SET r = row.held`,
    { graph, rows: missing as never },
  );
}

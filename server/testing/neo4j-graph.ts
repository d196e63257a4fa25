import { randomUUID } from 'node:crypto';
import { migrateCypher } from '../../migrations/migrate-cypher.ts';
import { type Neo4jConnection, openNeo4j } from '../adapters/neo4j/neo4j-connection.ts';
import { type Neo4jGraphProjection, neo4jGraphProjection } from '../adapters/neo4j/neo4j-graph-projection.ts';
import type { ItemHistory } from '../publishing/item-histories.ts';

/** A graph of its own on the tests' server; `remove` leaves nothing behind. */
export interface Neo4jTestGraph {
  readonly connection: Neo4jConnection;
  readonly graph: string;
  readonly projection: Neo4jGraphProjection;
  remove(): Promise<void>;
}

export async function neo4jTestGraph(url: string): Promise<Neo4jTestGraph> {
  const connection = openNeo4j({ url });
  const graph = `test-${randomUUID()}`;
  const projection = neo4jGraphProjection(connection, graph);
  await migrateCypher(connection);
  await projection.prepare('start');
  return {
    connection,
    graph,
    projection,
    async remove() {
      for (const label of ['Item', 'Version', 'Projection']) {
        await connection.run(
          `MATCH (n:${label}) WHERE n.graph = $graph CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2000 ROWS`,
          { graph },
        );
      }
      await connection.close();
    },
  };
}

/** Makes the graph hold these histories, as of a position, at once. */
export async function fillGraph(
  { projection }: Neo4jTestGraph,
  histories: readonly ItemHistory[],
  position: number,
): Promise<void> {
  const mending = await projection.startMending({ position, logHash: `at ${position}` });
  if (mending === null) throw new Error('This graph is being mended already');
  await mending.upsert(histories);
  await mending.finish();
}

import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { itemKinds, relationTypes } from '../graph-schema/index.ts';
import { kindLabel } from '../server/adapters/neo4j/graph-labels.ts';
import { type Neo4jConnection, openNeo4j } from '../server/adapters/neo4j/neo4j-connection.ts';
import { describeWith } from '../server/testing/services/test-services.ts';
import { migrateCypher } from './migrate-cypher.ts';

describeWith(['neo4j'], 'migrations of the graph server', ({ neo4j }) => {
  let connection: Neo4jConnection;
  let directory: string;
  beforeAll(async () => {
    connection = openNeo4j({ url: neo4j });
    directory = await mkdtemp(join(tmpdir(), 'cypher-migrations-'));
    await cp(fileURLToPath(new URL('./cypher/', import.meta.url)), directory, { recursive: true });
  });
  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
    await connection.close();
  });

  it('are applied once, however many start at the same moment', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => migrateCypher(connection)));
    expect(runs.flatMap(({ applied }) => applied).length).toBeLessThanOrEqual(1);
    expect(await migrateCypher(connection)).toEqual({ applied: [] });
    const noted = await connection.run<{ name: string }>(
      'MATCH (m:SchemaMigration {version: 1}) RETURN m.name AS name',
    );
    expect(noted).toEqual([{ name: '0001_published_graph' }]);
  });

  it('keep every relation of the vocabulary, every item and every version once', async () => {
    await migrateCypher(connection);
    const constraints = await connection.run<{ on: string }>(
      'SHOW CONSTRAINTS YIELD labelsOrTypes RETURN labelsOrTypes[0] AS on',
    );
    const on = constraints.map((constraint) => constraint.on);
    expect(on).toEqual(expect.arrayContaining([...relationTypes, 'Item', 'Version', 'Projection']));
    expect(new Set(itemKinds.map(kindLabel)).size).toBe(itemKinds.length);
  });

  it('refuse a file that was changed since, a number left out, and what cannot be run again', async () => {
    await migrateCypher(connection);
    const file = join(directory, '0001_published_graph.cypher');
    await writeFile(
      file,
      '// Other words.\nCREATE CONSTRAINT item_id IF NOT EXISTS FOR (i:Item) REQUIRE i.id IS UNIQUE;',
    );
    await expect(migrateCypher(connection, directory)).rejects.toThrow('differs from 0001_published_graph');
    await writeFile(file, 'CREATE (n:Item);');
    await expect(migrateCypher(connection, directory)).rejects.toThrow('can be run again');
    await rm(file);
    await expect(migrateCypher(connection, directory)).rejects.toThrow('newer than this program');
    await writeFile(join(directory, '0002_later.cypher'), '');
    await expect(migrateCypher(connection, directory)).rejects.toThrow('number 1 is due');
  });
});

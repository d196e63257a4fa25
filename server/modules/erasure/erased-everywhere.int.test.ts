import { openNeo4j } from '../../adapters/neo4j/neo4j-connection.ts';
import { erasedEverywhereSuite } from '../../testing/erased-everywhere-suite.ts';
import { createPostgresDatabase } from '../../testing/postgres-databases.ts';
import { describeWith } from '../../testing/services/test-services.ts';
import { startTestService } from '../../testing/test-service.ts';

describeWith(['postgres', 'redis', 'neo4j'], 'an erasure on PostgreSQL and Neo4j', (urls) => {
  const inGraph = async (words: readonly string[]): Promise<readonly string[]> => {
    const connection = openNeo4j({ url: urls.neo4j });
    try {
      const found = await connection.run<{ value: string }>(
        `MATCH (n) UNWIND keys(n) AS key WITH toStringOrNull(n[key]) AS value
         WHERE any(word IN $words WHERE toLower(value) CONTAINS toLower(word)) RETURN value
         UNION MATCH ()-[r]->() UNWIND keys(r) AS key WITH toStringOrNull(r[key]) AS value
         WHERE any(word IN $words WHERE toLower(value) CONTAINS toLower(word)) RETURN value`,
        { words },
      );
      return found.map(({ value }) => value);
    } finally {
      await connection.close();
    }
  };
  erasedEverywhereSuite(async () => {
    const { url, drop } = await createPostgresDatabase(urls.postgres);
    const service = await startTestService({
      REQUESTS_PER_MINUTE: '10000',
      DATABASE_URL: url,
      REDIS_URL: urls.redis,
      NEO4J_URL: urls.neo4j,
    });
    return {
      ...service,
      async close() {
        await service.close();
        await drop();
      },
    };
  }, inGraph);
});

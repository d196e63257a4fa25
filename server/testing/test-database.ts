import { keepCompiledEngine } from '../adapters/pglite/compiled-engine.ts';
import { openPgliteDatabase } from '../adapters/pglite/pglite-database.ts';
import type { Database } from '../ports/database.ts';
import { databaseTemplate } from './database-template.ts';
import { openPostgresTestDatabase } from './postgres-databases.ts';
import { testedServer } from './tested-engines.ts';

/**
 * A database of its own, migrated and empty, in about a second: embedded, or with TEST_ENGINE=postgres on the server
 * of TEST_DATABASE_URL. Close it when the test is over.
 */
export async function testDatabase(): Promise<Database> {
  const server = testedServer();
  if (server !== null) return openPostgresTestDatabase(server);
  await keepCompiledEngine();
  return openPgliteDatabase({ directory: null, template: await databaseTemplate() });
}

import { openPgliteDatabase } from '../adapters/pglite/pglite-database.ts';
import type { Database } from '../ports/database.ts';
import { databaseTemplate } from './database-template.ts';

/** A database of its own in memory, migrated and empty, in about a second. Close it when the test is over. */
export async function testDatabase(): Promise<Database> {
  return openPgliteDatabase({ directory: null, template: await databaseTemplate() });
}

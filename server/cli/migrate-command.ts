import { join } from 'node:path';
import { acquireDirectoryLock } from '../adapters/pglite/directory-lock.ts';
import { openPgliteDatabase } from '../adapters/pglite/pglite-database.ts';
import type { Config } from '../config.ts';
import type { Database } from '../ports/database.ts';

/** Applies what is missing to the embedded database; refused while a service holds it, since that migrated already. */
export async function migrateCommand(
  config: Config,
  migrate: (database: Database) => Promise<{ applied: readonly string[] }>,
): Promise<void> {
  const lock = await acquireDirectoryLock(config.DATA_DIR, 'coach migrate');
  try {
    const database = await openPgliteDatabase({ directory: join(config.DATA_DIR, 'db') });
    try {
      const { applied } = await migrate(database);
      console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`);
    } finally {
      await database.close();
    }
  } finally {
    await lock.release();
  }
}

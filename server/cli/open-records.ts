import { join } from 'node:path';
import { pino } from 'pino';
import { acquireDirectoryLock } from '../adapters/pglite/directory-lock.ts';
import { openPgliteDatabase } from '../adapters/pglite/pglite-database.ts';
import { postgresDatabase } from '../adapters/postgres/postgres-database.ts';
import type { Config } from '../config.ts';
import type { Database } from '../ports/database.ts';

/**
 * Gives a command the records without a service around them: those that DATABASE_URL names, while services work on
 * them, else the embedded ones, under the data folder's lock, which is refused while a service holds it.
 */
export async function withRecords<T>(
  config: Config,
  command: string,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const { database, release } = await open(config, command);
  try {
    return await work(database);
  } finally {
    await database.close();
    await release();
  }
}

async function open(
  { DATABASE_URL, DATA_DIR }: Config,
  command: string,
): Promise<{ database: Database; release: () => Promise<void> }> {
  if (DATABASE_URL !== undefined) {
    const log = pino({ level: 'warn', base: null }, pino.destination(2));
    return { database: postgresDatabase({ url: DATABASE_URL, log, poolSize: 2 }), release: async () => {} };
  }
  const lock = await acquireDirectoryLock(DATA_DIR, `coach ${command}`);
  try {
    const database = await openPgliteDatabase({ directory: join(DATA_DIR, 'db') });
    return { database, release: () => lock.release() };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

import { pino } from 'pino';
import type { Config } from '../config.ts';
import { openRecords } from '../engines.ts';
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
  const log = pino({ level: 'warn', base: null }, pino.destination(2));
  const { database, close } = await openRecords(config, log, `coach ${command}`);
  try {
    return await work(database);
  } finally {
    await close();
  }
}

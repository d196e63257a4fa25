import { migrate } from '../../migrations/migrate.ts';
import type { Config } from '../config.ts';
import { withRecords } from './open-records.ts';

/** Brings the database to this program's schema: PostgreSQL while services run on it, the embedded one when none does. */
export async function migrateCommand(config: Config): Promise<void> {
  const { applied, ahead } = await withRecords(config, 'migrate', (database) =>
    migrate(database, { alone: config.DATABASE_URL === undefined }),
  );
  console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`);
  if (ahead.length > 0) console.log(`A newer version has applied, and this one can run with: ${ahead.join(', ')}`);
}

import { type Database, DatabaseError, isUniqueViolation } from '../server/ports/database.ts';
import { type Migration, MigrationError, migrationsDirectory, readMigrations } from './migration-files.ts';

interface AppliedMigration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

/** Any number that no other program locks; all migrators of one database must agree on it. */
const LOCK_KEY = 7_305_118_244;
const UNDEFINED_TABLE = '42P01';

async function readApplied(database: Database): Promise<readonly AppliedMigration[]> {
  try {
    const applied = await database.query<AppliedMigration>(
      'select version, name, checksum from schema_migrations order by version',
    );
    return applied.rows;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === UNDEFINED_TABLE) return [];
    throw error;
  }
}

function refuseNewerDatabase(migrations: readonly Migration[], applied: readonly AppliedMigration[]): void {
  const newest = applied.at(-1);
  if (newest === undefined || newest.version <= migrations.length) return;
  const known = migrations.at(-1)?.name ?? 'none';
  throw new MigrationError(
    `The database is newer than this program: it is at ${newest.name}, the program knows up to ${known}. ` +
      'Start the newer program, or restore the backup made before the upgrade.',
  );
}

/** The applied ones must be the first of those in the files, unchanged. */
function checkApplied(migrations: readonly Migration[], applied: readonly AppliedMigration[]): void {
  refuseNewerDatabase(migrations, applied);
  for (const [index, row] of applied.entries()) {
    const file = migrations[index];
    if (row.version !== index + 1 || file === undefined) {
      throw new MigrationError(
        `The database has ${row.name} without migration ${index + 1} before it; restore it from a backup.`,
      );
    }
    if (row.checksum !== file.checksum) {
      throw new MigrationError(
        `${file.name} differs from ${row.name} as it was applied: put the file back as it was, and make the change in a new one.`,
      );
    }
  }
}

/**
 * The statements go to the server in one message, so PostgreSQL runs them as one transaction. The row comes first:
 * of two migrators the second waits for the lock, breaks the primary key, and has changed nothing.
 */
function scriptOf({ version, name, checksum, sql }: Migration): string {
  return `
    select pg_advisory_xact_lock(${LOCK_KEY});
    create table if not exists schema_migrations (
      version     int primary key,
      name        text not null,
      checksum    text not null,
      applied_at  timestamptz not null default now()
    );
    insert into schema_migrations (version, name, checksum) values (${version}, '${name}', '${checksum}');
    ${sql}`;
}

/** Applies one migration; false when another migrator was first. */
async function apply(database: Database, migration: Migration): Promise<boolean> {
  try {
    await database.script(scriptOf(migration));
    return true;
  } catch (cause) {
    if (isUniqueViolation(cause, 'schema_migrations_pkey')) return false;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationError(`${migration.name} failed and left the database as it was: ${why}`, { cause });
  }
}

/**
 * Brings the schema up to date, one transaction per migration, and names those it applied. Several migrators may run
 * at once. Throws MigrationError for a changed or missing migration and for a database newer than the program.
 */
export async function migrate(
  database: Database,
  directory: string = migrationsDirectory,
): Promise<{ readonly applied: readonly string[] }> {
  const migrations = await readMigrations(directory);
  const done: string[] = [];
  for (;;) {
    const applied = await readApplied(database);
    checkApplied(migrations, applied);
    const next = migrations[applied.length];
    if (next === undefined) return { applied: done };
    if (await apply(database, next)) done.push(next.name);
  }
}

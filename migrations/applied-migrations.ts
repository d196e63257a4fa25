import { DatabaseError, type Executor } from '../server/ports/database.ts';
import { type Migration, MigrationError } from './migration-files.ts';

/** One migration as the database remembers it. */
export interface AppliedMigration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  /** As in Migration. */
  readonly contracts: number | null;
}

const UNDEFINED_TABLE = '42P01';

/** What was applied, in order; nothing on an empty database. */
export async function readApplied(executor: Executor): Promise<readonly AppliedMigration[]> {
  try {
    // Through JSON, since a database that an older program made may not have the column yet.
    const applied = await executor.query<AppliedMigration>(
      `select version, name, checksum, (to_jsonb(m) ->> 'contracts')::int as contracts
         from schema_migrations m order by version`,
    );
    return applied.rows;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === UNDEFINED_TABLE) return [];
    throw error;
  }
}

/** An older program runs on a schema that was only expanded since, and refuses one from which it may miss something. */
function refuseContracted(migrations: readonly Migration[], unknown: readonly AppliedMigration[]): void {
  const breaking = unknown.find(({ contracts }) => contracts !== null && contracts > migrations.length);
  if (breaking === undefined) return;
  const known = migrations.at(-1)?.name ?? 'none';
  throw new MigrationError(
    `The database is newer than this program: ${breaking.name} removed what programs before migration ${breaking.contracts} need, ` +
      `and this one knows up to ${known}. Start the newer program, or restore the backup made before the upgrade.`,
  );
}

/**
 * Holds what was applied against the files; returns what a newer program applied beyond them. Throws MigrationError
 * when one is missing or was changed, and when this program is too old to run.
 */
export function checkApplied(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly AppliedMigration[] {
  for (const [index, row] of applied.entries()) {
    if (row.version !== index + 1) {
      throw new MigrationError(
        `The database has ${row.name} without migration ${index + 1} before it; restore it from a backup.`,
      );
    }
    const file = migrations[index];
    if (file !== undefined && row.checksum !== file.checksum) {
      throw new MigrationError(
        `${file.name} differs from ${row.name} as it was applied: put the file back as it was, and make the change in a new one.`,
      );
    }
  }
  const unknown = applied.slice(migrations.length);
  refuseContracted(migrations, unknown);
  return unknown;
}

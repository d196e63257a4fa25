import { setTimeout as pause } from 'node:timers/promises';
import { type Database, DatabaseError, type Executor, isUniqueViolation } from '../server/ports/database.ts';
import { checkApplied, readApplied } from './applied-migrations.ts';
import { type Migration, MigrationError, migrationsDirectory, readMigrations } from './migration-files.ts';
import { type LivingReplicas, livingReplicas } from './older-replicas.ts';

export interface MigrateOptions {
  /** Where the migrations are; those of this program if absent. */
  readonly directory?: string;
  /** Apply none after this one. */
  readonly upTo?: number;
  /** No other process can be on this database, as on the embedded one under its lock: none is asked for. */
  readonly alone?: boolean;
  /** How often a migration that found a table in use tries again, with a second or so between. */
  readonly attempts?: number;
}

export interface Migrated {
  /** What this call applied. */
  readonly applied: readonly string[];
  /** What a newer program applied; this one does not know it and can run on it. */
  readonly ahead: readonly string[];
}

/** Any number that no other program locks; all migrators of one database must agree on it. */
const LOCK_KEY = 7_305_118_244;
/** Requests queue up behind a migration that waits for a table: it gives way before anybody notices. */
const LOCK_TIMEOUT_MS = 500;
const ATTEMPTS = 100;
const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK = '40P01';

/**
 * The statements go to the server in one message, so PostgreSQL runs them as one transaction. The row comes first:
 * of two migrators the second waits for the lock, breaks the primary key, and has changed nothing. Only the wait for
 * the other migrator may be long.
 */
function scriptOf({ version, name, checksum, sql, contracts }: Migration, replicas: LivingReplicas): string {
  return `
    select pg_advisory_xact_lock(${LOCK_KEY});
    select set_config('lock_timeout', '${LOCK_TIMEOUT_MS}', true);
    create table if not exists schema_migrations (
      version     int primary key,
      name        text not null,
      checksum    text not null,
      applied_at  timestamptz not null default now()
    );
    do $$ begin
      if not exists (
        select from pg_attribute
         where attrelid = 'schema_migrations'::regclass and attname = 'contracts' and not attisdropped
      ) then
        alter table schema_migrations add column kind text not null default 'expands'
          check (kind in ('expands', 'contracts'));
        -- the newest migration that a program must know at least to run; null for one that expands
        alter table schema_migrations add column contracts int check ((kind = 'contracts') = (contracts is not null));
      end if;
    end $$;
    insert into schema_migrations (version, name, checksum, kind, contracts)
    values (${version}, '${name}', '${checksum}', '${contracts === null ? 'expands' : 'contracts'}', ${contracts ?? 'null'});
    ${contracts === null ? '' : replicas.refuseOlderThan(contracts)}
    ${sql}`;
}

/** Applies one migration; false when another migrator was first. */
async function apply(database: Database, migration: Migration, replicas: LivingReplicas): Promise<boolean> {
  try {
    await database.script(scriptOf(migration, replicas));
    return true;
  } catch (cause) {
    if (isUniqueViolation(cause, 'schema_migrations_pkey')) return false;
    const refused = replicas.refusal(migration, cause);
    if (refused !== null) throw refused;
    if (cause instanceof DatabaseError && (cause.code === LOCK_NOT_AVAILABLE || cause.code === DEADLOCK)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationError(`${migration.name} failed and left the database as it was: ${why}`, { cause });
  }
}

/** Tries again while a table that the migration needs is in use; each try holds up others for half a second at most. */
async function applyPatiently(database: Database, migration: Migration, options: MigrateOptions): Promise<boolean> {
  const replicas = await livingReplicas(database, options.alone === true);
  for (let left = (options.attempts ?? ATTEMPTS) - 1; ; left -= 1) {
    try {
      return await apply(database, migration, replicas);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      if (left <= 0) {
        throw new MigrationError(
          `${migration.name} did not get the tables that it changes: something holds them in a long transaction. ` +
            'Look for it in pg_stat_activity, end it, and migrate again; the database is as it was.',
          { cause: error },
        );
      }
      // Not in step with another one, nor with what it collided with.
      await pause(500 + Math.random() * 1_000);
    }
  }
}

/**
 * Brings the schema up to date, one transaction per migration, while other processes work on it. Several migrators may
 * run at once. Throws MigrationError for a changed or missing migration, for a database that this program is too old
 * for, and for a migration that would take something from under a living replica.
 */
export async function migrate(database: Database, options: MigrateOptions = {}): Promise<Migrated> {
  const all = await readMigrations(options.directory ?? migrationsDirectory);
  const wanted = all.slice(0, options.upTo ?? all.length);
  const done: string[] = [];
  for (;;) {
    const applied = await readApplied(database);
    const ahead = checkApplied(all, applied);
    const next = wanted[applied.length];
    if (next === undefined) return { applied: done, ahead: ahead.map(({ name }) => name) };
    if (await applyPatiently(database, next, options)) done.push(next.name);
  }
}

/**
 * Throws MigrationError when this program is too old for the database. A replica asks once more after it has entered
 * itself among the replicas: a migration either saw it there, or was applied before and is seen now.
 */
export async function refuseOutdatedProgram(executor: Executor, directory = migrationsDirectory): Promise<void> {
  checkApplied(await readMigrations(directory), await readApplied(executor));
}

/** The newest migration that this program knows, for the row of a replica. */
export async function knownSchemaVersion(directory = migrationsDirectory): Promise<number> {
  return (await readMigrations(directory)).length;
}

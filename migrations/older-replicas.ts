import { DatabaseError, type Executor } from '../server/ports/database.ts';
import { type Migration, MigrationError } from './migration-files.ts';

/** Who must not be left behind by a migration that removes something. */
export interface LivingReplicas {
  /** Statements that stop the migration when a living replica knows less than the given migration. */
  refuseOlderThan(version: number): string;
  /** The reason in words, when it was this that stopped the migration. */
  refusal(migration: Migration, error: unknown): MigrationError | null;
}

const SEEN_WITHIN = '15 seconds';
/** A SQLSTATE that nothing else raises. */
const OLDER_REPLICA = 'AC001';

/** Asks for them inside the migration's own transaction, so that none can enter itself between question and change. */
export async function livingReplicas(executor: Executor, alone: boolean): Promise<LivingReplicas> {
  const table = await executor.query<{ known: boolean }>("select to_regclass('replicas') is not null as known");
  const ask = !alone && table.rows[0]?.known === true;
  return {
    refuseOlderThan: (version) =>
      ask
        ? `
    lock table replicas in share mode;
    do $$ declare older text; begin
      select string_agg(format('%s (process %s on %s, knows migration %s)', id, pid, host, schema_version), ', ' order by id)
        into older from replicas
       where seen_at > clock_timestamp() - interval '${SEEN_WITHIN}' and schema_version < ${version};
      if older is not null then raise exception using errcode = '${OLDER_REPLICA}', message = older; end if;
    end $$;`
        : '',
    refusal(migration, error) {
      if (!(error instanceof DatabaseError) || error.code !== OLDER_REPLICA) return null;
      return new MigrationError(
        `${migration.name} removes what programs before migration ${migration.contracts} need, and such are running: ` +
          `${error.message}. Stop them or replace them by a newer version, wait ${SEEN_WITHIN}, and migrate again.`,
        { cause: error },
      );
    },
  };
}

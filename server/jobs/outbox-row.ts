import type { Database } from '../ports/database.ts';
import { type OutboxEnvelope, outboxKeySql } from './outbox-job.ts';

/** The row of a job that is being worked on. Everything fails soft when the row is over or another replay's. */
export interface OutboxRow {
  /** Begins a try and returns which; null if there is nothing left to do. */
  begin(): Promise<number | null>;
  /** Says that the job is alive, and how far. */
  touch(percent: number): Promise<void>;
  complete(): Promise<void>;
  /** Notes a failed try; with `setAside` the row waits for somebody to replay it. */
  fail(error: string, setAside: boolean): Promise<void>;
  /** Sets the row aside if nobody did, keeping what the last try failed of. */
  setAside(error: string): Promise<void>;
}

const own = `id = $1 and ${outboxKeySql} = $2 and completed_at is null`;
const unfinished = `${own} and failed_at is null`;

export function outboxRow(database: Database, { outboxId, key }: OutboxEnvelope): OutboxRow {
  const update = async (sql: string, ...values: readonly (string | number | boolean)[]): Promise<void> =>
    void (await database.query(sql, [outboxId, key, ...values]));
  return {
    async begin() {
      const { rows } = await database.query<{ attempts: number }>(
        `update outbox set attempts = attempts + 1, error = null, dispatched_at = now() where ${unfinished} returning attempts`,
        [outboxId, key],
      );
      return rows[0]?.attempts ?? null;
    },
    touch: (percent) => update(`update outbox set dispatched_at = now(), progress = $3 where ${unfinished}`, percent),
    complete: () =>
      update(`update outbox set completed_at = now(), failed_at = null, error = null, progress = 100 where ${own}`),
    fail: (error, setAside) =>
      update(
        `update outbox set error = $3, failed_at = case when $4::boolean then now() end, dispatched_at = now() where ${unfinished}`,
        error,
        setAside,
      ),
    setAside: (error) =>
      update(`update outbox set failed_at = now(), error = coalesce(error, $3) where ${unfinished}`, error),
  };
}

import type { Database } from '../ports/database.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import { type ClaimedRow, handOver, outboxKeySql } from './outbox-job.ts';

export interface OutboxSweep {
  /** Looks after what the queue may have lost, if it is time to. */
  ifDue(): Promise<void>;
  dueInMs(): number;
}

interface SweepOptions {
  readonly database: Database;
  readonly queue: JobQueue;
  readonly log: Logger;
  readonly sweepMs: number;
}

/** So many are handed over again even if the queue seems to hold them all; its counts say nothing of single jobs. */
const sample = 100;
const batch = 500;
const forgetEveryMs = 3_600_000;

// A row that was dispatched is heard of while it runs; one that waits in the queue is not.
const silent = `dispatched_at < now() - $1 * interval '1 millisecond' and completed_at is null and failed_at is null`;

async function silentRows(database: Database, sweepMs: number) {
  return database.query<{ queue: string; rows: number }>(
    `select queue, count(*)::int as rows from outbox where ${silent} group by queue`,
    [sweepMs],
  );
}

/** Marks rows as dispatched now, so that each is handed over again by one relay and only once in a while. */
async function claimSilent(database: Database, sweepMs: number, queue: string, limit: number) {
  const { rows } = await database.query<ClaimedRow>(
    `with due as materialized (
       select id as due_id from outbox where ${silent} and queue = $2
        order by dispatched_at, id limit $3 for update skip locked
     )
     update outbox set dispatched_at = now() from due where id = due_id
     returning id, queue, payload, ${outboxKeySql} as key`,
    [sweepMs, queue, limit],
  );
  return rows.toSorted((a, b) => Number(a.id) - Number(b.id));
}

/** What was finished a week ago is of no use to anybody; what was set aside stays. */
async function forgetOld(database: Database): Promise<void> {
  await database.query(`delete from outbox where completed_at < now() - interval '7 days'`);
}

/**
 * Hands rows over again that were dispatched, are not finished, and were not heard of for `sweepMs`. Under the same
 * key, so a queue that knows them takes none; one that lost its memory gets all.
 */
export function createOutboxSweep({ database, queue, log, sweepMs }: SweepOptions): OutboxSweep {
  let dueAt = performance.now() + sweepMs;
  let forgetAt = 0;

  const sweepQueue = async (name: string): Promise<void> => {
    // Asked before the rows are counted: a job that ends in between makes the rows fewer, never the queue's jobs.
    const { waiting, active } = await queue.inspect(name);
    const { rows } = await silentRows(database, sweepMs);
    const unfinished = rows.find((row) => row.queue === name)?.rows ?? 0;
    const lost = unfinished > waiting + active;
    if (lost)
      log.warn({ queue: name, unfinished, waiting, active }, 'The job queue lost jobs; they are handed over again');
    let left = lost ? unfinished : Math.min(unfinished, sample);
    while (left > 0) {
      const claimed = await claimSilent(database, sweepMs, name, Math.min(left, batch));
      if (claimed.length === 0) return;
      for (const row of claimed) await handOver(queue, row);
      left -= claimed.length;
    }
  };
  const forget = async (): Promise<void> => {
    if (performance.now() < forgetAt) return;
    forgetAt = performance.now() + forgetEveryMs;
    await forgetOld(database);
  };
  return {
    async ifDue() {
      await forget();
      if (performance.now() < dueAt) return;
      dueAt = performance.now() + sweepMs;
      const { rows } = await silentRows(database, sweepMs);
      for (const { queue: name } of rows) await sweepQueue(name);
    },
    dueInMs: () => Math.max(0, dueAt - performance.now()),
  };
}

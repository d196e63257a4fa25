import type { Database, Executor } from '../ports/database.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import type { WakeUps } from '../ports/wake-ups.ts';
import { type ClaimedRow, handOver, outboxKeySql } from './outbox-job.ts';
import { createOutboxSweep } from './outbox-sweep.ts';
import { wakeablePause } from './wakeable-pause.ts';

const BATCH = 100;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 15_000;

export interface OutboxRelayOptions {
  readonly database: Database;
  readonly queue: JobQueue;
  readonly wakeUps: WakeUps;
  readonly log: Logger;
  /** How long a job can wait when a wake-up was lost; 2,000 by default. */
  readonly pollMs?: number;
  /** How long nothing may be heard of a job before it is handed over again; 10,000 by default. */
  readonly sweepMs?: number;
}

export interface OutboxRelay {
  /** Ends after the batch under way. */
  stop(): Promise<void>;
}

/**
 * Asks for a job in the caller's transaction: it exists if that commits. Notify 'outbox' after the commit. The payload
 * holds ids and no personal data, since queues keep it in the clear.
 */
export async function enqueueJob(tx: Executor, queue: string, payload: unknown): Promise<void> {
  await tx.query('insert into outbox (queue, payload) values ($1, $2::jsonb)', [queue, JSON.stringify(payload)]);
}

/** Takes rows for this relay, the oldest first; other relays take others. */
async function claim(database: Database): Promise<readonly ClaimedRow[]> {
  // By mark and not by position: a transaction that took its id early and commits late is not skipped.
  const sql = `
    with due as materialized (
      select id as due_id from outbox where dispatched_at is null and completed_at is null and failed_at is null
       order by id limit ${BATCH} for update skip locked
    )
    update outbox set dispatched_at = now() from due where id = due_id
    returning id, queue, payload, ${outboxKeySql} as key`;
  const { rows } = await database.query<ClaimedRow>(sql);
  return rows.toSorted((a, b) => Number(a.id) - Number(b.id));
}

/** Marked before they are handed over: a relay that dies in between leaves rows that the sweep finds. */
async function relayBatch(database: Database, queue: JobQueue): Promise<number> {
  const rows = await claim(database);
  let taken = 0;
  try {
    for (const row of rows) {
      await handOver(queue, row);
      taken += 1;
    }
  } finally {
    const left = rows.slice(taken).map(({ id }) => Number(id));
    if (left.length > 0) {
      await database.query('update outbox set dispatched_at = null where id = any($1::bigint[])', [left]);
    }
  }
  return taken;
}

/**
 * Moves jobs from the outbox to the queue, each at least once and in order; a queue that is down is tried again and
 * again, with growing pauses, and one that lost its memory is given anew what is not finished. Any number of relays
 * share the work.
 */
export function startOutboxRelay(options: OutboxRelayOptions): OutboxRelay {
  const { database, queue, wakeUps, log, pollMs = 2_000, sweepMs = 10_000 } = options;
  const { pause, wake } = wakeablePause();
  const sweep = createOutboxSweep({ database, queue, log, sweepMs });
  let stopping = false;
  let retryMs = FIRST_RETRY_MS;
  const unlisten = wakeUps.listen('outbox', wake);

  const step = async (): Promise<void> => {
    try {
      const count = await relayBatch(database, queue);
      await sweep.ifDue();
      retryMs = FIRST_RETRY_MS;
      if (count < BATCH) await pause(Math.min(pollMs, sweep.dueInMs()));
    } catch (error) {
      log.warn({ err: error, retryMs }, 'Jobs wait in the outbox until they can be handed over');
      const wait = retryMs;
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      await pause(wait);
    }
  };
  const loop = (async () => {
    while (!stopping) await step();
  })();
  return {
    async stop() {
      stopping = true;
      unlisten();
      wake();
      await loop;
    },
  };
}

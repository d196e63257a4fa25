import type { Database, Executor } from '../ports/database.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import type { WakeUps } from '../ports/wake-ups.ts';
import { wakeablePause } from './wakeable-pause.ts';

const BATCH = 100;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 15_000;

interface OutboxRow {
  readonly id: number;
  readonly queue: string;
  readonly payload: unknown;
  readonly created_at: Date;
}

export interface OutboxRelayOptions {
  readonly database: Database;
  readonly queue: JobQueue;
  readonly wakeUps: WakeUps;
  readonly log: Logger;
  /** How long a job can wait when a wake-up was lost; 2,000 by default. */
  readonly pollMs?: number;
}

export interface OutboxRelay {
  /** Ends after the batch under way. */
  stop(): Promise<void>;
}

/** Asks for a job in the caller's transaction: it exists if that commits. Notify 'outbox' after the commit. */
export async function enqueueJob(tx: Executor, queue: string, payload: unknown): Promise<void> {
  await tx.query('insert into outbox (queue, payload) values ($1, $2::jsonb)', [queue, JSON.stringify(payload)]);
}

async function readPending(database: Database): Promise<readonly OutboxRow[]> {
  // By mark and not by position: a transaction that took its id early and commits late is not skipped.
  const sql = `select id, queue, payload, created_at from outbox where dispatched_at is null order by id limit ${BATCH}`;
  return (await database.query<OutboxRow>(sql)).rows;
}

/** After a restored backup, ids come again; the time tells such a row from the one that the queue remembers. */
const dedupeKeyOf = ({ id, created_at }: OutboxRow): string => `outbox-${id}-${created_at.getTime()}`;

/** Hands rows over in order until one fails, and marks those that were taken; returns how many. */
async function relayBatch(database: Database, queue: JobQueue): Promise<number> {
  const taken: number[] = [];
  try {
    for (const row of await readPending(database)) {
      await queue.enqueue(row.queue, row.payload, dedupeKeyOf(row));
      taken.push(row.id);
    }
  } finally {
    if (taken.length > 0) {
      await database.query('update outbox set dispatched_at = now() where id = any($1::bigint[])', [taken]);
    }
  }
  return taken.length;
}

/** Rows handed over long ago say nothing that the queue does not know. */
async function forgetOld(database: Database): Promise<void> {
  await database.query(`delete from outbox where dispatched_at < now() - interval '7 days'`);
}

/**
 * Moves jobs from the outbox to the queue, each at least once and in order; a queue that is down is tried again and
 * again, with growing pauses.
 */
export function startOutboxRelay({ database, queue, wakeUps, log, pollMs = 2000 }: OutboxRelayOptions): OutboxRelay {
  const { pause, wake } = wakeablePause();
  let stopping = false;
  let retryMs = FIRST_RETRY_MS;
  const unlisten = wakeUps.listen('outbox', wake);

  const step = async (): Promise<void> => {
    try {
      const count = await relayBatch(database, queue);
      retryMs = FIRST_RETRY_MS;
      if (count < BATCH) await pause(pollMs);
    } catch (error) {
      log.warn({ err: error, retryMs }, 'Jobs wait in the outbox: the queue does not take them');
      const wait = retryMs;
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      await pause(wait);
    }
  };
  const loop = (async () => {
    await forgetOld(database).catch((error: unknown) => log.warn({ err: error }, 'Old rows stay in the outbox'));
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

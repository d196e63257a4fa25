import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import PgBoss from 'pg-boss';
import { z } from 'zod';
import { isDiskFull } from '../../errors.ts';
import { wakeablePause } from '../../jobs/wakeable-pause.ts';
import type { Database } from '../../ports/database.ts';
import type { Job, JobQueue, QueueState } from '../../ports/job-queue.ts';
import type { Logger } from '../../ports/logger.ts';
import { errorWords } from '../../text/error-words.ts';
import { bossDatabase } from './boss-database.ts';
import { once } from './once.ts';

export interface PgBossOptions {
  readonly database: Database;
  readonly log: Logger;
  /** How often a queue is looked at when nothing was enqueued in this process; 2,000 by default. */
  readonly pollMs?: number;
  /** Tries after the first one; 3 by default. */
  readonly retryLimit?: number;
  /** The first pause before a retry, doubled each time, in seconds; 1 by default, 0 for none at all. */
  readonly retryDelaySeconds?: number;
}

type Handler = (job: Job<unknown>) => Promise<void>;

const SCHEMA = 'pgboss';
const DEAD = '.dead';
const DAY_SECONDS = 86_400;
/** As long as pg-boss lets a job run: a job ends with its handler or with this process, not by the clock. */
const EXPIRE_SECONDS = DAY_SECONDS - 1;
/** A process that dies is seldom its job's fault; a job that brings it down every time is set aside after so many. */
const MOST_INTERRUPTIONS = 25;

// What was set aside must reach whoever notes it, so its own tries hardly end.
const DEAD_RETRIES = 10_000;
const DEAD_RETRY_SECONDS = 5;
const RUNNING_SHOWN = 100;
const clockStepMs = 1_000;

const jobData = z.object({
  payload: z.unknown(),
  interruptions: z.number().default(0),
  percent: z.number().default(0),
});

/** One job per key: the key is the job's id, so the primary key keeps a second one out. */
function idOf(dedupeKey: string): string {
  const hex = createHash('sha256').update(dedupeKey).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

interface Interrupted {
  readonly id: string;
  readonly name: string;
  readonly data: unknown;
}

/** One process owns the embedded database, so a job that is active at its start was its dead predecessor's. */
async function releaseInterrupted(database: Database, boss: PgBoss): Promise<void> {
  const active = await database.query<Interrupted>(`select id, name, data from ${SCHEMA}.job where state = 'active'`);
  for (const { id, name, data } of active.rows) {
    const { interruptions } = jobData.parse(data);
    const job = [name, id] as const;
    if (interruptions < MOST_INTERRUPTIONS) {
      const counted = JSON.stringify({ interruptions: interruptions + 1 });
      await database.query(
        `update ${SCHEMA}.job set state = 'created', started_on = null, data = data || $3::jsonb where name = $1 and id = $2`,
        [...job, counted],
      );
    } else {
      // Out of retries, so that failing it sets it aside.
      await database.query(`update ${SCHEMA}.job set retry_limit = retry_count where name = $1 and id = $2`, job);
      await boss.fail(name, id, { message: `The process ended ${interruptions + 1} times while it ran this job.` });
    }
  }
}

/** Creates the queue if it is missing, and the one beside it that its failed jobs go to. */
async function createQueue(boss: PgBoss, queue: string, retryLimit: number, retryDelay: number): Promise<void> {
  const deadLetter = queue.endsWith(DEAD) ? queue : `${queue}${DEAD}`;
  await boss.createQueue(deadLetter, {
    name: deadLetter,
    retryLimit: DEAD_RETRIES,
    retryDelay: DEAD_RETRY_SECONDS,
    expireInSeconds: EXPIRE_SECONDS,
  });
  if (queue === deadLetter) return;
  await boss.createQueue(queue, {
    name: queue,
    deadLetter,
    retryLimit,
    retryDelay,
    retryBackoff: retryDelay > 0,
    expireInSeconds: EXPIRE_SECONDS,
  });
}

async function noteProgress(database: Database, queue: string, id: string, percent: number): Promise<void> {
  await database.query(
    `update ${SCHEMA}.job set data = data || $3::jsonb where name = $1 and id = $2 and state = 'active'`,
    [queue, id, JSON.stringify({ percent })],
  );
}

interface StateRow {
  readonly waiting: number;
  readonly active: number;
  readonly set_aside: number;
}

async function stateOf(database: Database, queue: string): Promise<QueueState> {
  const names = [queue, `${queue}${DEAD}`];
  const counts = await database.query<StateRow>(
    `select count(*) filter (where name = $1 and state in ('created', 'retry'))::int as waiting,
            count(*) filter (where name = $1 and state = 'active')::int as active,
            count(*) filter (where name = $2 and state in ('created', 'retry', 'active'))::int as set_aside
       from ${SCHEMA}.job where name in ($1, $2)`,
    names,
  );
  const active = await database.query<{ id: string; retry_count: number; data: unknown }>(
    `select id, retry_count, data from ${SCHEMA}.job where name = $1 and state = 'active' order by started_on limit ${RUNNING_SHOWN}`,
    [queue],
  );
  const { waiting = 0, active: running = 0, set_aside: setAside = 0 } = counts.rows[0] ?? {};
  return {
    waiting,
    active: running,
    setAside,
    running: active.rows.map(({ id, retry_count, data }) => {
      const { interruptions, percent } = jobData.parse(data);
      return { id, attempt: 1 + retry_count + interruptions, percent };
    }),
  };
}

interface WorkedQueue {
  readonly database: Database;
  readonly boss: PgBoss;
  readonly queue: string;
  readonly handler: Handler;
  readonly log: Logger;
  readonly isStopping: () => boolean;
}

const noSpacePauseMs = 1_000;

/** Writes how a job ended, once there is room for it: one that nobody knows to have ended would wait for the next start. */
async function settle({ isStopping }: WorkedQueue, write: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isDiskFull(error) || isStopping()) throw error;
      await pause(noSpacePauseMs, undefined, { ref: false });
    }
  }
}

/** Runs the queue's next job, if there is one that is due. */
async function runNext(worked: WorkedQueue): Promise<boolean> {
  const { database, boss, queue, handler, log } = worked;
  const [next] = await boss.fetch(queue, { includeMetadata: true, batchSize: 1 });
  if (next === undefined) return false;
  const { payload, interruptions } = jobData.parse(next.data);
  const lastTry = next.retryCount >= next.retryLimit;
  const attempt = 1 + next.retryCount + interruptions;
  const progress = (percent: number): Promise<void> => noteProgress(database, queue, next.id, percent);
  try {
    await handler({ id: next.id, payload, attempt, lastTry, progress });
  } catch (error) {
    const what = lastTry
      ? `A job failed for good and was set aside in ${queue}${DEAD}`
      : 'A job failed and will be tried again';
    log[lastTry ? 'error' : 'warn']({ err: error, queue, job: next.id }, what);
    await settle(worked, () => boss.fail(queue, next.id, { message: errorWords(error) }));
    return true;
  }
  await settle(worked, () => boss.complete(queue, next.id));
  return true;
}

interface QueueWorker {
  wake(): void;
  /** Takes no new job; resolves when the one under way is done. */
  stop(): Promise<void>;
}

function startWorker(runOne: () => Promise<boolean>, pollMs: number, log: Logger): QueueWorker {
  const { pause, wake } = wakeablePause();
  let stopping = false;
  const step = async (): Promise<void> => {
    const ran = await runOne().catch((error: unknown) => {
      log.error({ err: error }, 'The job queue could not be worked off; it is looked at again soon');
      return false;
    });
    if (!ran) await pause(pollMs);
  };
  const loop = (async () => {
    while (!stopping) await step();
  })();
  return {
    wake,
    async stop() {
      stopping = true;
      wake();
      await loop;
    },
  };
}

/** Jobs in the project's own PostgreSQL, in pg-boss's schema; for the one process that owns an embedded database. */
export function pgBossJobQueue(options: PgBossOptions): JobQueue {
  const { database, log, pollMs = 2000, retryLimit = 3, retryDelaySeconds = 1 } = options;
  // A key is remembered as long as its job's row is, so rows stay longer than pg-boss keeps them by default.
  const archiveCompletedAfterSeconds = 7 * DAY_SECONDS;
  const boss = new PgBoss({
    db: bossDatabase(database),
    schema: SCHEMA,
    schedule: false,
    archiveCompletedAfterSeconds,
  });
  boss.on('error', (error) => log.error({ err: error }, 'The job queue failed in the background'));

  const install = once(async () => void (await boss.start()));
  const queues = new Map<string, () => Promise<void>>();
  const ensureQueue = async (queue: string): Promise<void> => {
    await install();
    const create = queues.get(queue) ?? once(() => createQueue(boss, queue, retryLimit, retryDelaySeconds));
    queues.set(queue, create);
    await create();
  };
  const waiting: { readonly queue: string; readonly handler: Handler; readonly concurrency: number }[] = [];
  const workers: { readonly queue: string; readonly worker: QueueWorker }[] = [];
  let started = false;
  let stopping = false;
  const begin = async (queue: string, handler: Handler, concurrency: number): Promise<void> => {
    await ensureQueue(queue);
    const runOne = (): Promise<boolean> => runNext({ database, boss, queue, handler, log, isStopping: () => stopping });
    for (let number = 0; number < concurrency; number += 1) {
      workers.push({ queue, worker: startWorker(runOne, pollMs, log) });
    }
  };
  const start = once(async () => {
    await install();
    await releaseInterrupted(database, boss);
    started = true;
    for (const { queue, handler, concurrency } of waiting.splice(0)) await begin(queue, handler, concurrency);
  });
  return {
    async enqueue(queue, payload, dedupeKey) {
      await ensureQueue(queue);
      // A job is due after its moment, and the embedded engine's clock goes in milliseconds: what begins now would not be
      // due to who looks at once, and wait for the next look.
      const startAfter = new Date(Date.now() - clockStepMs);
      await boss.send(queue, { payload }, { id: idOf(dedupeKey), startAfter });
      for (const { worker } of workers.filter((candidate) => candidate.queue === queue)) worker.wake();
    },
    async work(queue, handler, { concurrency = 1 } = {}) {
      if (started) await begin(queue, handler, concurrency);
      else waiting.push({ queue, handler, concurrency });
    },
    async inspect(queue) {
      await ensureQueue(queue);
      return stateOf(database, queue);
    },
    start,
    async stop() {
      stopping = true;
      await Promise.all(workers.splice(0).map(({ worker }) => worker.stop()));
      await boss.stop({ graceful: false });
    },
  };
}

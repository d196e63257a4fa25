import type { Database } from '../ports/database.ts';
import type { Job, JobQueue, WorkOptions } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import { errorWords } from '../text/error-words.ts';
import { type OutboxEnvelope, outboxJobSchema } from './outbox-job.ts';
import { type OutboxRow, outboxRow } from './outbox-row.ts';
import { outlastOutages } from './outlast-outages.ts';

/** One try of a job that was asked for through the outbox. */
export interface OutboxJob {
  readonly payload: unknown;
  /** 1 for the first try; counted in the database, so a lost queue does not begin anew. */
  readonly attempt: number;
  /** If this try fails, the job is set aside. */
  readonly lastTry: boolean;
  /** Tells how far the job is, 0..100; written to the database now and then. */
  progress(percent: number): Promise<void>;
}

export interface WorkJobsOptions {
  readonly database: Database;
  readonly queue: JobQueue;
  readonly log: Logger;
  /** Aborted when the process stops, so that no job waits any longer for a database that is away. */
  readonly stopping?: AbortSignal;
}

type Handler = (job: OutboxJob) => Promise<void>;

const writeProgressMs = 1_000;
/** Well within the time after which a job that says nothing counts as lost. */
const heartbeatMs = 3_000;
const endedSilently = 'Its last try ended without a word: the process died, or the database was away';

/** Keeps the row's sign of life and its progress fresh while a handler runs. */
function heartbeat(row: OutboxRow, job: Job<unknown>, log: Logger) {
  let percent = 0;
  let written = 0;
  const touch = (): Promise<void> =>
    row.touch(percent).catch((error: unknown) => log.debug({ err: error }, 'A running job could not say that it runs'));
  const timer = setInterval(touch, heartbeatMs);
  return {
    async progress(given: number): Promise<void> {
      percent = Math.max(0, Math.min(100, Math.floor(given)));
      if (performance.now() - written < writeProgressMs) return;
      written = performance.now();
      await touch();
      // The queue's own note is for whoever inspects it; the row is what counts.
      await job.progress(percent).catch(() => undefined);
    },
    stop: () => clearInterval(timer),
  };
}

/** One try; false: there was nothing left to do. */
async function tryJob(
  { log, ...options }: WorkJobsOptions,
  handler: Handler,
  job: Job<unknown>,
  envelope: OutboxEnvelope,
): Promise<boolean> {
  const row = outboxRow(options.database, envelope);
  const attempt = await row.begin();
  if (attempt === null) return false;
  const { progress, stop } = heartbeat(row, job, log);
  try {
    await handler({ payload: envelope.payload, attempt, lastTry: job.lastTry, progress });
  } finally {
    stop();
  }
  return true;
}

async function runJob(options: WorkJobsOptions, handler: Handler, job: Job<unknown>): Promise<void> {
  const { database, log } = options;
  const envelope = outboxJobSchema.safeParse(job.payload);
  // Jobs that an older version handed over have no row that waits for an answer.
  if (!envelope.success) return handler(job);
  const row = outboxRow(database, envelope.data);
  try {
    if (!(await outlastOutages(options, () => tryJob(options, handler, job, envelope.data)))) return;
  } catch (error) {
    await row
      .fail(errorWords(error), job.lastTry)
      .catch((cause: unknown) => log.warn({ err: cause, ...envelope.data }, 'A failed try was not noted'));
    throw error;
  }
  await outlastOutages(options, () => row.complete());
}

/** A job that took its process down each time failed without its handler's knowing. */
async function noteSetAside(database: Database, job: Job<unknown>): Promise<void> {
  const envelope = outboxJobSchema.safeParse(job.payload);
  if (envelope.success) await outboxRow(database, envelope.data).setAside(endedSilently);
}

/**
 * Works off the jobs that `enqueueJob` asked for: each at least once, and never again once its handler resolved. The
 * row is the record: it says what is done, what failed as often as it may, and how far the rest is.
 */
export async function workJobs(
  options: WorkJobsOptions,
  queueName: string,
  handler: Handler,
  work?: WorkOptions,
): Promise<void> {
  const { database, queue } = options;
  await queue.work(queueName, (job) => runJob(options, handler, job), work);
  await queue.work(`${queueName}.dead`, (job) => noteSetAside(database, job));
}

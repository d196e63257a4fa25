import type { Job as BullJob, Queue } from 'bull';
import type { Job } from '../../ports/job-queue.ts';
import type { Logger } from '../../ports/logger.ts';
import { errorName, errorWords } from '../../text/error-words.ts';
import type { BullConnections } from './bull-connections.ts';
import {
  type BullSettings,
  closeBullQueue,
  dead,
  deadOf,
  interruptionsOf,
  jobOptions,
  openBullQueue,
  payloadOf,
  wasInterruptedTooOften,
} from './bull-queue.ts';

export interface BullWorkerOptions {
  readonly name: string;
  readonly handler: (job: Job<unknown>) => Promise<void>;
  readonly concurrency: number;
  readonly connections: BullConnections;
  readonly settings: BullSettings;
  readonly log: Logger;
  /** The queue beside this one for what was set aside. */
  readonly deadLetters: Queue;
}

export interface BullWorker {
  /** Takes no new job; resolves when those under way are done. */
  stop(): Promise<void>;
}

const lookForLostMs = 60_000;
const lostAtATime = 100;

/** Moves jobs that are over without success to the queue beside theirs; again and again it is still there once. */
function deadLetterBox({ name, settings, deadLetters }: BullWorkerOptions) {
  return async (jobs: readonly BullJob[]): Promise<void> => {
    if (name.endsWith(dead)) return;
    for (const job of jobs) {
      const id = String(job.id);
      await deadLetters.add({ payload: payloadOf(job) }, jobOptions(deadOf(name), id, settings));
    }
  };
}

/**
 * Renews the job's lock beside Bull, which gives up for good when Redis fails it once. A lock that another worker has
 * taken by then stays with that one.
 */
function keepLock(job: BullJob, lockMs: number): () => void {
  const timer = setInterval(() => {
    job.extendLock(lockMs).catch(() => undefined);
  }, lockMs / 6);
  return () => clearInterval(timer);
}

/** What runs at the moment, to be waited for. */
function underWay() {
  const running = new Set<Promise<void>>();
  return {
    track(run: Promise<void>): Promise<void> {
      running.add(run);
      return run.finally(() => running.delete(run));
    },
    ended: () => Promise.allSettled(running),
  };
}

function jobRunner(options: BullWorkerOptions, queue: Queue, setAside: (jobs: readonly BullJob[]) => Promise<void>) {
  const { name, handler, settings, log } = options;
  return async (job: BullJob): Promise<void> => {
    const id = String(job.id);
    const release = keepLock(job, settings.lockMs);
    const lastTry = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    try {
      await handler({
        id,
        payload: payloadOf(job),
        attempt: 1 + job.attemptsMade + (await interruptionsOf(queue, id)),
        lastTry,
        progress: (percent) => job.progress(percent),
      });
    } catch (error) {
      const what = lastTry
        ? `A job failed for good and was set aside in ${deadOf(name)}`
        : 'A job failed and will be tried again';
      log[lastTry ? 'error' : 'warn']({ err: error, queue: name, job: id }, what);
      // Before Bull notes the failure: a worker that dies in between leaves a job to run again, not one to be forgotten.
      if (lastTry) await setAside([job]);
      // Bull keeps words and stack in the clear, and the words of an error may quote the data that it stumbled over.
      throw new Error(errorName(error));
    } finally {
      release();
    }
  };
}

/** Works off one queue, up to `concurrency` jobs at a time; comes back by itself after an outage of Redis. */
export function startBullWorker(options: BullWorkerOptions): BullWorker {
  const { name, concurrency, connections, settings, log } = options;
  const queue = openBullQueue(name, connections, settings);
  const setAside = deadLetterBox(options);
  let stopping = false;
  const report = (error: unknown): void => {
    // An outage is the connection's to report, once.
    if (stopping || !connections.isReady) return;
    log.warn({ reason: errorWords(error), queue: name }, 'The job queue failed in the background; it goes on');
  };
  const setAsideLost = async (): Promise<void> => {
    if (!connections.isReady) return;
    const failed = await queue.getFailed(0, lostAtATime - 1);
    await setAside(failed.filter((job) => job !== null));
  };
  queue.on('error', report);
  queue.on('failed', (job, error) => {
    if (job === null || !wasInterruptedTooOften(error.message)) return;
    log.error(
      { queue: name, job: String(job.id) },
      `A job whose worker died each time was set aside in ${deadOf(name)}`,
    );
    setAside([job]).catch(report);
  });
  // Whoever found a job with a dead worker may have died before it said so.
  const lookForLost = setInterval(() => setAsideLost().catch(report), lookForLostMs);
  lookForLost.unref();
  connections.ready(lookForLostMs).then(setAsideLost).catch(report);
  const jobs = underWay();
  const run = jobRunner(options, queue, setAside);
  queue.process(concurrency, (job) => jobs.track(run(job))).catch(report);
  return {
    async stop() {
      stopping = true;
      clearInterval(lookForLost);
      await closeBullQueue(queue, jobs.ended());
    },
  };
}

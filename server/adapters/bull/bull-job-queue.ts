import type { Queue } from 'bull';
import { DomainError } from '../../errors.ts';
import type { Job, JobQueue, QueueState, WorkOptions } from '../../ports/job-queue.ts';
import type { Logger } from '../../ports/logger.ts';
import { bullConnections } from './bull-connections.ts';
import {
  type BullSettings,
  closeBullQueue,
  dead,
  deadOf,
  interruptionsOf,
  jobIdOf,
  jobOptions,
  openBullQueue,
} from './bull-queue.ts';
import { type BullWorker, startBullWorker } from './bull-worker.ts';

export interface BullJobQueueOptions {
  readonly redisUrl: string;
  /** Installations that share one Redis each have their own. */
  readonly prefix: string;
  readonly log: Logger;
  /** Tries after the first one; 3 by default. */
  readonly retryLimit?: number;
  /** The first pause before a retry, doubled each time up to a minute; 1,000 by default, 0 for none at all. */
  readonly retryDelayMs?: number;
  /** A worker that was not heard of for so long is dead, and its job runs again within twice that; 20,000 by default. */
  readonly lockMs?: number;
  /** A job that was found with a dead worker more often than this is set aside; 10 by default. */
  readonly mostInterruptions?: number;
  /** How long Redis may take for an answer; 5,000 by default. */
  readonly answerMs?: number;
}

interface Waiting {
  readonly queue: string;
  readonly handler: (job: Job<unknown>) => Promise<void>;
  readonly options: WorkOptions;
}

const runningShown = 100;
const count = (number: number | undefined): number => number ?? 0;

async function runningIn(queue: Queue): Promise<QueueState['running']> {
  const active = (await queue.getActive(0, runningShown - 1)).filter((job) => job !== null);
  return Promise.all(
    active.map(async (job) => {
      const id = String(job.id);
      const attempt = 1 + job.attemptsMade + (await interruptionsOf(queue, id));
      return { id, attempt, percent: Number(job.progress()) };
    }),
  );
}

async function stateOf(queue: Queue, deadLetters: Queue | undefined): Promise<QueueState> {
  const counts = await queue.getJobCounts();
  const aside = await deadLetters?.getJobCounts();
  return {
    waiting: counts.waiting + counts.delayed,
    active: counts.active,
    setAside: count(aside?.waiting) + count(aside?.active) + count(aside?.delayed),
    running: await runningIn(queue),
  };
}

/**
 * Jobs in Redis, for any number of processes. Redis keeps payloads in the clear, so they hold ids and no personal data.
 * While Redis is away, `enqueue` and `inspect` fail within seconds and workers wait for it to come back.
 */
export function bullJobQueue(options: BullJobQueueOptions): JobQueue {
  const { redisUrl, prefix, log, retryLimit = 3, retryDelayMs = 1_000 } = options;
  const { lockMs = 20_000, mostInterruptions = 10, answerMs = 5_000 } = options;
  const settings: BullSettings = { prefix, retryLimit, retryDelayMs, lockMs, mostInterruptions };
  const connections = bullConnections(redisUrl, log, answerMs);
  const queues = new Map<string, Queue>();
  const open = (name: string): Queue => {
    const queue = queues.get(name) ?? openBullQueue(name, connections, settings);
    queues.set(name, queue);
    return queue;
  };
  const reaching = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      await connections.ready(answerMs);
      return await work();
    } catch (cause) {
      throw new DomainError('unavailable', 'Redis, which keeps the jobs, does not answer; try again', {}, { cause });
    }
  };

  const waiting: Waiting[] = [];
  const workers: BullWorker[] = [];
  let started = false;
  const begin = ({ queue: name, handler, options: { concurrency = 1 } }: Waiting): void => {
    const deadLetters = open(deadOf(name));
    workers.push(startBullWorker({ name, handler, concurrency, connections, settings, log, deadLetters }));
  };
  return {
    enqueue: (queue, payload, dedupeKey) =>
      reaching(async () => {
        await open(queue).add({ payload }, jobOptions(queue, jobIdOf(dedupeKey), settings));
      }),
    async work(queue, handler, workOptions = {}) {
      const wanted: Waiting = { queue, handler, options: workOptions };
      if (started) begin(wanted);
      else waiting.push(wanted);
    },
    inspect: (queue) => reaching(() => stateOf(open(queue), queue.endsWith(dead) ? undefined : open(deadOf(queue)))),
    async start() {
      started = true;
      for (const wanted of waiting.splice(0)) begin(wanted);
    },
    async stop() {
      await Promise.all(workers.splice(0).map((worker) => worker.stop()));
      await Promise.all([...queues.values()].map((queue) => closeBullQueue(queue)));
      await connections.close();
    },
  };
}

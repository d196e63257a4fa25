import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import Bull, { type Job as BullJob, type JobOptions, type Queue } from 'bull';
import { z } from 'zod';
import type { BullConnections } from './bull-connections.ts';

export interface BullSettings {
  readonly prefix: string;
  /** Tries after the first one. */
  readonly retryLimit: number;
  /** The first pause before a retry, doubled each time up to a minute. */
  readonly retryDelayMs: number;
  /** A worker that was not heard of for so long is taken for dead. */
  readonly lockMs: number;
  /** How often a job may be found with a dead worker before it is set aside. */
  readonly mostInterruptions: number;
}

/** The queue beside a queue that keeps what was set aside. */
export const dead = '.dead';
export const deadOf = (queue: string): string => `${queue}${dead}`;

const longestRetryMs = 60_000;
/** Bull says goodbye on each connection and waits for an answer, for ever if Redis went away just then. */
const goodbyeMs = 2_000;
const daySeconds = 86_400;
const growing = 'growing';
// What was set aside must reach whoever notes it, so its own tries don't end.
const countless = 1_000_000_000;
const stalledReason = 'job stalled more than allowable limit';

const jobData = z.object({ payload: z.unknown() });

/** One job per key: Bull leaves a job out whose id it knows. Not a number, since those are Bull's own. */
export function jobIdOf(dedupeKey: string): string {
  return `key-${createHash('sha256').update(dedupeKey).digest('hex')}`;
}

export const payloadOf = (job: BullJob): unknown => jobData.parse(job.data).payload;

/** The job's worker died with it too often. */
export const wasInterruptedTooOften = (reason: string | undefined): boolean => reason === stalledReason;

/** How often its worker died while it ran. Bull counts that, and does not tell. */
export async function interruptionsOf(queue: Queue, id: string): Promise<number> {
  return Number((await queue.client.hget(queue.toKey(id), 'stalledCounter')) ?? 0);
}

/**
 * How a job is kept: the memory that a key was done is bounded by time and number. It need not be long, since whoever
 * enqueues by a record that says what is done enqueues nothing that is done long since.
 */
export function jobOptions(queue: string, jobId: string, { retryLimit }: BullSettings): JobOptions {
  return {
    jobId,
    attempts: queue.endsWith(dead) ? countless : 1 + retryLimit,
    backoff: { type: growing },
    stackTraceLimit: 1,
    removeOnComplete: { age: daySeconds, count: 10_000 },
    removeOnFail: { age: 7 * daySeconds, count: 10_000 },
  };
}

/** Opens Bull's queue of that name. It has listeners and timers of its own, and is closed by who opened it. */
export function openBullQueue(name: string, connections: BullConnections, settings: BullSettings): Queue {
  const { prefix, retryDelayMs, lockMs, mostInterruptions } = settings;
  const queue = new Bull(name, {
    prefix,
    createClient: (type) => connections.open(type),
    settings: {
      lockDuration: lockMs,
      stalledInterval: Math.ceil(lockMs / 2),
      maxStalledCount: mostInterruptions,
      retryProcessDelay: 1_000,
      backoffStrategies: {
        [growing]: (attempts) => Math.min(retryDelayMs * 2 ** (attempts - 1), longestRetryMs),
      },
    },
  });
  // Names its connection for Redis's list of clients, and brings the process down when it is closed before it could.
  return Object.assign(queue, { setWorkerName: async () => undefined });
}

/** Takes no new job from that queue; resolves when those that `jobsEnded` waits for are done. */
export async function closeBullQueue(queue: Queue, jobsEnded: Promise<unknown> = Promise.resolve()): Promise<void> {
  const closed = queue.close();
  await jobsEnded;
  await Promise.race([closed, setTimeout(goodbyeMs, undefined, { ref: false })]);
}

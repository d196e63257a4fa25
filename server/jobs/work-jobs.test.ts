import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { inProcessWakeUps } from '../adapters/in-process/in-process-wake-ups.ts';
import { pgBossJobQueue } from '../adapters/pgboss/pg-boss-job-queue.ts';
import type { Database } from '../ports/database.ts';
import type { Job, JobQueue } from '../ports/job-queue.ts';
import { silentLog as log } from '../testing/silent-log.ts';
import { testDatabase } from '../testing/test-database.ts';
import { enqueueJob, type OutboxRelay, startOutboxRelay } from './outbox-relay.ts';
import { type OutboxJob, workJobs } from './work-jobs.ts';

interface Row {
  readonly completed: boolean;
  readonly failed: boolean;
  readonly error: string | null;
  readonly attempts: number;
  readonly progress: number;
}

const soon = { timeout: 120_000, interval: 20 };
const wakeUps = inProcessWakeUps();
let database: Database;
let queue: JobQueue;
let relay: OutboxRelay;
let name: string;
let number = 0;

beforeAll(async () => {
  database = await testDatabase();
}, 240_000);
beforeEach(async () => {
  await database.query('truncate outbox');
  number += 1;
  name = `work-${number}`;
  queue = pgBossJobQueue({ database, log, pollMs: 20, retryLimit: 2, retryDelaySeconds: 0 });
  relay = startOutboxRelay({ database, queue, wakeUps, log, pollMs: 20 });
  await queue.start();
});
afterEach(async () => {
  await relay.stop();
  await queue.stop();
});
afterAll(() => database.close());

const ask = async (payload: unknown): Promise<void> => {
  await database.transaction((tx) => enqueueJob(tx, name, payload));
  wakeUps.notify('outbox');
};
const work = (handler: (job: OutboxJob) => Promise<void>): Promise<void> =>
  workJobs({ database, queue, log }, name, handler);
const row = async (): Promise<Row | undefined> => {
  const { rows } = await database.query<Row>(
    'select completed_at is not null as completed, failed_at is not null as failed, error, attempts, progress from outbox',
  );
  return rows[0];
};
const expectRow = (expected: Partial<Row>): Promise<void> =>
  vi.waitFor(async () => expect(await row()).toMatchObject(expected), soon);

test('gives the payload to the handler and marks the row completed after it', async () => {
  const seen: unknown[] = [];
  await work(async ({ payload, attempt, lastTry }) => {
    seen.push({ payload, attempt, lastTry, row: await row() });
  });
  await ask({ runId: 'run_1' });
  await expectRow({ completed: true, failed: false, error: null, attempts: 1, progress: 100 });
  expect(seen).toEqual([
    { payload: { runId: 'run_1' }, attempt: 1, lastTry: false, row: expect.objectContaining({ completed: false }) },
  ]);
});

test('counts tries, keeps what the last one failed of, and forgets it when the job succeeds', async () => {
  const tries: unknown[] = [];
  await work(async ({ attempt, lastTry }) => {
    tries.push([attempt, lastTry, (await row())?.error]);
    if (attempt === 1) throw new TypeError('not yet');
  });
  await ask('a');
  await expectRow({ completed: true, error: null, attempts: 2 });
  expect(tries).toEqual([
    [1, false, null],
    [2, false, null],
  ]);
});

test('sets a job aside whose last try failed, with name and words of the error only', async () => {
  let last = false;
  await work(async ({ lastTry }) => {
    last = lastTry;
    throw Object.assign(new TypeError('bad input'), { customer: '王小明' });
  });
  await ask('a');
  await expectRow({ completed: false, failed: true, error: 'TypeError: bad input', attempts: 3 });
  expect(last).toBe(true);
});

test('keeps no value that the database quotes when it refuses it', async () => {
  await work(async () => {
    await database.query('select $1::text::int', ['王小明']);
  });
  await ask('a');
  await expectRow({ failed: true, error: 'DatabaseError 22P02' });
  const { rows } = await database.query<{ output: unknown }>('select output from pgboss.job where name = $1', [name]);
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain('王小明');
});

test('stores how far a job is', async () => {
  let finish: (() => void) | undefined;
  await work(async ({ progress }) => {
    await progress(41.7);
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
  });
  await ask('a');
  await vi.waitFor(() => expect(finish).toBeDefined(), soon);
  await expectRow({ progress: 41, completed: false });
  finish?.();
  await expectRow({ progress: 100, completed: true });
});

/** A queue that gives its jobs only when the test hands them over. */
function handQueue() {
  const handlers = new Map<string, (job: Job<unknown>) => Promise<void>>();
  const taken: unknown[] = [];
  const byHand: JobQueue = {
    enqueue: async (_queue, payload) => void taken.push(payload),
    work: async (queueName, handler) => void handlers.set(queueName, handler),
    inspect: async () => ({ waiting: 0, active: 0, setAside: 0, running: [] }),
    start: async () => undefined,
    stop: async () => undefined,
  };
  const run = async (queueName: string, payload: unknown): Promise<void> => {
    await handlers.get(queueName)?.({ id: 'x', payload, attempt: 1, lastTry: false, progress: async () => undefined });
  };
  return { byHand, taken, run };
}

async function handedOver() {
  await relay.stop();
  const hand = handQueue();
  const handler = vi.fn(async () => undefined);
  await workJobs({ database, queue: hand.byHand, log }, name, handler);
  await ask('a');
  relay = startOutboxRelay({ database, queue: hand.byHand, wakeUps, log, pollMs: 20 });
  await vi.waitFor(() => expect(hand.taken).toHaveLength(1), soon);
  return { handler, envelope: hand.taken[0], run: hand.run };
}

test('does not run a job again that is completed, however often the queue gives it', async () => {
  const { handler, envelope, run } = await handedOver();
  await run(name, envelope);
  await run(name, envelope);
  expect(handler).toHaveBeenCalledTimes(1);
});

test('does not run what was set aside, nor an earlier round of what is replayed', async () => {
  const { handler, envelope, run } = await handedOver();
  await run(`${name}.dead`, envelope);
  await expectRow({ failed: true, error: expect.stringContaining('process died') });
  await run(name, envelope);
  await database.query('update outbox set failed_at = null, replays = replays + 1');
  await run(name, envelope);
  await run(`${name}.dead`, envelope);
  expect(handler).not.toHaveBeenCalled();
  await expectRow({ failed: false });
});

test('runs a job that an older version handed over without its row', async () => {
  const { handler, run } = await handedOver();
  await run(name, { runId: 'run_0' });
  expect(handler).toHaveBeenCalledWith(expect.objectContaining({ payload: { runId: 'run_0' } }));
});

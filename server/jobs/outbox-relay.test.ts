import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { inProcessWakeUps } from '../adapters/in-process/in-process-wake-ups.ts';
import type { Database } from '../ports/database.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import { testDatabase } from '../testing/test-database.ts';
import { enqueueJob, type OutboxRelay, startOutboxRelay } from './outbox-relay.ts';

interface Taken {
  readonly queue: string;
  readonly payload: unknown;
  readonly key: string;
}

/** A queue that notes what it takes, and takes nothing while it is down. */
function notingQueue() {
  const taken: Taken[] = [];
  const state = { down: false };
  const queue: JobQueue = {
    async enqueue(name, payload, key) {
      if (state.down) throw new Error('no connection');
      taken.push({ queue: name, payload, key });
    },
    work: async () => undefined,
    start: async () => undefined,
    stop: async () => undefined,
  };
  return { queue, taken, state };
}

const warn = vi.fn();
const log: Logger = { debug() {}, info() {}, warn, error() {}, child: () => log };
const soon = { timeout: 10_000, interval: 10 };
const NEVER_MS = 3_600_000;

let database: Database;
let wakeUps: ReturnType<typeof inProcessWakeUps>;
let noting: ReturnType<typeof notingQueue>;
let relay: OutboxRelay | undefined;

beforeAll(async () => {
  database = await testDatabase();
}, 30_000);
beforeEach(async () => {
  await database.query('truncate outbox restart identity');
  wakeUps = inProcessWakeUps();
  noting = notingQueue();
  warn.mockClear();
});
afterEach(() => relay?.stop());
afterAll(() => database.close());

const startRelay = (pollMs: number): void => {
  relay = startOutboxRelay({ database, queue: noting.queue, wakeUps, log, pollMs });
};
const ask = (...payloads: unknown[]): Promise<void> =>
  database.transaction(async (tx) => {
    for (const payload of payloads) await enqueueJob(tx, 'mine', payload);
  });
const expectTaken = (payloads: unknown[]): Promise<void> =>
  vi.waitFor(() => expect(noting.taken.map(({ payload }) => payload)).toEqual(payloads), soon);
const pending = async (): Promise<number> =>
  (await database.query('select from outbox where dispatched_at is null')).rowCount;

test('hands over, in order and once, the jobs of transactions that commit, when it is woken', async () => {
  startRelay(NEVER_MS);
  const mishap = database.transaction(async (tx) => {
    await enqueueJob(tx, 'mine', 'undone');
    throw new Error('mishap');
  });
  await mishap.catch(() => undefined);
  await ask({ file: '一' }, 'second');
  wakeUps.notify('outbox');
  await expectTaken([{ file: '一' }, 'second']);
  await vi.waitFor(async () => expect(await pending()).toBe(0), soon);
  await ask('third');
  wakeUps.notify('outbox');
  await expectTaken([{ file: '一' }, 'second', 'third']);
  expect(noting.taken[0]?.queue).toBe('mine');
});

test('finds jobs that nobody woke it for', async () => {
  startRelay(20);
  await ask('a');
  await expectTaken(['a']);
});

test('hands over more jobs than fit into one batch', async () => {
  const many = Array.from({ length: 250 }, (_, index) => index);
  await ask(...many);
  startRelay(NEVER_MS);
  await expectTaken(many);
});

test('keeps jobs while the queue is down, warns, and hands them over in order when it is back', async () => {
  noting.state.down = true;
  await ask('a', 'b');
  startRelay(NEVER_MS);
  await vi.waitFor(() => expect(warn).toHaveBeenCalled(), soon);
  await ask('c');
  expect(await pending()).toBe(3);
  noting.state.down = false;
  await expectTaken(['a', 'b', 'c']);
});

test('gives a job that it had no time to mark the same key again, and another job that came to its id another key', async () => {
  const key = async (count: number): Promise<string | undefined> => {
    await vi.waitFor(async () => {
      expect(noting.taken).toHaveLength(count);
      expect(await pending()).toBe(0);
    }, soon);
    return noting.taken[count - 1]?.key;
  };
  startRelay(20);
  await ask('a');
  const first = await key(1);
  await database.query('update outbox set dispatched_at = null');
  expect(await key(2)).toBe(first);
  await database.query('truncate outbox restart identity');
  await ask('b');
  expect(await key(3)).not.toBe(first);
});

test('forgets, when it starts, what was handed over more than a week ago', async () => {
  await ask('old', 'recent', 'waiting');
  await database.query(`update outbox set dispatched_at = now() - interval '8 days' where payload = '"old"'`);
  await database.query(`update outbox set dispatched_at = now() - interval '6 days' where payload = '"recent"'`);
  startRelay(NEVER_MS);
  await expectTaken(['waiting']);
  const left = await database.query<{ payload: string }>('select payload from outbox order by id');
  expect(left.rows.map(({ payload }) => payload)).toEqual(['recent', 'waiting']);
});

test('stops without waiting for the next poll, and takes nothing more', async () => {
  startRelay(NEVER_MS);
  await relay?.stop();
  await ask('late');
  wakeUps.notify('outbox');
  expect(await pending()).toBe(1);
  expect(noting.taken).toEqual([]);
});

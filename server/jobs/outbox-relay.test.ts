import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { inProcessWakeUps } from '../adapters/in-process/in-process-wake-ups.ts';
import type { Database } from '../ports/database.ts';
import type { JobQueue, QueueState } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import { testDatabase } from '../testing/test-database.ts';
import { enqueueJob, type OutboxRelay, startOutboxRelay } from './outbox-relay.ts';

interface Taken {
  readonly queue: string;
  readonly payload: unknown;
  readonly key: string;
}

const envelope = z.object({ payload: z.unknown() });
const nothing: QueueState = { waiting: 0, active: 0, setAside: 0, running: [] };

/** A queue that notes what it takes, takes nothing while it is down, and says of itself what it is told to. */
function notingQueue() {
  const taken: Taken[] = [];
  const state = { down: false, says: nothing };
  const queue: JobQueue = {
    async enqueue(name, job, key) {
      if (state.down) throw new Error('no connection');
      taken.push({ queue: name, payload: envelope.parse(job).payload, key });
    },
    work: async () => undefined,
    inspect: async () => state.says,
    start: async () => undefined,
    stop: async () => undefined,
  };
  return { queue, taken, state };
}

const warn = vi.fn();
const log: Logger = { debug() {}, info() {}, warn, error() {}, child: () => log };
const soon = { timeout: 120_000, interval: 10 };
const NEVER_MS = 3_600_000;

let database: Database;
let wakeUps: ReturnType<typeof inProcessWakeUps>;
let noting: ReturnType<typeof notingQueue>;
let relays: OutboxRelay[] = [];

beforeAll(async () => {
  database = await testDatabase();
}, 240_000);
beforeEach(async () => {
  await database.query('truncate outbox restart identity');
  wakeUps = inProcessWakeUps();
  noting = notingQueue();
  warn.mockClear();
});
afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.stop()));
  relays = [];
});
afterAll(() => database.close());

const startRelay = (pollMs: number, sweepMs = NEVER_MS): void => {
  relays.push(startOutboxRelay({ database, queue: noting.queue, wakeUps, log, pollMs, sweepMs }));
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
  expect(noting.taken).toEqual([]);
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

test('forgets, when it starts, what was finished more than a week ago, and nothing else', async () => {
  await ask('old', 'recent', 'failed', 'waiting');
  const ago = (days: number, payload: string): Promise<unknown> =>
    database.query(
      `update outbox set dispatched_at = now() - $1 * interval '1 day', completed_at = now() - $1 * interval '1 day' where payload = to_jsonb($2::text)`,
      [days, payload],
    );
  await ago(8, 'old');
  await ago(6, 'recent');
  await database.query(
    `update outbox set dispatched_at = now() - interval '8 days', failed_at = now() - interval '8 days' where payload = '"failed"'`,
  );
  startRelay(NEVER_MS);
  await expectTaken(['waiting']);
  const left = () => database.query<{ payload: string }>('select payload from outbox order by id');
  await vi.waitFor(
    async () => expect((await left()).rows.map(({ payload }) => payload)).toEqual(['recent', 'failed', 'waiting']),
    soon,
  );
});

test('several relays share the work, and none hands over what another has', async () => {
  const many = Array.from({ length: 250 }, (_, index) => index);
  await ask(...many);
  for (let count = 0; count < 3; count += 1) startRelay(20);
  await vi.waitFor(() => expect(noting.taken.map(({ payload }) => payload).toSorted()).toEqual(many.toSorted()), soon);
});

test('hands over again, under the same key, what the queue lost, and not what is finished or set aside', async () => {
  startRelay(20, 60);
  await ask('lost', 'done', 'failed');
  await expectTaken(['lost', 'done', 'failed']);
  const [first] = noting.taken.splice(0);
  await database.query(`update outbox set completed_at = now() where payload = '"done"'`);
  await database.query(`update outbox set failed_at = now() where payload = '"failed"'`);
  noting.taken.splice(0);
  await vi.waitFor(() => expect(noting.taken).toContainEqual(first), soon);
  await vi.waitFor(() => expect(noting.taken.length).toBeGreaterThan(2), soon);
  expect(noting.taken.filter(({ payload }) => payload !== 'lost')).toEqual([]);
  expect(warn).toHaveBeenCalledWith(expect.anything(), expect.stringContaining('lost jobs'));
});

test('hands all over again that an empty queue should hold, but only a sample when it holds as many', async () => {
  const many = Array.from({ length: 700 }, (_, index) => index);
  await ask(...many);
  await database.query(`update outbox set dispatched_at = now() - interval '1 hour'`);
  noting.state.says = { ...nothing, waiting: 690, active: 10 };
  startRelay(NEVER_MS, 500);
  await vi.waitFor(() => expect(noting.taken.length).toBeGreaterThan(0), soon);
  await relays[0]?.stop();
  expect(noting.taken).toHaveLength(100);
  expect(warn).not.toHaveBeenCalled();
  noting.taken.splice(0);
  await database.query(`update outbox set dispatched_at = now() - interval '1 hour'`);
  noting.state.says = nothing;
  startRelay(NEVER_MS, 500);
  await vi.waitFor(() => expect(noting.taken).toHaveLength(700), soon);
});

test('takes up the rows of a relay that died after it had marked them', async () => {
  await ask('orphan');
  await database.query('update outbox set dispatched_at = now()');
  startRelay(20, 60);
  await vi.waitFor(() => expect(noting.taken.map(({ payload }) => payload)).toContain('orphan'), soon);
});

test('stops without waiting for the next poll, and takes nothing more', async () => {
  startRelay(NEVER_MS);
  await relays[0]?.stop();
  await ask('late');
  wakeUps.notify('outbox');
  expect(await pending()).toBe(1);
  expect(noting.taken).toEqual([]);
});

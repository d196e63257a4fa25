import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Job, JobQueue } from '../ports/job-queue.ts';

export interface JobQueueUnderTest {
  readonly queue: JobQueue;
  /** How often a job is tried before it is set aside in `<queue>.dead`; retries follow at once. */
  readonly tries: number;
  /** The queue as the next process finds it after the one that used `queue` was killed or stopped. Not started. */
  successor(): Promise<JobQueue>;
  close(): Promise<void>;
}

const soon = { timeout: 60_000, interval: 10 };

/** A handler that notes its jobs, and lets each end only when told. */
function gatedHandler() {
  const running: { readonly payload: unknown; finish(): void }[] = [];
  const seen: unknown[] = [];
  const handler = vi.fn(async ({ payload }: Job<unknown>) => {
    seen.push(payload);
    await new Promise<void>((resolve) => running.push({ payload, finish: resolve }));
  });
  return {
    handler,
    seen,
    running: () => running.length,
    finishNext: () => running.shift()?.finish(),
    whenRunning: (count: number) => vi.waitFor(() => expect(running).toHaveLength(count), soon),
  };
}

/** What every JobQueue does. Each test has a queue name of its own, so the store may be shared. */
export function describeJobQueue(name: string, factory: () => Promise<JobQueueUnderTest>): void {
  describe(`${name} as a job queue`, { timeout: 60_000 }, () => {
    let subject: JobQueueUnderTest;
    let queue: JobQueue;
    let jobs: string;
    const run = randomUUID().slice(0, 8);
    let number = 0;
    beforeEach(async () => {
      subject = await factory();
      queue = subject.queue;
      number += 1;
      jobs = `contract-${run}-${number}`;
    }, 30_000);
    afterEach(() => subject.close());

    const enqueue = (payload: unknown, key = String(payload)): Promise<void> =>
      queue.enqueue(jobs, payload, `${jobs}-${key}`);
    const collect = async (from: JobQueue, queueName: string): Promise<Job<unknown>[]> => {
      const done: Job<unknown>[] = [];
      await from.work(queueName, async (job) => void done.push(job));
      return done;
    };
    const payloads = (list: readonly Job<unknown>[]): unknown[] => list.map(({ payload }) => payload);
    const expectPayloads = (list: readonly Job<unknown>[], expected: unknown[]): Promise<void> =>
      vi.waitFor(() => expect(payloads(list)).toEqual(expected), soon);

    test('hands a job over as it was given, on its first try', async () => {
      const payload = { file: '通話.jsonl', sizes: [1, 2.5], nothing: null };
      const done = await collect(queue, jobs);
      await queue.start();
      await enqueue(payload, 'key');
      await expectPayloads(done, [payload]);
      expect(done[0]).toMatchObject({ attempt: 1, id: expect.any(String) });
    });

    test('keeps what was enqueued before anybody works, and gives it in order', async () => {
      for (const payload of ['a', 'b', 'c']) await enqueue(payload);
      await queue.start();
      await expectPayloads(await collect(queue, jobs), ['a', 'b', 'c']);
    });

    test('takes a key once, while its job waits and after it is done', async () => {
      await enqueue('first', 'key');
      await enqueue('second', 'key');
      await queue.start();
      const done = await collect(queue, jobs);
      await expectPayloads(done, ['first']);
      await enqueue('third', 'key');
      await enqueue('last');
      await expectPayloads(done, ['first', 'last']);
    });

    test('does one job at a time for each call of work', async () => {
      const one = gatedHandler();
      await queue.work(jobs, one.handler);
      await queue.start();
      for (const payload of ['a', 'b', 'c']) await enqueue(payload);
      await one.whenRunning(1);
      const two = gatedHandler();
      await queue.work(jobs, two.handler);
      await two.whenRunning(1);
      expect([one.seen, two.seen]).toEqual([['a'], ['b']]);
      one.finishNext();
      await one.whenRunning(1);
      expect([one.seen, two.seen]).toEqual([['a', 'c'], ['b']]);
      one.finishNext();
      two.finishNext();
    });

    test('does as many jobs at a time as it is asked to, and no more', async () => {
      const gated = gatedHandler();
      await queue.work(jobs, gated.handler, { concurrency: 2 });
      await queue.start();
      for (const payload of ['a', 'b', 'c']) await enqueue(payload);
      await gated.whenRunning(2);
      expect(gated.seen.toSorted()).toEqual(['a', 'b']);
      gated.finishNext();
      await vi.waitFor(() => expect(gated.seen).toHaveLength(3), soon);
      expect(gated.running()).toBe(2);
      gated.finishNext();
      gated.finishNext();
    });

    test('tells what waits, what runs and how far it is', async () => {
      expect(await queue.inspect(jobs)).toEqual({ waiting: 0, active: 0, setAside: 0, running: [] });
      const gated = gatedHandler();
      await queue.work(jobs, async (job) => {
        await job.progress(40);
        await gated.handler(job);
      });
      await enqueue('a');
      await enqueue('b');
      expect(await queue.inspect(jobs)).toMatchObject({ waiting: 2, active: 0 });
      await queue.start();
      await gated.whenRunning(1);
      const running = [{ id: expect.any(String), attempt: 1, percent: 40 }];
      expect(await queue.inspect(jobs)).toEqual({ waiting: 1, active: 1, setAside: 0, running });
      gated.finishNext();
      await gated.whenRunning(1);
      gated.finishNext();
      await vi.waitFor(async () => expect(await queue.inspect(jobs)).toMatchObject({ waiting: 0, active: 0 }), soon);
    });

    test('counts what was set aside until somebody takes it', async () => {
      await queue.work(jobs, async () => {
        throw new Error('always');
      });
      await queue.start();
      await enqueue('bad');
      await vi.waitFor(async () => expect(await queue.inspect(jobs)).toMatchObject({ setAside: 1, waiting: 0 }), soon);
      await expectPayloads(await collect(queue, `${jobs}.dead`), ['bad']);
      await vi.waitFor(async () => expect(await queue.inspect(jobs)).toMatchObject({ setAside: 0 }), soon);
    });

    test('gives no job to the worker of another queue', async () => {
      const other = await collect(queue, `${jobs}-other`);
      const mine = await collect(queue, jobs);
      await queue.start();
      await queue.enqueue(`${jobs}-other`, 'other', `${jobs}-other`);
      await enqueue('mine');
      await expectPayloads(mine, ['mine']);
      await expectPayloads(other, ['other']);
    });

    test('tries a failed job again, counting the tries', async () => {
      const attempts: number[] = [];
      await queue.work(jobs, async ({ attempt }) => {
        attempts.push(attempt);
        if (attempt < 3) throw new Error('not yet');
      });
      await queue.start();
      await enqueue('a');
      await vi.waitFor(() => expect(attempts).toEqual([1, 2, 3]), soon);
    });

    test('says which try is the last', async () => {
      const last: boolean[] = [];
      await queue.work(jobs, async ({ lastTry }) => {
        last.push(lastTry);
        throw new Error('always');
      });
      await queue.start();
      await enqueue('a');
      const expected = Array.from({ length: subject.tries }, (_, index) => index === subject.tries - 1);
      await vi.waitFor(() => expect(last).toEqual(expected), soon);
    });

    test('sets a job aside that always fails, and goes on with the next', async () => {
      const tried: unknown[] = [];
      await queue.work(jobs, async ({ payload }) => {
        tried.push(payload);
        if (payload === 'bad') throw new Error('always');
      });
      await queue.start();
      await enqueue('bad');
      await expectPayloads(await collect(queue, `${jobs}.dead`), ['bad']);
      await enqueue('good');
      await vi.waitFor(() => expect(tried).toContain('good'), soon);
      expect(tried.filter((payload) => payload === 'bad')).toHaveLength(subject.tries);
    });

    test('stops when the running job is done, and leaves the others to the next process', async () => {
      const gated = gatedHandler();
      await queue.work(jobs, gated.handler);
      await queue.start();
      await enqueue('a');
      await enqueue('b');
      await gated.whenRunning(1);
      const order: string[] = [];
      const stopped = queue.stop().then(() => order.push('stopped'));
      await new Promise((resolve) => setTimeout(resolve, 50));
      order.push('finished');
      gated.finishNext();
      await stopped;
      expect([order, gated.seen]).toEqual([['finished', 'stopped'], ['a']]);

      const next = await subject.successor();
      await next.start();
      await expectPayloads(await collect(next, jobs), ['b']);
      await next.stop();
    });

    test('runs a job again whose process was killed, as a further try', async () => {
      const hanging = gatedHandler();
      await queue.work(jobs, hanging.handler);
      await queue.start();
      await enqueue('a');
      await hanging.whenRunning(1);

      const next = await subject.successor();
      const done = await collect(next, jobs);
      await next.start();
      await expectPayloads(done, ['a']);
      expect(done[0]?.attempt).toBe(2);
      await next.stop();
      hanging.finishNext();
    });
  });
}

import { afterAll, expect, test, vi } from 'vitest';
import { describeJobQueue } from '../../contracts/job-queue-contract.ts';
import type { JobQueue } from '../../ports/job-queue.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { pgBossJobQueue } from './pg-boss-job-queue.ts';

const database = await testDatabase();
const newQueue = (): JobQueue =>
  pgBossJobQueue({ database, log: silentLog, pollMs: 50, retryLimit: 3, retryDelaySeconds: 0 });

afterAll(() => database.close());

describeJobQueue('pg-boss', async () => {
  const queue = newQueue();
  return { queue, tries: 4, successor: async () => newQueue(), close: () => queue.stop() };
});

test('a job that comes while its queue is idle is not left to the next look', async () => {
  const queue = pgBossJobQueue({ database, log: silentLog, pollMs: 86_400_000 });
  const done: unknown[] = [];
  await queue.work('prompt', async ({ payload }) => void done.push(payload));
  await queue.start();
  for (let n = 1; n <= 40; n += 1) {
    await queue.enqueue('prompt', n, `prompt-${n}`);
    await vi.waitFor(() => expect(done).toHaveLength(n), { timeout: 20_000, interval: 1 });
  }
  await queue.stop();
});

test('a job that brings its process down every time is set aside in the end', { timeout: 240_000 }, async () => {
  const first = newQueue();
  await first.enqueue('deadly', 'bomb', 'bomb');
  await first.stop();
  let runs = 0;
  const dead: unknown[] = [];
  for (let life = 1; life <= 30 && dead.length === 0; life += 1) {
    const queue = newQueue();
    await queue.work('deadly.dead', async ({ payload }) => void dead.push(payload));
    const before = runs;
    // The handler of a killed process never ends; the queue is left without being stopped.
    await queue.work('deadly', () => {
      runs += 1;
      return new Promise(() => undefined);
    });
    await queue.start();
    await vi.waitFor(() => expect(runs > before || dead.length > 0).toBe(true), { timeout: 60_000 });
  }
  expect(dead).toEqual(['bomb']);
  expect(runs).toBe(26);
});

import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { bullJobQueue } from '../adapters/bull/bull-job-queue.ts';
import { inProcessWakeUps } from '../adapters/in-process/in-process-wake-ups.ts';
import { postgresDatabase } from '../adapters/postgres/postgres-database.ts';
import { redisWakeUps } from '../adapters/redis/redis-wake-ups.ts';
import type { Database } from '../ports/database.ts';
import { type Child, startChild } from '../testing/child-process.ts';
import { createPostgresDatabase, openPostgresTestDatabase } from '../testing/postgres-databases.ts';
import { startRedis } from '../testing/services/redis.ts';
import { describeWith } from '../testing/services/test-services.ts';
import { silentLog as log } from '../testing/silent-log.ts';
import { enqueueJob, startOutboxRelay } from './outbox-relay.ts';
import { type OutboxJob, workJobs } from './work-jobs.ts';

const soon = { timeout: 120_000, interval: 50 };
const patient = { timeout: 120_000 };

describeWith(['postgres', 'redis'], 'Jobs on PostgreSQL and Redis', ({ postgres, redis }) => {
  /** What one process has that does jobs. */
  const startProcess = async (database: Database, url: string, handler: (job: OutboxJob) => Promise<void>) => {
    const prefix = 'coach';
    const queue = bullJobQueue({
      redisUrl: url,
      prefix,
      log,
      retryLimit: 2,
      retryDelayMs: 0,
      lockMs: 900,
      answerMs: 1_000,
    });
    const wakeUps = redisWakeUps({ url, prefix, log });
    const relay = startOutboxRelay({ database, queue, wakeUps, log, pollMs: 200, sweepMs: 4_000 });
    await workJobs({ database, queue, log }, 'mine', handler, { concurrency: 2 });
    await queue.start();
    return {
      async stop() {
        await relay.stop();
        await queue.stop();
        await wakeUps.close();
      },
    };
  };
  const ask = (database: Database, from: number, to: number): Promise<void> =>
    database.transaction(async (tx) => {
      for (let number = from; number < to; number += 1) await enqueueJob(tx, 'mine', { number });
    });
  const unfinished = async (database: Database): Promise<number> =>
    (await database.query('select from outbox where completed_at is null')).rowCount;

  test(
    'loses no job when Redis is killed with all its data while jobs wait, run and are asked for',
    patient,
    async () => {
      const server = await startRedis();
      const database = await openPostgresTestDatabase(postgres);
      const runs = new Map<number, number>();
      const gateOf = () => {
        let open = (): void => undefined;
        const passed = new Promise<void>((resolve) => {
          open = resolve;
        });
        return { open, passed };
      };
      const wiped = gateOf();
      const restDone = gateOf();
      const handler = async ({ payload }: OutboxJob): Promise<void> => {
        const { number } = payload as { number: number };
        runs.set(number, (runs.get(number) ?? 0) + 1);
        await wiped.passed;
        if (number === 0) await restDone.passed;
      };
      const processes = [
        await startProcess(database, server.url, handler),
        await startProcess(database, server.url, handler),
      ];
      await ask(database, 0, 50);
      // Both processes run as many as they may; the rest wait in Redis.
      await vi.waitFor(() => expect(runs.size).toBe(4), soon);
      await server.kill();
      await server.wipe();
      await ask(database, 50, 60);
      await server.restart();
      await ask(database, 60, 70);
      wiped.open();
      // All but the first, which runs on: none of them may be begun again by somebody else.
      await vi.waitFor(async () => expect(await unfinished(database)).toBe(1), soon);
      restDone.open();
      await vi.waitFor(async () => expect(await unfinished(database)).toBe(0), soon);
      expect([...runs.keys()].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 70 }, (_, number) => number));
      // Those that ran when Redis died went on saying that they run, so nobody else began them.
      expect([...runs.values()].every((times) => times === 1)).toBe(true);
      for (const each of processes) await each.stop();
      await database.close();
      await server.stop();
    },
  );

  test('a job that ends after Redis forgot it is done, and no other process runs it again', patient, async () => {
    const server = await startRedis();
    const database = await openPostgresTestDatabase(postgres);
    const attempts: number[] = [];
    let finish = (): void => undefined;
    const hanging = await startProcess(database, server.url, async ({ attempt }) => {
      attempts.push(attempt);
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    await ask(database, 1, 2);
    await vi.waitFor(() => expect(attempts).toEqual([1]), soon);
    await server.kill();
    await server.wipe();
    await server.restart();
    finish();
    await vi.waitFor(async () => expect(await unfinished(database)).toBe(0), soon);
    await hanging.stop();
    const later: unknown[] = [];
    const next = await startProcess(database, server.url, async ({ payload }) => void later.push(payload));
    await ask(database, 2, 3);
    await vi.waitFor(async () => expect(await unfinished(database)).toBe(0), soon);
    expect(later).toEqual([{ number: 2 }]);
    await next.stop();
    await database.close();
    await server.stop();
  });

  test(
    'a job that always fails is set aside, seen in the database, and runs again when it is replayed',
    patient,
    async () => {
      const server = await startRedis();
      const database = await openPostgresTestDatabase(postgres);
      const name = randomUUID();
      let mended = false;
      const process = await startProcess(database, server.url, async () => {
        if (!mended) throw new RangeError(`broken ${name}`);
      });
      await ask(database, 1, 2);
      const row = async () =>
        (
          await database.query(
            'select failed_at is not null as failed, completed_at is not null as done, error, attempts from outbox',
          )
        ).rows[0];
      const aside = { failed: true, done: false, error: `RangeError: broken ${name}`, attempts: 3 };
      await vi.waitFor(async () => expect(await row()).toEqual(aside), soon);
      mended = true;
      await database.query(
        'update outbox set failed_at = null, error = null, attempts = 0, replays = replays + 1, dispatched_at = null',
      );
      await vi.waitFor(
        async () => expect(await row()).toEqual({ failed: false, done: true, error: null, attempts: 1 }),
        soon,
      );
      await process.stop();
      await database.close();
      await server.stop();
    },
  );

  const deadly = async (does: 'hang' | 'kill') => {
    const { url, drop } = await createPostgresDatabase(postgres);
    const database = await postgresDatabase({ url, log, poolSize: 3 });
    const prefix = `test-${randomUUID()}`;
    const queue = bullJobQueue({ redisUrl: redis, prefix, log });
    const relay = startOutboxRelay({ database, queue, wakeUps: inProcessWakeUps(), log, pollMs: 100 });
    await database.transaction((tx) => enqueueJob(tx, 'deadly', { does }));
    return {
      database,
      worker: () => startChild(new URL('../testing/job-worker.ts', import.meta.url), [url, redis, prefix]),
      async close() {
        await relay.stop();
        await queue.stop();
        await database.close();
        await drop();
      },
    };
  };
  const hearUntil = async (child: Child, wanted: string): Promise<void> => {
    for (let line = await child.hear(); line !== wanted; line = await child.hear()) {
      if (line === null) throw new Error(`the worker ended and never said "${wanted}"`);
    }
  };

  test('runs a job again, as a further try, whose worker got kill -9', patient, async () => {
    const { database, worker, close } = await deadly('hang');
    const first = worker();
    await hearUntil(first, 'hang 1');
    await first.kill();
    const second = worker();
    await hearUntil(second, 'hang 2');
    await second.kill();
    expect((await database.query('select from outbox where attempts = 2 and completed_at is null')).rowCount).toBe(1);
    await close();
  });

  test('sets a job aside that takes every worker down, and says so in the database', patient, async () => {
    const { database, worker, close } = await deadly('kill');
    const aside = async () =>
      (
        await database.query<{ attempts: number; error: string }>(
          'select attempts, error from outbox where failed_at is not null',
        )
      ).rows[0];
    for (let life = 1; life <= 3; life += 1) {
      const child = worker();
      await hearUntil(child, `kill ${life}`);
      expect(await child.hear()).toBeNull();
    }
    const last = worker();
    await vi.waitFor(async () => expect(await aside()).toBeDefined(), soon);
    await last.kill();
    expect(await aside()).toEqual({ attempts: 3, error: expect.stringContaining('process died') });
    await close();
  });
});

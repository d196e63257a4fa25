import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, expect, test, vi } from 'vitest';
import { describeJobQueue } from '../../contracts/job-queue-contract.ts';
import { DatabaseError } from '../../ports/database.ts';
import type { JobQueue } from '../../ports/job-queue.ts';
import type { Logger } from '../../ports/logger.ts';
import { startRedis } from '../../testing/services/redis.ts';
import { describeWith } from '../../testing/services/test-services.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { startTcpProxy } from '../../testing/tcp-proxy.ts';
import { bullJobQueue } from './bull-job-queue.ts';

const soon = { timeout: 120_000, interval: 20 };
const patient = { timeout: 90_000 };

describeWith(['redis'], 'Bull', ({ redis }) => {
  const prefix = `test-${randomUUID()}`;
  const quick = { prefix, log: silentLog, retryLimit: 3, retryDelayMs: 0, lockMs: 900, answerMs: 2_000 };
  const newQueue = (redisUrl: string): JobQueue => bullJobQueue({ redisUrl, mostInterruptions: 2, ...quick });
  // A killed process says nothing more; one that lives in this process is made silent by cutting its line.
  const cuttableQueue = async () => {
    const wire = await startTcpProxy({ port: Number(new URL(redis).port) });
    const queue = newQueue(wire.url(redis));
    const close = async (): Promise<void> => {
      await queue.stop();
      await wire.close();
    };
    return { queue, cut: wire.cut, close };
  };

  afterAll(async () => {
    const client = new Redis(redis);
    for await (const keys of client.scanStream({ match: `${prefix}:*` })) if (keys.length > 0) await client.del(keys);
    await client.quit();
  });

  describeJobQueue('Bull', async () => {
    const { queue, cut, close } = await cuttableQueue();
    const successor = async (): Promise<JobQueue> => {
      await cut();
      return newQueue(redis);
    };
    return { queue, tries: 4, successor, close };
  });

  test('sets a job aside in the end that brings its worker down every time', patient, async () => {
    const watcher = newQueue(redis);
    const deadLetters: unknown[] = [];
    await watcher.enqueue('deadly', 'bomb', 'bomb');
    await watcher.work('deadly.dead', async ({ payload }) => void deadLetters.push(payload));
    await watcher.start();
    const attempts: number[] = [];
    const finish: (() => void)[] = [];
    const lives: { close(): Promise<void> }[] = [];
    while (deadLetters.length === 0 && lives.length < 10) {
      const life = await cuttableQueue();
      const before = attempts.length;
      await life.queue.work('deadly', async ({ attempt }) => {
        attempts.push(attempt);
        await new Promise<void>((resolve) => finish.push(resolve));
      });
      await life.queue.start();
      lives.push(life);
      await vi.waitFor(() => expect(attempts.length > before || deadLetters.length > 0).toBe(true), soon);
      if (deadLetters.length === 0) await life.cut();
    }
    expect(deadLetters).toEqual(['bomb']);
    expect(attempts).toEqual([1, 2, 3]);
    for (const end of finish) end();
    for (const life of lives) await life.close();
    await watcher.stop();
  });

  test('leaves nothing in Redis of what an error quotes', patient, async () => {
    const client = new Redis(redis);
    const queue = bullJobQueue({ ...quick, redisUrl: redis, retryLimit: 0 });
    const setAside: unknown[] = [];
    await queue.work('quoting', async () => {
      throw new DatabaseError('invalid input syntax for type integer: "Maple Street"', '22P02', undefined);
    });
    await queue.work('quoting.dead', async ({ payload }) => void setAside.push(payload));
    await queue.start();
    await queue.enqueue('quoting', 'a', 'a');
    await vi.waitFor(() => expect(setAside).toEqual(['a']), soon);
    const failed = async (): Promise<string> => {
      const ids = await client.zrange(`${prefix}:quoting:failed`, 0, -1);
      return JSON.stringify(await Promise.all(ids.map((id) => client.hgetall(`${prefix}:quoting:${id}`))));
    };
    await vi.waitFor(async () => expect(await failed()).toContain('DatabaseError 22P02'), soon);
    expect(await failed()).not.toContain('Maple');
    await queue.stop();
    await client.quit();
  });

  test('keeps a running job for itself through an outage that is shorter than the lock', patient, async () => {
    const lockMs = 6_000;
    const wire = await startTcpProxy({ port: Number(new URL(redis).port) });
    const client = new Redis(redis);
    const queue = bullJobQueue({ ...quick, redisUrl: wire.url(redis), lockMs });
    let finish = (): void => undefined;
    let lock = '';
    await queue.work('kept', async ({ id }) => {
      lock = `${prefix}:kept:${id}:lock`;
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    await queue.start();
    await queue.enqueue('kept', 'a', 'a');
    await vi.waitFor(() => expect(lock).not.toBe(''), soon);
    await wire.cut();
    // Bull renews its lock at half its time, and never again when that failed.
    await vi.waitFor(async () => expect(await client.pttl(lock)).toBeLessThan(0.42 * lockMs), soon);
    await wire.heal();
    await vi.waitFor(async () => expect(await client.pttl(lock)).toBeGreaterThan(0.6 * lockMs), soon);
    finish();
    await queue.stop();
    await client.quit();
    await wire.close();
  });

  test(
    'refuses within seconds while Redis is away, keeps no such job, and goes on when it is back',
    patient,
    async () => {
      const server = await startRedis();
      const queue = bullJobQueue({ redisUrl: server.url, ...quick, answerMs: 500 });
      const done: unknown[] = [];
      await queue.work('away', async ({ payload }) => void done.push(payload));
      await queue.start();
      await queue.enqueue('away', 'before', 'before');
      await vi.waitFor(() => expect(done).toEqual(['before']), soon);
      await server.kill();
      const refused = { code: 'unavailable', message: expect.stringContaining('Redis') };
      await expect(queue.enqueue('away', 'lost', 'lost')).rejects.toMatchObject(refused);
      await expect(queue.inspect('away')).rejects.toMatchObject(refused);
      await server.restart();
      await vi.waitFor(() => queue.enqueue('away', 'after', 'after'), soon);
      await vi.waitFor(() => expect(done).toEqual(['before', 'after']), soon);
      server.pause();
      await expect(queue.enqueue('away', 'frozen', 'frozen')).rejects.toMatchObject(refused);
      server.resume();
      await vi.waitFor(() => queue.enqueue('away', 'thawed', 'thawed'), soon);
      await vi.waitFor(() => expect(done).toContain('thawed'), soon);
      await queue.stop();
      await server.stop();
    },
  );

  test('starts without Redis, says so once, never with the password, and works when it is there', patient, async () => {
    const server = await startRedis();
    await server.kill();
    const lines: string[] = [];
    const note = (fields: object, message: string): void => void lines.push(JSON.stringify([fields, message]));
    const log: Logger = { debug: note, info: note, warn: note, error: note, child: () => log };
    const redisUrl = server.url.replace('redis://', 'redis://default:s3cret@');
    const queue = bullJobQueue({ ...quick, redisUrl, log });
    const done: unknown[] = [];
    await queue.work('early', async ({ payload }) => void done.push(payload));
    await queue.start();
    await vi.waitFor(() => expect(lines.join()).toContain('cannot be reached'), soon);
    await expect(queue.enqueue('early', 'a', 'a')).rejects.toThrow('Redis');
    const outages = lines.filter((line) => line.includes('"jobs"') && line.includes('cannot be reached'));
    expect(outages).toHaveLength(1);
    await server.restart();
    await vi.waitFor(() => queue.enqueue('early', 'b', 'b'), soon);
    await vi.waitFor(() => expect(done).toEqual(['b']), soon);
    expect(lines.join()).not.toContain('s3cret');
    await queue.stop();
    await server.stop();
  });

  test('stops while Redis is away and a job runs', patient, async () => {
    const server = await startRedis();
    const queue = bullJobQueue({ ...quick, redisUrl: server.url });
    let finish = (): void => undefined;
    let running = false;
    await queue.work('last', async () => {
      running = true;
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    await queue.start();
    await queue.enqueue('last', 'a', 'a');
    await vi.waitFor(() => expect(running).toBe(true), soon);
    await server.stop();
    const stopped = queue.stop();
    finish();
    await stopped;
  });

  test('forgets keys that are done, so that the memory of Redis stays bounded', patient, async () => {
    const queue = newQueue(redis);
    await queue.enqueue('bounded', 'a', 'a');
    const client = new Redis(redis);
    const [key = ''] = await client.keys(`${prefix}:bounded:key-*`);
    const options: unknown = JSON.parse((await client.hget(key, 'opts')) ?? '{}');
    expect(options).toMatchObject({ removeOnComplete: { count: 10_000 }, removeOnFail: { count: 10_000 } });
    await client.quit();
    await queue.stop();
  });
});

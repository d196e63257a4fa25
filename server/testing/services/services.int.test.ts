import { existsSync } from 'node:fs';
import { Redis } from 'ioredis';
import neo4j from 'neo4j-driver';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startChild } from '../child-process.ts';
import { describeWithOwn } from './launchable.ts';
import type { ServiceHandle } from './local-server.ts';
import { startNeo4j } from './neo4j.ts';
import { startPostgres } from './postgres.ts';
import { isRunning, processTree } from './process-tree.ts';
import { startRedis } from './redis.ts';
import { describeWith, type ServiceName } from './test-services.ts';

interface Kind {
  readonly name: ServiceName;
  readonly start: () => Promise<ServiceHandle>;
  readonly keepsOnDisk: boolean;
  readonly write: (url: string) => Promise<void>;
  /** Whether what `write` wrote is there. */
  readonly written: (url: string) => Promise<boolean>;
}

async function onPostgres<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return work(client).finally(() => client.end());
}

async function onNeo4j(url: string, cypher: string): Promise<number> {
  const driver = neo4j.driver(url, undefined, { disableLosslessIntegers: true });
  // A session's run, unlike a transaction function, does not try again for half a minute.
  return driver
    .session()
    .run(cypher)
    .then(({ records }) => Number(records[0]?.get('n') ?? 0))
    .finally(() => driver.close());
}

async function onRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { retryStrategy: () => null });
  redis.on('error', () => undefined);
  return work(redis).finally(() => redis.disconnect());
}

const kinds: readonly Kind[] = [
  {
    name: 'postgres',
    start: startPostgres,
    keepsOnDisk: true,
    write: (url) =>
      onPostgres(url, async (client) => {
        await client.query('create extension vector');
        await client.query("create table kept as select '[1,2]'::vector as embedding");
      }),
    written: (url) =>
      onPostgres(url, async (client) => {
        const { rows } = await client.query("select to_regclass('kept') is not null as there");
        return rows[0]?.there === true;
      }),
  },
  {
    name: 'neo4j',
    start: startNeo4j,
    keepsOnDisk: true,
    write: async (url) => void (await onNeo4j(url, 'CREATE (:Kept) RETURN 1 AS n')),
    written: async (url) => (await onNeo4j(url, 'MATCH (k:Kept) RETURN count(k) AS n')) === 1,
  },
  {
    name: 'redis',
    start: startRedis,
    keepsOnDisk: false,
    write: async (url) => void (await onRedis(url, (redis) => redis.set('kept', '1'))),
    written: (url) => onRedis(url, async (redis) => (await redis.get('kept')) === '1'),
  },
];

for (const kind of kinds) {
  describeWithOwn([kind.name], `a ${kind.name} of a test's own`, () => {
    let server: ServiceHandle;
    beforeAll(async () => {
      server = await kind.start();
      await kind.write(server.url);
    }, 120_000);
    afterAll(() => server?.stop());

    it('keeps what it was told', async () => {
      expect(await kind.written(server.url)).toBe(true);
    });

    it('answers nothing while paused and goes on when resumed', async () => {
      server.pause();
      let answered = false;
      const answer = kind.written(server.url).finally(() => {
        answered = true;
      });
      // There is no event for "nothing happens"; a server that is not paused answers in a tenth of this.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(answered).toBe(false);
      server.resume();
      expect(await answer).toBe(true);
    });

    it(`a kill ends every process of it, and a restart on the same address ${kind.keepsOnDisk ? 'has its data' : 'is empty'}`, async () => {
      const before = server.url;
      const processes = processTree(server.pid);
      await server.kill();
      expect(processes.length).toBeGreaterThan(0);
      expect(processes.filter(isRunning)).toEqual([]);
      await expect(kind.written(before)).rejects.toThrow();
      await server.restart();
      expect(server.url).toBe(before);
      expect(await kind.written(before)).toBe(kind.keepsOnDisk);
    }, 120_000);

    it('can be killed while paused, and comes up empty after a wipe', async () => {
      server.pause();
      await server.kill();
      await server.wipe();
      await server.restart();
      expect(await kind.written(server.url)).toBe(false);
    }, 120_000);

    it('refuses a restart of what runs and a wipe of what runs', async () => {
      await expect(server.restart()).rejects.toThrow('call kill() before restart()');
      await expect(server.wipe()).rejects.toThrow('call kill() before wipe()');
    });
  });
}

describeWithOwn(['redis'], 'servers and whoever started them', () => {
  it('do not outlive a parent that was killed, nor does their folder', async () => {
    const parent = startChild(new URL('./redis-owner.ts', import.meta.url));
    const { pid, folder } = JSON.parse((await parent.hear()) ?? '{}') as { pid: number; folder: string };
    expect(isRunning(pid)).toBe(true);
    expect(existsSync(folder)).toBe(true);
    await parent.kill();
    await expect.poll(() => isRunning(pid) || existsSync(folder), { timeout: 60_000 }).toBe(false);
  });
});

describeWith(['postgres', 'neo4j', 'redis'], 'the servers that this run was given', (urls) => {
  it('answer', async () => {
    expect(await onPostgres(urls.postgres, async (client) => (await client.query('select 1 as n')).rows)).toEqual([
      { n: 1 },
    ]);
    expect(await onNeo4j(urls.neo4j, 'RETURN 1 AS n')).toBe(1);
    expect(await onRedis(urls.redis, (redis) => redis.ping())).toBe('PONG');
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPgliteDatabase } from '../adapters/pglite/pglite-database.ts';
import { postgresDatabase } from '../adapters/postgres/postgres-database.ts';
import { type InstallationSecrets, loadSecrets } from '../installation-secrets.ts';
import type { Database } from '../ports/database.ts';
import { databaseTemplate } from '../testing/database-template.ts';
import { createPostgresDatabase, type PostgresTestDatabase } from '../testing/postgres-databases.ts';
import { fillWithSampleRecords } from '../testing/sample-records.ts';
import { describeWith } from '../testing/services/test-services.ts';
import { silentLog } from '../testing/silent-log.ts';
import { digests } from '../testing/table-digests.ts';
import { exportDatabase } from './export-database.ts';
import { importDatabase } from './import-database.ts';

// Without garbage in the sum, it says what is held and not when the engine last cleaned up.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

describeWith(['postgres'], 'moving between the embedded database and PostgreSQL', ({ postgres }) => {
  let root: string;
  let secrets: InstallationSecrets;
  let places: PostgresTestDatabase[];
  let open: Database[];
  beforeEach(async () => {
    [places, open] = [[], []];
    root = await mkdtemp(join(tmpdir(), 'moving-'));
    secrets = await loadSecrets(join(root, 'secrets.json'));
  });
  afterEach(async () => {
    for (const database of open) await database.close();
    for (const place of places) await place.drop();
    await rm(root, { recursive: true, force: true });
  });

  const server = async (content: 'migrated' | 'nothing') => {
    const place = await createPostgresDatabase(postgres, content);
    const database = postgresDatabase({ url: place.url, log: silentLog, poolSize: 4 });
    places.push(place);
    open.push(database);
    return database;
  };
  const embedded = async (name: string, template?: string) => {
    const directory = join(root, name);
    const database = await openPgliteDatabase(template === undefined ? { directory } : { directory, template });
    open.push(database);
    return database;
  };
  const take = (database: Database, name: string) =>
    exportDatabase({ database, secrets, directory: join(root, name), withKeys: false });
  const bring = (database: Database, name: string) =>
    importDatabase({ database, directory: join(root, name), secretsFile: secrets.file });

  it('carries everything up and back again: the same rows, the same head, a chain that verifies', {
    timeout: 240_000,
  }, async () => {
    const first = await embedded('first', await databaseTemplate());
    await fillWithSampleRecords(first, secrets);
    const before = await digests(first);
    const up = await take(first, 'up');

    const middle = await server('nothing');
    const arrived = await bring(middle, 'up');
    expect(arrived.audit).toMatchObject({ ok: true, headHash: up.log.auditHash, decisions: 3 });
    expect(await digests(middle)).toEqual(before);
    expect(
      (await middle.query<{ id: number }>("insert into outbox (queue, payload) values ('d', '4') returning id")).rows,
    ).toEqual([{ id: 4 }]);
    await middle.query("delete from outbox where queue = 'd'");

    const down = await take(middle, 'down');
    expect(down.tables).toEqual(up.tables);
    const last = await embedded('last');
    expect((await bring(last, 'down')).audit).toMatchObject({ ok: true, headHash: up.log.auditHash });
    expect(await digests(last)).toEqual(before);
    const index = await last.query("select indexname from pg_indexes where tablename = 'version_vectors'");
    expect(index.rowCount).toBeGreaterThan(0);
  });

  it('takes one instant of a database on which others write', async () => {
    const source = await server('migrated');
    await fillWithSampleRecords(source, secrets);
    let [stopping, written] = [false, 0];
    const writer = (async () => {
      for (; !stopping; written += 1) {
        // The first table of the export and the last: a later look at one would find more rows in it.
        await source.transaction(async (tx) => {
          await tx.query('insert into agents (id) values ($1)', [`agent ${written}`]);
          await tx.query("insert into gaps (id, question) values ($1, 'why')", [`gap ${written}`]);
        });
      }
    })();
    const counts: [number | undefined, number | undefined][] = [];
    for (const name of ['one', 'two', 'three']) {
      const { tables } = await take(source, name);
      const rows = (table: string) => tables.find((each) => each.name === table)?.rows;
      counts.push([rows('agents'), rows('gaps')]);
    }
    stopping = true;
    await writer;
    expect(written).toBeGreaterThan(10);
    for (const [agents, gaps] of counts) expect(agents).toBe(gaps);
    const target = await server('nothing');
    expect((await bring(target, 'three')).audit.ok).toBe(true);
  });

  it('carries 100,000 long rows without holding them in memory', { timeout: 300_000 }, async () => {
    const source = await server('migrated');
    await source.query("insert into calls (id, created_by, status) values ('call', 'x', 'ended')");
    await source.script(`
      insert into call_events (call_id, seq, type, data)
      select 'call', n, 'card', jsonb_build_object('n', n, 'text', repeat(md5(n::text), 50)) from generate_series(1, 100000) n`);
    const target = await server('nothing');
    const [used, stop] = watchMemory();
    const { tables } = await take(source, 'long');
    expect(tables.find(({ name }) => name === 'call_events')?.rows).toBe(100_000);
    await bring(target, 'long');
    stop();
    expect(await digests(target)).toEqual(await digests(source));
    // The rows are 180 MB as they travel.
    expect(used()).toBeLessThan(60);
  });

  /** Most megabytes, garbage aside, that this process held beyond what it held before, and a way to stop looking. */
  function watchMemory(): [() => number, () => void] {
    const now = () => {
      collect();
      const { heapUsed, external } = process.memoryUsage();
      return (heapUsed + external) / 2 ** 20;
    };
    const before = now();
    let most = before;
    const timer = setInterval(() => {
      most = Math.max(most, now());
    }, 250);
    return [() => most - before, () => clearInterval(timer)];
  }
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { postgresDatabase } from '../server/adapters/postgres/postgres-database.ts';
import type { Database } from '../server/ports/database.ts';
import { startChild } from '../server/testing/child-process.ts';
import { createPostgresDatabase, type PostgresTestDatabase } from '../server/testing/postgres-databases.ts';
import { describeWith } from '../server/testing/services/test-services.ts';
import { silentLog } from '../server/testing/silent-log.ts';
import { migrate } from './migrate.ts';
import { readMigrations } from './migration-files.ts';

describeWith(['postgres'], 'migrating a PostgreSQL that is in use', ({ postgres }) => {
  let place: PostgresTestDatabase;
  let directory: string;
  let open: Database[];
  /** A pool of its own, as another process would have. */
  const connect = (statementTimeoutMs = 30_000): Database => {
    const database = postgresDatabase({ url: place.url, log: silentLog, poolSize: 4, statementTimeoutMs });
    open.push(database);
    return database;
  };
  const write = (file: string, sql: string, phase = 'expands') =>
    writeFile(join(directory, file), `-- ${phase}\n${sql}`);

  beforeEach(async () => {
    open = [];
    place = await createPostgresDatabase(postgres, 'nothing');
    directory = await mkdtemp(join(tmpdir(), 'migrations-'));
  });
  afterEach(async () => {
    for (const database of open) await database.close();
    await place.drop();
    await rm(directory, { recursive: true, force: true });
  });

  it('lets two processes race: each migration is applied once, and both end with the whole schema', async () => {
    for (let n = 1; n <= 8; n += 1) {
      await write(`000${n}_step.sql`, `create table step_${n} (id int); insert into step_${n} values (1);`);
    }
    const script = new URL('../server/testing/racing-migrator.ts', import.meta.url);
    const racers = [1, 2, 3].map(() => startChild(script, [place.url, directory]));
    for (const racer of racers) expect(await racer.hear()).toBe('ready');
    for (const racer of racers) racer.say('go');
    const said = await Promise.all(racers.map(async (racer) => JSON.parse((await racer.hear()) ?? 'null')));
    const applied = said.flatMap((each) => each.applied as string[]).sort();
    expect(applied).toEqual((await readMigrations(directory)).map(({ name }) => name));
    const rows = await connect().query<{ rows: number }>(
      `select (${[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `(select count(*) from step_${n})`).join(' + ')})::int as rows`,
    );
    expect(rows.rows).toEqual([{ rows: 8 }]);
  });

  it('holds nobody up while it waits for a table that a long transaction reads', async () => {
    await write('0001_first.sql', 'create table kept (id int); insert into kept values (1);');
    const [migrator, reader, traffic] = [connect(), connect(), connect(3_000)];
    await migrate(migrator, { directory });
    await write('0002_more.sql', 'alter table kept add column more int;');
    let migrated: Promise<unknown> = Promise.resolve();
    await reader.transaction(async (tx) => {
      await tx.query('select from kept');
      migrated = migrate(migrator, { directory });
      for (let waits = 0; waits < 3; waits += await untilItWaits(traffic)) {
        for (let n = 0; n < 5; n += 1) expect((await traffic.query('select from kept')).rowCount).toBe(1);
        await traffic.query('insert into kept (id) values (2)');
        await traffic.query('delete from kept where id = 2');
      }
    });
    expect(await migrated).toEqual({ applied: ['0002_more'], ahead: [] });
    await traffic.query('select more from kept');
  });

  /** 1 once a migration waits for a lock on a table. */
  async function untilItWaits(database: Database): Promise<number> {
    for (;;) {
      const found = await database.query(
        `select from pg_locks l join pg_database d on d.oid = l.database
          where not l.granted and l.locktype = 'relation' and d.datname = current_database()`,
      );
      if (found.rowCount > 0) return 1;
      await pause(20);
    }
  }

  it('gives up in the end when a table never becomes free, says where to look, and leaves the database as it was', async () => {
    await write('0001_first.sql', 'create table kept (id int);');
    const [migrator, reader] = [connect(), connect()];
    await migrate(migrator, { directory });
    await write('0002_more.sql', 'create table half (id int); alter table kept add column more int;');
    await reader.transaction(async (tx) => {
      await tx.query('select from kept');
      await expect(migrate(migrator, { directory, attempts: 2 })).rejects.toThrow(
        /0002_more did not get.*pg_stat_activity/,
      );
    });
    expect((await migrator.query("select to_regclass('half') as half")).rows).toEqual([{ half: null }]);
    expect(await migrate(migrator, { directory })).toMatchObject({ applied: ['0002_more'] });
  });

  it('waits for a migration that takes long in another process, however short it waits for tables', async () => {
    await write('0001_slow.sql', 'create table slow (id int); select pg_sleep(1.5);');
    const [one, two] = await Promise.all([
      migrate(connect(), { directory, attempts: 1 }),
      migrate(connect(), { directory, attempts: 1 }),
    ]);
    expect([...one.applied, ...two.applied]).toEqual(['0001_slow']);
  });

  it('expands, deploys and contracts under traffic of two replicas without one failed request', async () => {
    await write(
      '0001_first.sql',
      `create table people (id bigint generated always as identity primary key, name text not null);
       create table replicas (id text primary key, host text, pid int, schema_version int, seen_at timestamptz);`,
    );
    const migrator = connect();
    await migrate(migrator, { directory });
    const older = [replica('old-1', 1, 'name'), replica('old-2', 1, 'name')];
    await requests(older, 50);

    await write(
      '0002_full_name.sql',
      `alter table people add column full_name text, alter column name drop not null;
       create function people_names() returns trigger language plpgsql as $$ begin
         new.full_name := coalesce(new.full_name, new.name);
         new.name := coalesce(new.name, new.full_name);
         return new;
       end $$;
       create trigger people_names before insert or update on people for each row execute function people_names();
       update people set full_name = name;`,
    );
    await migrate(migrator, { directory });
    await requests(older, 50);

    const newer = [replica('new-1', 2, 'full_name'), replica('new-2', 2, 'full_name')];
    await requests([...older, ...newer], 50);
    await write(
      '0003_no_name.sql',
      'drop trigger people_names on people; drop function people_names(); alter table people drop column name;',
      'contracts: 2',
    );
    await expect(migrate(migrator, { directory })).rejects.toThrow(/0003_no_name removes .* old-1 .*old-2 /);
    await requests([...older, ...newer], 50);

    for (const each of older) await each.stop();
    const contracted = migrate(migrator, { directory });
    await requests(newer, 50);
    expect(await contracted).toEqual({ applied: ['0003_no_name'], ahead: [] });
    await requests(newer, 50);
    for (const each of newer) await each.stop();

    const served = [...older, ...newer];
    expect(served.flatMap(({ failures }) => failures)).toEqual([]);
    const kept = await migrator.query<{ rows: number }>('select count(full_name)::int as rows from people');
    expect(kept.rows[0]?.rows).toBe(served.reduce((sum, { done }) => sum + done(), 0));
  });

  /** Each of the replicas serves so many more. */
  async function requests(replicas: readonly { done(): number; failures: unknown[] }[], more: number): Promise<void> {
    const goals = replicas.map((each) => ({ each, goal: each.done() + more }));
    while (goals.some(({ each, goal }) => each.done() < goal && each.failures.length === 0)) await pause(10);
  }

  /** A program of one version: writes a name, reads it back, again and again, and says that it lives. */
  function replica(id: string, schemaVersion: number, column: 'name' | 'full_name') {
    const database = connect();
    const failures: unknown[] = [];
    let done = 0;
    let stopping = false;
    const beat = () =>
      database.query(
        `insert into replicas values ($1, 'here', 1, $2, now()) on conflict (id) do update set seen_at = now()`,
        [id, schemaVersion],
      );
    const serve = async () => {
      await database.transaction(async (tx) => {
        const added = await tx.query<{ id: number }>(`insert into people (${column}) values ($1) returning id`, [id]);
        const found = await tx.query<{ value: string }>(`select ${column} as value from people where id = $1`, [
          added.rows[0]?.id ?? 0,
        ]);
        if (found.rows[0]?.value !== id) throw new Error('read something else than was written');
      });
      done += 1;
    };
    const ended = (async () => {
      while (!stopping) {
        await Promise.all([serve(), serve(), beat()]).catch((error: unknown) => failures.push(error));
      }
      await database.query('delete from replicas where id = $1', [id]);
    })();
    return {
      failures,
      done: () => done,
      stop() {
        stopping = true;
        return ended;
      },
    };
  }
});

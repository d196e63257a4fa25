import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../server/ports/database.ts';
import { testDatabase } from '../server/testing/test-database.ts';
import { migrate, refuseOutdatedProgram } from './migrate.ts';
import { readMigrations } from './migration-files.ts';
import { describeSchema, snapshotPath } from './schema-snapshot.ts';

let database: Database;
let directory: string;

/** Migrations of the test's own, in a schema that is thrown away after it. */
const write = (file: string, sql: string, phase = 'expands'): Promise<void> =>
  writeFile(join(directory, file), `-- ${phase}\n${sql}`);
const run = (): ReturnType<typeof migrate> => migrate(database, { directory });
const ran = (...applied: readonly string[]) => ({ applied, ahead: [] });

const tables = async (): Promise<string[]> => {
  const sql = `select tablename as name from pg_tables where schemaname = 'public' order by 1`;
  return (await database.query<{ name: string }>(sql)).rows.map((row) => row.name);
};

beforeAll(async () => {
  database = await testDatabase();
}, 240_000);
afterAll(() => database.close());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'migrations-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe('the migrations of this project', () => {
  test('have been applied once, and applying them again does nothing', async () => {
    const all = await readMigrations();
    const sql = 'select name, checksum from schema_migrations order by version';
    const applied = await database.query(sql);
    expect(applied.rows).toEqual(all.map(({ name, checksum }) => ({ name, checksum })));
    expect(await migrate(database)).toEqual(ran());
    expect(await database.query(sql)).toEqual(applied);
  });

  test('make the schema of schema.snapshot.txt (npm run schema:snapshot writes it anew)', async () => {
    expect(await describeSchema(database)).toBe(await readFile(snapshotPath, 'utf8'));
  });
});

describe('migrate', () => {
  beforeEach(() => database.script('drop schema public cascade; create schema public'));

  test('applies what is missing from empty, in order, and later only what is new', async () => {
    await write('0001_first.sql', 'create table first (id int); create table other (id int);');
    await write('0002_second.sql', 'alter table first rename to renamed;');
    expect(await run()).toEqual(ran('0001_first', '0002_second'));
    expect(await tables()).toEqual(['other', 'renamed', 'schema_migrations']);
    await write('0003_third.sql', 'drop table other;');
    expect(await run()).toEqual(ran('0003_third'));
    expect(await run()).toEqual(ran());
    expect(await tables()).toEqual(['renamed', 'schema_migrations']);
  });

  test('of two that race, each migration is applied by one, and both end with the whole schema', async () => {
    for (const n of [1, 2, 3, 4]) await write(`000${n}_step.sql`, `create table step_${n} (id int);`);
    const [one, two] = await Promise.all([run(), run()]);
    expect([...one.applied, ...two.applied].sort()).toEqual(['0001_step', '0002_step', '0003_step', '0004_step']);
    expect(await tables()).toEqual(['schema_migrations', 'step_1', 'step_2', 'step_3', 'step_4']);
  });

  test('leaves nothing of a migration that fails, keeps those before it, and goes on once it is mended', async () => {
    await write('0001_good.sql', 'create table good (id int);');
    await write('0002_bad.sql', 'create table half (id int); select no_such_column;');
    await expect(run()).rejects.toThrow(/0002_bad failed .*no_such_column/);
    expect(await tables()).toEqual(['good', 'schema_migrations']);
    await write('0002_bad.sql', 'create table half (id int);');
    expect(await run()).toEqual(ran('0002_bad'));
  });

  test('refuses an applied migration that was changed, but not other line ends', async () => {
    await write('0001_first.sql', 'create table first\n(id int);');
    await run();
    await write('0001_first.sql', 'create table first\r\n(id int);');
    expect(await run()).toEqual(ran());
    await write('0001_first.sql', 'create table first\n(id bigint);');
    await expect(run()).rejects.toThrow(/0001_first differs .* in a new one/);
  });

  test('runs on a database that a newer program has only expanded, and says by what', async () => {
    for (const name of ['0001_first', '0002_more', '0003_yet_more']) await write(`${name}.sql`, 'select 1;');
    await run();
    await rm(join(directory, '0002_more.sql'));
    await rm(join(directory, '0003_yet_more.sql'));
    expect(await run()).toEqual({ applied: [], ahead: ['0002_more', '0003_yet_more'] });
    await expect(refuseOutdatedProgram(database, directory)).resolves.toBeUndefined();
  });

  test('refuses a database from which a newer program took what this one needs, naming both and what to do', async () => {
    await write('0001_first.sql', 'select 1;');
    await write('0002_more.sql', 'select 1;');
    await write('0003_less.sql', 'select 1;', 'contracts: 2');
    await run();
    await rm(join(directory, '0003_less.sql'));
    expect(await run()).toEqual({ applied: [], ahead: ['0003_less'] });
    await rm(join(directory, '0002_more.sql'));
    const refusal = /newer.*0003_less removed.*before migration 2.*0001_first.*Start the newer program/;
    await expect(run()).rejects.toThrow(refusal);
    await expect(refuseOutdatedProgram(database, directory)).rejects.toThrow(refusal);
  });

  test('remembers of each migration whether it expands or contracts', async () => {
    await write('0001_first.sql', 'select 1;');
    await write('0002_less.sql', 'select 1;', 'contracts: 1');
    await run();
    const found = await database.query('select version, kind, contracts from schema_migrations order by version');
    expect(found.rows).toEqual([
      { version: 1, kind: 'expands', contracts: null },
      { version: 2, kind: 'contracts', contracts: 1 },
    ]);
  });

  test('goes on with a database that remembers nothing of that yet', async () => {
    await write('0001_first.sql', 'create table first (id int);');
    await run();
    await database.script('alter table schema_migrations drop column kind, drop column contracts');
    expect(await run()).toEqual(ran());
    await write('0002_second.sql', 'create table second (id int);');
    expect(await run()).toEqual(ran('0002_second'));
    const found = await database.query('select version, kind from schema_migrations order by version');
    expect(found.rows).toEqual([
      { version: 1, kind: 'expands' },
      { version: 2, kind: 'expands' },
    ]);
  });

  describe('while older programs run', () => {
    const replica = (id: string, schemaVersion: number, secondsAgo: number) =>
      database.query(
        `insert into replicas (id, host, pid, schema_version, seen_at)
         values ($1, 'here', 7, $2, now() - make_interval(secs => $3))`,
        [id, schemaVersion, secondsAgo],
      );
    beforeEach(async () => {
      await write(
        '0001_first.sql',
        `create table kept (old int);
         create table replicas (id text, host text, pid int, schema_version int, seen_at timestamptz);`,
      );
      await write('0002_more.sql', 'alter table kept add column new int;');
      await run();
      await write('0003_less.sql', 'alter table kept drop column old;', 'contracts: 2');
    });

    test('takes nothing from under a replica that knows too little, and names it', async () => {
      await replica('gone', 1, 60);
      await replica('young', 2, 1);
      await replica('old', 1, 1);
      await expect(run()).rejects.toThrow(/0003_less removes .*: old \(process 7 on here, knows migration 1\)\. Stop/);
      expect((await database.query('select old, new from kept')).rows).toEqual([]);
      await database.query("delete from replicas where id = 'old'");
      expect(await run()).toEqual(ran('0003_less'));
    });

    test('asks for none where no other process can be', async () => {
      await replica('killed a moment ago', 1, 1);
      expect(await migrate(database, { directory, alone: true })).toEqual(ran('0003_less'));
    });

    test('expands in front of any of them', async () => {
      await replica('old', 1, 1);
      await write('0003_less.sql', 'create table more (id int);');
      expect(await run()).toEqual(ran('0003_less'));
    });
  });

  test('stops after the migration that it was asked to stop after', async () => {
    for (const n of [1, 2, 3]) await write(`000${n}_step.sql`, `create table step_${n} (id int);`);
    expect(await migrate(database, { directory, upTo: 2 })).toEqual(ran('0001_step', '0002_step'));
    expect(await migrate(database, { directory, upTo: 1 })).toEqual(ran());
    expect(await run()).toEqual(ran('0003_step'));
  });

  test('refuses a database in which one is missing', async () => {
    await write('0001_first.sql', 'select 1;');
    await write('0002_second.sql', 'select 1;');
    await run();
    await database.query('delete from schema_migrations where version = 1');
    await expect(run()).rejects.toThrow(/0002_second without migration 1/);
  });

  test.each<[string, string, string, RegExp, string?]>([
    ['a gap', '0003_later.sql', 'select 1;', /number 3 where 2 is due/],
    ['a number used twice', '0001_same.sql', 'select 1;', /number 1 where 2 is due/],
    ['a name without a number', 'later.sql', 'select 1;', /later\.sql is no name/],
    ['its own transaction', '0002_later.sql', 'begin;\nselect 1;\ncommit;', /one transaction already/],
    [
      'nothing on older programs',
      '0002_later.sql',
      '',
      /0002_later\.sql does not say .* "-- expands"/,
      'just a remark',
    ],
    ['a misspelt phase', '0002_later.sql', '', /does not say/, 'contracts'],
    ['itself as what it contracts', '0002_later.sql', '', /name the earlier migration \(1 to 1\)/, 'contracts: 2'],
  ])('refuses files with %s before it applies any', async (_, file, sql, message, phase = 'expands') => {
    await write('0001_first.sql', 'create table first (id int);');
    await write(file, sql, phase);
    await expect(run()).rejects.toThrow(message);
    expect(await tables()).toEqual([]);
  });
});

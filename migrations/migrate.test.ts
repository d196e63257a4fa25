import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../server/ports/database.ts';
import { testDatabase } from '../server/testing/test-database.ts';
import { migrate } from './migrate.ts';
import { readMigrations } from './migration-files.ts';
import { describeSchema, snapshotPath } from './schema-snapshot.ts';

let database: Database;
let directory: string;

/** Migrations of the test's own, in a schema that is thrown away after it. */
const write = (file: string, sql: string): Promise<void> => writeFile(join(directory, file), sql);
const run = (): ReturnType<typeof migrate> => migrate(database, directory);

const tables = async (): Promise<string[]> => {
  const sql = `select tablename as name from pg_tables where schemaname = 'public' order by 1`;
  return (await database.query<{ name: string }>(sql)).rows.map((row) => row.name);
};

beforeAll(async () => {
  database = await testDatabase();
}, 30_000);
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
    expect(await migrate(database)).toEqual({ applied: [] });
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
    expect(await run()).toEqual({ applied: ['0001_first', '0002_second'] });
    expect(await tables()).toEqual(['other', 'renamed', 'schema_migrations']);
    await write('0003_third.sql', 'drop table other;');
    expect(await run()).toEqual({ applied: ['0003_third'] });
    expect(await run()).toEqual({ applied: [] });
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
    expect(await run()).toEqual({ applied: ['0002_bad'] });
  });

  test('refuses an applied migration that was changed, but not other line ends', async () => {
    await write('0001_first.sql', 'create table first\n(id int);');
    await run();
    await write('0001_first.sql', 'create table first\r\n(id int);');
    expect(await run()).toEqual({ applied: [] });
    await write('0001_first.sql', 'create table first\n(id bigint);');
    await expect(run()).rejects.toThrow(/0001_first differs .* in a new one/);
  });

  test('refuses a database newer than the program, naming both and what to do', async () => {
    await write('0001_first.sql', 'select 1;');
    await write('0002_later.sql', 'select 1;');
    await run();
    await rm(join(directory, '0002_later.sql'));
    await expect(run()).rejects.toThrow(/newer.*0002_later.*0001_first.*Start the newer program/);
  });

  test('refuses a database in which one is missing', async () => {
    await write('0001_first.sql', 'select 1;');
    await write('0002_second.sql', 'select 1;');
    await run();
    await database.query('delete from schema_migrations where version = 1');
    await expect(run()).rejects.toThrow(/0002_second without migration 1/);
  });

  test.each([
    ['a gap', '0003_later.sql', 'select 1;', /number 3 where 2 is due/],
    ['a number used twice', '0001_same.sql', 'select 1;', /number 1 where 2 is due/],
    ['a name without a number', 'later.sql', 'select 1;', /later\.sql is no name/],
    ['its own transaction', '0002_later.sql', 'begin;\nselect 1;\ncommit;', /one transaction already/],
  ])('refuses files with %s before it applies any', async (_, file, sql, message) => {
    await write('0001_first.sql', 'create table first (id int);');
    await write(file, sql);
    await expect(run()).rejects.toThrow(message);
    expect(await tables()).toEqual([]);
  });
});

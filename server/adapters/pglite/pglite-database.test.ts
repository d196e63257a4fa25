import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describeDatabase } from '../../contracts/database-contract.ts';
import type { Database } from '../../ports/database.ts';
import { startChild } from '../../testing/child-process.ts';
import { databaseTemplate } from '../../testing/database-template.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { openPgliteChannel, startPgliteWorker } from './pglite-channel.ts';
import { openPgliteDatabase } from './pglite-database.ts';

describeDatabase('PGlite in memory', testDatabase);

describe('PGlite on disk', { timeout: 240_000 }, () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'pglite-'));
  });
  afterEach(async () => {
    await rm(root, { recursive: true, force: true });
  });

  const ids = async (database: Database): Promise<number[]> =>
    (await database.query<{ id: number }>('select id from kept order by id')).rows.map((row) => row.id);

  test('keeps every row that was acknowledged before kill -9', async () => {
    const directory = join(root, 'database');
    const template = await databaseTemplate();
    let next = 1;
    for (let round = 1; round <= 3; round += 1) {
      const writer = startChild(new URL('../../testing/row-writer.ts', import.meta.url), [
        directory,
        template,
        String(next),
      ]);
      let acknowledged = 0;
      while (acknowledged < next + round * 20) acknowledged = Number(await writer.hear());
      await writer.kill();
      for (let line = await writer.hear(); line !== null; line = await writer.hear()) acknowledged = Number(line);

      const database = await openPgliteDatabase({ directory });
      const kept = await ids(database);
      await database.close();
      // One more may have been committed and not yet told.
      expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => index + 1));
      expect(kept.length - acknowledged).toBeOneOf([0, 1]);
      next = kept.length + 1;
    }
  });

  test('begins again when it was killed while it was made', async () => {
    const directory = join(root, 'database');
    await mkdir(`${directory}.new`);
    await writeFile(join(`${directory}.new`, 'PG_VERSION'), '18');
    const database = await openPgliteDatabase({ directory, template: await databaseTemplate() });
    expect((await database.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await database.close();
  });

  test('refuses a directory of other files, and one of another version, by name', async () => {
    await writeFile(join(root, 'letter.txt'), 'dear');
    await expect(openPgliteDatabase({ directory: root })).rejects.toThrow(`${root} holds files but no database`);
    await writeFile(join(root, 'PG_VERSION'), '16\n');
    await expect(openPgliteDatabase({ directory: root })).rejects.toThrow(/PostgreSQL 16/);
  });
});

test('a worker that dies fails what was asked of it, and everything after', async () => {
  const worker = startPgliteWorker({ directory: null, template: await databaseTemplate() });
  const channel = await openPgliteChannel(worker);
  const asked = channel.send({ type: 'query', sql: 'select 1', params: [] });
  const settled = Promise.allSettled([asked]);
  await worker.terminate();
  const [outcome] = await settled;
  expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'DatabaseError', code: '08006' } });
  await expect(channel.send({ type: 'query', sql: 'select 1', params: [] })).rejects.toMatchObject({ code: '08006' });
  await channel.close();
});

describe('a statement that came before', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openPgliteDatabase({ directory: null, template: await databaseTemplate() });
  });
  afterAll(() => database.close());
  const often = async (sql: string, params: readonly (string | number)[] = []) => {
    for (let n = 0; n < 8; n += 1) await database.query(sql, params);
    return (await database.query(sql, params)).rows;
  };

  test('sees the columns that a script added, and those that a statement did', async () => {
    await database.script('create table grown (id int primary key); insert into grown values (1)');
    expect(await often('select * from grown')).toEqual([{ id: 1 }]);
    await database.script("alter table grown add column name text default 'one'");
    expect(await often('select * from grown')).toEqual([{ id: 1, name: 'one' }]);
    await database.query('alter table grown add column size int default 2');
    expect(await often('select * from grown')).toEqual([{ id: 1, name: 'one', size: 2 }]);
  });

  test('fails each time in the same way, and works again', async () => {
    await database.script('create table once_only (id int primary key)');
    await often('insert into once_only values ($1) on conflict do nothing', [1]);
    for (let n = 0; n < 4; n += 1) {
      const again = database.query('insert into once_only values ($1)', [1]);
      await expect(again).rejects.toMatchObject({ code: '23505' });
    }
    await database.query('insert into once_only values ($1)', [2]);
    expect(await often('select id from once_only where id = $1', [2])).toEqual([{ id: 2 }]);
  });

  test('is not part of a transaction that was begun before or after it', async () => {
    await database.script('create table beside (id int)');
    const insert = 'insert into beside values ($1)';
    const undone = async () => {
      await database.transaction(async (tx) => {
        await tx.query(insert, [100]);
        throw new Error('undone');
      });
    };
    const asked = [1, 2, 3].flatMap((id) => [database.query(insert, [id]), undone().catch(() => undefined)]);
    await Promise.all(asked);
    const { rows } = await database.query('select id from beside order by id');
    expect(rows).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  });
});

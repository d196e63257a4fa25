import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, DatabaseError, type Executor, type SqlValue } from '../ports/database.ts';
import { describeConcurrency } from './database-concurrency-contract.ts';

const caught = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => error,
  );

/** Resolves after everything that is already under way had its chance. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function gate(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** What a Database may be able to do beyond the rest. */
export interface DatabaseCapabilities {
  /** Several transactions are under way at a time, so they may meet. */
  readonly concurrent: boolean;
}

/** What every Database does; `factory` gives one without the contract's tables, closed by the suite. */
export function describeDatabase(
  name: string,
  factory: () => Promise<Database>,
  { concurrent }: DatabaseCapabilities = { concurrent: false },
): void {
  if (concurrent) describeConcurrency(name, factory);
  else test.skip(`${name} with transactions that meet: lacks the capability "concurrent"`, () => undefined);
  describe(`${name} as a database`, () => {
    let database: Database;
    const namesIn = async (executor: Executor): Promise<string[]> =>
      (await executor.query<{ name: string }>('select name from contract_rows order by name')).rows.map(
        (row) => row.name,
      );
    const insert = async (executor: Executor, row: string): Promise<unknown> =>
      executor.query('insert into contract_rows (name) values ($1)', [row]);

    beforeAll(async () => {
      database = await factory();
    });
    beforeEach(async () => {
      await database.script(`
        drop table if exists contract_children, contract_rows;
        create table contract_rows (name text constraint contract_rows_name primary key, size int check (size > 0));
        create table contract_children (
          parent text references contract_rows (name) deferrable initially deferred
        );`);
    });
    afterEach(async () => {
      await database.script('drop table if exists contract_children, contract_rows');
    });
    afterAll(() => database.close());

    describe('values', () => {
      const given = (type: string, value: SqlValue): Promise<unknown> =>
        database.query<{ value: unknown }>(`select $1::${type} as value`, [value]).then(({ rows }) => rows[0]?.value);

      test.each<[string, SqlValue, unknown]>([
        ['text', '話術 "quoted" \\ {a,b}', '話術 "quoted" \\ {a,b}'],
        ['text', '', ''],
        ['text', null, null],
        ['int', -7, -7],
        ['double precision', 0.1, 0.1],
        ['boolean', true, true],
        ['boolean', false, false],
        ['bigint', 9_007_199_254_740_991, 9_007_199_254_740_991],
        ['bigint', 41n, 41],
        ['bigint', 9_007_199_254_740_993n, 9_007_199_254_740_993n],
        ['numeric', '12345678901234567890.10', '12345678901234567890.10'],
        ['date', '2024-02-29', '2024-02-29'],
        ['timestamp', '2024-02-29 10:00:00', '2024-02-29 10:00:00'],
        ['jsonb', '{"a":[1,"二",null]}', { a: [1, '二', null] }],
        ['jsonb', '"text"', 'text'],
        ['text[]', ['a', '', 'b"c\\d', '{e,f}', 'null', '客户'], ['a', '', 'b"c\\d', '{e,f}', 'null', '客户']],
        ['text[]', [], []],
        ['int[]', [3, -1], [3, -1]],
        ['double precision[]', [1.5, 2e-9], [1.5, 2e-9]],
        ['bigint[]', [3, 9_007_199_254_740_991], [3, 9_007_199_254_740_991]],
        ['boolean[]', '{t,f,null}', [true, false, null]],
        ['numeric[]', '{1.10,2}', ['1.10', '2']],
        ['date[]', ['2024-02-29'], ['2024-02-29']],
        ['timestamptz[]', ['2024-02-29T00:00:00Z'], [new Date('2024-02-29T00:00:00Z')]],
        ['jsonb[]', '{"{\\"a\\":1}"}', [{ a: 1 }]],
        [
          'int[]',
          '{{1,2},{3,4}}',
          [
            [1, 2],
            [3, 4],
          ],
        ],
        ['uuid', '0190d3c0-0000-7000-8000-000000000001', '0190d3c0-0000-7000-8000-000000000001'],
      ])('a %s given as %s comes back as %s', async (type, value, expected) => {
        expect(await given(type, value)).toEqual(expected);
      });

      test('a count is a number, and a session works in UTC', async () => {
        const sql = `select count(*) as count, sum(1) as sum, timestamptz '2024-01-01 00:00:00' as midnight`;
        const { rows } = await database.query(sql);
        expect(rows).toEqual([{ count: 1, sum: 1, midnight: new Date('2024-01-01T00:00:00Z') }]);
      });

      test('an instant comes back as the same instant, whatever zone it was written in', async () => {
        const instant = new Date('2024-03-10T01:30:00.123Z');
        expect(await given('timestamptz', instant)).toEqual(instant);
        expect(await given('timestamptz', '2024-03-10 09:30:00.123+08')).toEqual(instant);
      });

      test.each<[string, unknown]>([
        ['an object', { a: 1 }],
        ['undefined', undefined],
        ['an invalid date', new Date(Number.NaN)],
        ['objects in an array', [{ a: 1 }]],
      ])('%s is refused as a parameter, by its number', async (_, value) => {
        const work = database.query('select $1::text, $2::text', ['a', value as SqlValue]);
        await expect(work).rejects.toThrow(/\$2/);
      });

      test('thousands of rows go in as one JSON parameter and come out again', async () => {
        const rows = Array.from({ length: 5000 }, (_, index) => ({
          name: `名${index}-${'x'.repeat(200)}`,
          size: index + 1,
        }));
        const sql = `insert into contract_rows select * from jsonb_to_recordset($1::jsonb) as r (name text, size int)`;
        expect((await database.query(sql, [JSON.stringify(rows)])).rowCount).toBe(5000);
        const back = await database.query('select name, size from contract_rows order by size');
        expect(back.rows).toEqual(rows);
      });
    });

    describe('statements', () => {
      test('tell how many rows they touched, with or without returning them', async () => {
        await insert(database, 'a');
        await insert(database, 'b');
        expect(await database.query('update contract_rows set size = 1')).toEqual({ rows: [], rowCount: 2 });
        expect((await database.query('delete from contract_rows returning name')).rowCount).toBe(2);
        expect((await database.query('select name from contract_rows')).rowCount).toBe(0);
      });

      test('a script runs whole or not at all', async () => {
        const script = `insert into contract_rows (name) values ('a'); select no_such_column;`;
        expect(await caught(database.script(script))).toMatchObject({ name: 'DatabaseError', code: '42703' });
        expect(await namesIn(database)).toEqual([]);
      });

      test('a script that leaves a transaction open in an error does not spoil the next statement', async () => {
        await caught(database.script('begin; select no_such_column;'));
        await insert(database, 'a');
        expect(await namesIn(database)).toEqual(['a']);
      });

      test.each([
        [
          'a broken unique constraint',
          `insert into contract_rows (name) values ('a'), ('a')`,
          '23505',
          'contract_rows_name',
        ],
        [
          'a broken check',
          `insert into contract_rows (name, size) values ('a', 0)`,
          '23514',
          'contract_rows_size_check',
        ],
        ['a missing table', 'select * from no_such_table', '42P01', undefined],
        ['bad syntax', 'selec 1', '42601', undefined],
        ['a second statement', 'select 1; select 2', '42601', undefined],
      ])('%s is a DatabaseError with its SQLSTATE and constraint', async (_, sql, code, constraint) => {
        const error = await caught(database.query(sql));
        expect(error).toBeInstanceOf(DatabaseError);
        expect(error).toMatchObject({ code, constraint });
        expect(error).toHaveProperty('cause', expect.anything());
      });

      test('an error keeps the rest of the row to itself', async () => {
        await database.query(`insert into contract_rows (name) values ('secret')`);
        const error = await caught(database.query(`insert into contract_rows (name) values ('secret')`));
        expect(error).toBeInstanceOf(DatabaseError);
        if (error instanceof DatabaseError)
          expect(JSON.stringify([error.message, error.cause])).not.toContain('secret');
      });
    });

    describe('transactions', () => {
      test('commit what their work did, and give its result', async () => {
        const result = await database.transaction(async (tx) => {
          await insert(tx, 'a');
          return 'done';
        });
        expect([result, await namesIn(database)]).toEqual(['done', ['a']]);
      });

      test('undo everything when their work throws, and pass its error on', async () => {
        const mishap = new Error('mishap');
        const work = database.transaction(async (tx) => {
          await insert(tx, 'a');
          throw mishap;
        });
        expect(await caught(work)).toBe(mishap);
        expect(await namesIn(database)).toEqual([]);
      });

      test('do not pass for committed when a failed statement was ignored', async () => {
        const work = database.transaction(async (tx) => {
          await insert(tx, 'a');
          await caught(tx.query('select no_such_column'));
        });
        expect(await caught(work)).toMatchObject({ name: 'DatabaseError', code: '25P02' });
        expect(await namesIn(database)).toEqual([]);
      });

      test('run statements that were asked for at once one after the other, before they commit', async () => {
        await database.transaction(async (tx) => {
          await Promise.all(['a', 'b'].map((row) => insert(tx, row)));
          void insert(tx, 'c');
        });
        expect(await namesIn(database)).toEqual(['a', 'b', 'c']);
      });

      test('surface an error that only the commit brings', async () => {
        const work = database.transaction(async (tx) => {
          await insert(tx, 'a');
          await tx.query(`insert into contract_children values ('nobody')`);
        });
        expect(await caught(work)).toMatchObject({ name: 'DatabaseError', code: '23503' });
        expect(await namesIn(database)).toEqual([]);
      });

      test('keep other work out until they are over', async () => {
        const { promise: begun, resolve: begin } = gate();
        const { promise: asked, resolve: ask } = gate();
        const first = database.transaction(async (tx) => {
          await insert(tx, 'a');
          begin();
          await asked;
          await insert(tx, 'b');
        });
        await begun;
        const outside = namesIn(database);
        await turn();
        ask();
        await first;
        // Either before it or after it, never in between.
        expect([[], ['a', 'b']]).toContainEqual(await outside);
      });

      test('many at once all take effect', async () => {
        const rows = Array.from({ length: 20 }, (_, index) => `row-${String(index).padStart(2, '0')}`);
        await Promise.all(rows.map((row) => database.transaction((tx) => insert(tx, row))));
        expect(await namesIn(database)).toEqual(rows);
      });

      test('one that fails among many takes nothing with it', async () => {
        const rows = ['a', 'b', 'a', 'c'];
        const results = await Promise.allSettled(rows.map((row) => database.transaction((tx) => insert(tx, row))));
        expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
        expect(await namesIn(database)).toEqual(['a', 'b', 'c']);
      });

      test('refuse the database itself inside, also some calls deep, instead of waiting for ever', async () => {
        const deep = async (): Promise<unknown> => {
          await turn();
          return database.query('select 1');
        };
        const code = '25001';
        expect(await caught(database.transaction(deep))).toMatchObject({ code });
        expect(await caught(database.transaction(() => database.transaction(async () => 1)))).toMatchObject({ code });
        expect(await caught(database.transaction(() => database.script('select 1')))).toMatchObject({ code });
        expect(await caught(database.transaction(() => database.close()))).toMatchObject({ code });
        expect(await namesIn(database)).toEqual([]);
      });

      test('leave the database free for what goes on after them in the same flow', async () => {
        let later = Promise.resolve<unknown>(undefined);
        await database.transaction(async (tx) => {
          await insert(tx, 'a');
          later = new Promise((resolve) => setTimeout(resolve, 30)).then(() => namesIn(database));
        });
        expect(await later).toEqual(['a']);
      });

      test('refuse their executor when they are over', async () => {
        const tx = await database.transaction(async (executor) => executor);
        expect(await caught(insert(tx, 'late'))).toMatchObject({ name: 'DatabaseError', code: '25P01' });
        expect(await namesIn(database)).toEqual([]);
      });
    });

    describe('closing', () => {
      test('waits for what was asked before, then refuses', async () => {
        const other = await factory();
        const before = other.query<{ one: number }>('select 1 as one');
        await other.close();
        await other.close();
        expect((await before).rows).toEqual([{ one: 1 }]);
        expect(await caught(other.query('select 1'))).toMatchObject({ name: 'DatabaseError', code: '08003' });
      });
    });
  });
}

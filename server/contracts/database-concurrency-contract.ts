import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, DatabaseError, type Executor } from '../ports/database.ts';

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Waits until one of the database's sessions waits for a lock. */
async function untilBlocked(database: Database): Promise<void> {
  const sql = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  while ((await database.query(sql)).rowCount === 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** What a Database does whose transactions run at the same time. */
export function describeConcurrency(name: string, factory: () => Promise<Database>): void {
  describe(`${name} with transactions that meet`, () => {
    let database: Database;
    const balance = async (executor: Executor, account: string): Promise<number> =>
      (await executor.query<{ balance: number }>('select balance from contract_accounts where name = $1', [account]))
        .rows[0]?.balance ?? Number.NaN;
    const add = (executor: Executor, account: string, amount: number): Promise<unknown> =>
      executor.query('update contract_accounts set balance = balance + $2 where name = $1', [account, amount]);

    beforeAll(async () => {
      database = await factory();
    });
    beforeEach(async () => {
      await database.script(`
        drop table if exists contract_accounts;
        create table contract_accounts (name text primary key, balance int not null);
        insert into contract_accounts values ('a', 0), ('b', 0);`);
    });
    afterAll(async () => {
      await database.script('drop table if exists contract_accounts');
      await database.close();
    });

    test('one commits while another is under way, which does not show before it commits too', async () => {
      const slow = gate();
      const begun = gate();
      const first = database.transaction(async (tx) => {
        await add(tx, 'a', 1);
        begun.open();
        await slow.opened;
      });
      await begun.opened;
      await database.transaction((tx) => add(tx, 'b', 1));
      expect([await balance(database, 'a'), await balance(database, 'b')]).toEqual([0, 1]);
      slow.open();
      await first;
      expect(await balance(database, 'a')).toBe(1);
    });

    test('a locked row makes the next one wait, who then sees what was done', async () => {
      const begun = gate();
      const slow = gate();
      const first = database.transaction(async (tx) => {
        await tx.query(`select from contract_accounts where name = 'a' for update`);
        begun.open();
        await slow.opened;
        await add(tx, 'a', 5);
      });
      await begun.opened;
      const second = database.transaction(async (tx) => {
        await tx.query(`select from contract_accounts where name = 'a' for update`);
        return balance(tx, 'a');
      });
      await untilBlocked(database);
      slow.open();
      await first;
      expect(await second).toBe(5);
    });

    test('a locked row can be passed over', async () => {
      const begun = gate();
      const slow = gate();
      const first = database.transaction(async (tx) => {
        await tx.query(`select from contract_accounts where name = 'a' for update`);
        begun.open();
        await slow.opened;
      });
      await begun.opened;
      const free = await database.query('select name from contract_accounts order by name for update skip locked');
      expect(free.rows).toEqual([{ name: 'b' }]);
      slow.open();
      await first;
    });

    test('of two that wait for each other one is tried again, and both take effect once', async () => {
      const gates = { a: gate(), b: gate() };
      let runs = 0;
      const transfer = (from: 'a' | 'b', to: 'a' | 'b'): Promise<void> =>
        database.transaction(async (tx) => {
          runs += 1;
          await add(tx, from, 1);
          gates[from].open();
          await gates[to].opened;
          await add(tx, to, 10);
        });
      await Promise.all([transfer('a', 'b'), transfer('b', 'a')]);
      expect([await balance(database, 'a'), await balance(database, 'b')]).toEqual([11, 11]);
      // Both may be told that they wait for each other, when they ask in the same moment.
      expect([3, 4]).toContain(runs);
    });

    test('serialisable ones that read what the others write lose no update', async () => {
      const increment = (): Promise<void> =>
        database.transaction(async (tx) => {
          await tx.query('set transaction isolation level serializable');
          const now = await balance(tx, 'a');
          await tx.query(`update contract_accounts set balance = $1 where name = 'a'`, [now + 1]);
        });
      await Promise.all(Array.from({ length: 5 }, increment));
      expect(await balance(database, 'a')).toBe(5);
    });

    test('a conflict is tried again whatever its work made of the error', async () => {
      const conflict = `do $$ begin raise exception using errcode = '40001', message = 'met another'; end $$`;
      let runs = 0;
      await database.transaction(async (tx) => {
        runs += 1;
        await add(tx, 'a', 1);
        if (runs > 2) return;
        await tx.query(conflict).catch(() => {
          throw new Error('something else');
        });
      });
      expect([runs, await balance(database, 'a')]).toEqual([3, 1]);
    });

    test('a conflict that comes again and again is told in the end, any other error at once', async () => {
      const failing = async (code: string): Promise<{ runs: number; error: unknown }> => {
        let runs = 0;
        const work = database.transaction(async (tx) => {
          runs += 1;
          await tx.query(`do $$ begin raise exception using errcode = '${code}', message = 'no'; end $$`);
        });
        const error = await work.catch((reason: unknown) => reason);
        return { runs, error };
      };
      const conflict = await failing('40P01');
      expect(conflict.error).toBeInstanceOf(DatabaseError);
      expect(conflict.error).toMatchObject({ code: '40P01' });
      expect(conflict.runs).toBeGreaterThan(2);
      expect(await failing('23514')).toMatchObject({ runs: 1, error: { code: '23514' } });
    });

    test('more than there are connections wait for their turn', async () => {
      await Promise.all(Array.from({ length: 60 }, () => database.transaction((tx) => add(tx, 'a', 1))));
      expect(await balance(database, 'a')).toBe(60);
    });
  });
}

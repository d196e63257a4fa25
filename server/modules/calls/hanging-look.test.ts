import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../ports/database.ts';
import { createPublishedState, type Projector } from '../../publishing/index.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { createCallWatch } from './call-watch.ts';
import { createGroupedTransactions } from './grouped-transactions.ts';
import { createReconciling } from './reconcile-calls.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** A database whose answers to some questions never come, as over a network that swallows what is sent. */
function swallowing(words: string) {
  let left = 0;
  let asked = 0;
  const over: Database = {
    ...database,
    query(sql, params) {
      if (!sql.includes(words)) return database.query(sql, params);
      asked += 1;
      if (left === 0) return database.query(sql, params);
      left -= 1;
      return new Promise(() => {});
    },
  };
  return {
    over,
    asked: () => asked,
    swallow: (times: number) => {
      left = times;
    },
  };
}

const wakeUps = { notify: () => {}, listen: () => () => {} };
const projector = { catchUp: async () => {} } as unknown as Projector;

describe('a look at the screens that has no answer', () => {
  it('counts as not done, so that nothing is confirmed, until a later look is answered', async () => {
    const { over, swallow } = swallowing("from calls where status = 'open'");
    const reconciling = createReconciling({
      database: over,
      transactions: createGroupedTransactions(over),
      state: createPublishedState(),
      projector,
      wakeUps,
      log: silentLog,
      renew: async () => [],
      retry: { firstMs: 20, mostMs: 20 },
      answerMs: 50,
    });
    swallow(1);
    const stop = reconciling.follow();
    await vi.waitFor(() => expect(reconciling.isDone('any call')).toBe(false), { timeout: 60_000, interval: 5 });
    await vi.waitFor(() => expect(reconciling.isDone('any call')).toBe(true), { timeout: 60_000 });
    swallow(Number.POSITIVE_INFINITY);
    await reconciling.all();
    expect(reconciling.isDone('any call')).toBe(false);
    stop();
  });

  it('is not followed by more than a few that have none either', async () => {
    const { over, swallow, asked } = swallowing("from calls where status = 'open'");
    const reconciling = createReconciling({
      database: over,
      transactions: createGroupedTransactions(over),
      state: createPublishedState(),
      projector,
      wakeUps,
      log: silentLog,
      renew: async () => [],
      retry: { firstMs: 3_600_000, mostMs: 3_600_000 },
      answerMs: 5,
    });
    swallow(Number.POSITIVE_INFINITY);
    for (let look = 0; look < 10; look += 1) await reconciling.all();
    expect(asked()).toBe(3);
  });
});

it('the watch over followed calls asks again when it has no answer', async () => {
  const { over, swallow } = swallowing('select id, last_seq, status from calls');
  await database.query("insert into calls (id, created_by, status) values ('call_watched', 'usr_agent', 'open')");
  const watch = createCallWatch(over, wakeUps, 50);
  swallow(1);
  let news = 0;
  const stop = watch.follow('call_watched', () => {
    news += 1;
  });
  await vi.waitFor(() => expect(news).toBe(1), { timeout: 60_000 });
  stop();
});

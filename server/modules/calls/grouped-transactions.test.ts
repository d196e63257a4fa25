import { describe, expect, it } from 'vitest';
import { DatabaseError, type Executor } from '../../ports/database.ts';
import { createGroupedTransactions } from './grouped-transactions.ts';

/** A database that writes down which statements were committed together. */
function recording({ isSerial = true, commit = async () => {} } = {}) {
  const committed: string[][] = [];
  const transaction = async <T>(work: (tx: Executor) => Promise<T>): Promise<T> => {
    const said: string[] = [];
    const result = await work({
      async query(sql) {
        said.push(sql);
        return { rows: [], rowCount: 0 };
      },
    });
    await commit();
    committed.push(said);
    return result;
  };
  return { committed, transactions: createGroupedTransactions({ isSerial, transaction }) };
}

const saying = (words: string) => async (tx: Executor) => {
  await tx.query(words);
  return words;
};
const failing = async (tx: Executor) => {
  await tx.query('worse');
  throw new Error('refused');
};

describe('transactions of many calls', () => {
  it('share one, where the database does one thing after the other', async () => {
    const { committed, transactions } = recording();
    const results = await Promise.all(['a', 'b', 'c'].map((call) => transactions.run(call, saying(call))));
    expect(results).toEqual(['a', 'b', 'c']);
    expect(committed).toEqual([['a', 'b', 'c']]);
  });

  it('are each their own where it does many at once', async () => {
    const { committed, transactions } = recording({ isSerial: false });
    await Promise.all(['a', 'b'].map((call) => transactions.run(call, saying(call))));
    expect(committed).toHaveLength(2);
  });

  it('of one call do not share one, and keep their order', async () => {
    const { committed, transactions } = recording();
    await Promise.all([
      transactions.run('a', saying('first')),
      transactions.run('a', saying('second')),
      transactions.run('b', saying('other')),
    ]);
    expect(committed).toEqual([['first', 'other'], ['second']]);
  });

  it('do not suffer from one that fails', async () => {
    const { committed, transactions } = recording();
    const settled = await Promise.allSettled([
      transactions.run('a', saying('a')),
      transactions.run('b', failing),
      transactions.run('c', saying('c')),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(committed).toEqual([['a'], ['c']]);
    await transactions.run('b', saying('again'));
    expect(committed).toHaveLength(3);
  });

  it('are not run again when nobody knows whether they were committed', async () => {
    let commits = 0;
    const commit = async () => {
      commits += 1;
      throw new DatabaseError('lost', '08006', undefined);
    };
    const { transactions } = recording({ commit });
    const settled = await Promise.allSettled(['a', 'b'].map((call) => transactions.run(call, saying(call))));
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(commits).toBe(1);
  });
});

import { type Database, type Executor, isDatabaseAway } from '../../ports/database.ts';

/** Transactions of many calls at once. */
export interface GroupedTransactions {
  /**
   * As the database's own, for work on the rows of one call only. On a database that does one thing after the other, works
   * of different calls that wait at the same time share one transaction; when one of them fails none counts, and each is
   * run again by itself. Work on more than the call's own rows goes `apart`: locks within a transaction keep nothing from
   * others that share it.
   */
  run<T>(callId: string, work: (tx: Executor) => Promise<T>, how?: { readonly apart: boolean }): Promise<T>;
}

interface Waiting {
  readonly callId: string;
  /** Runs it in a shared transaction; returns how to tell whoever asked once that is committed. */
  join(tx: Executor): Promise<() => void>;
  /** Runs it in a transaction of its own, and tells whoever asked. */
  alone(): Promise<void>;
  fail(error: unknown): void;
}

/** So that what others ask of the database in between is not held up for long. */
const mostTogether = 16;

export function createGroupedTransactions(database: Pick<Database, 'transaction' | 'isSerial'>): GroupedTransactions {
  if (!database.isSerial) return { run: (_, work) => database.transaction(work) };
  let waiting: readonly Waiting[] = [];
  let running = false;

  /** Those that waited longest, of each call one at most: within one transaction no lock keeps two of them apart. */
  const nextGroup = (): readonly Waiting[] => {
    const group = new Map<string, Waiting>();
    for (const work of waiting) {
      if (group.size >= mostTogether) break;
      if (!group.has(work.callId)) group.set(work.callId, work);
    }
    const chosen = [...group.values()];
    waiting = waiting.filter((work) => !chosen.includes(work));
    return chosen;
  };

  const together = async (group: readonly Waiting[]): Promise<void> => {
    const tell = await database.transaction(async (tx) => {
      // All have ended before it is rolled back: none sends anything into what comes after it.
      const joined = await Promise.allSettled(group.map((work) => work.join(tx)));
      return joined.map((result) => {
        if (result.status === 'rejected') throw result.reason;
        return result.value;
      });
    });
    for (const told of tell) told();
  };

  const runGroup = async (group: readonly Waiting[]): Promise<void> => {
    const [only] = group;
    if (only && group.length === 1) return only.alone();
    try {
      await together(group);
    } catch (error) {
      // Whether it was committed is not known then.
      if (isDatabaseAway(error)) for (const work of group) work.fail(error);
      else await Promise.all(group.map((work) => work.alone()));
    }
  };

  const advance = async (): Promise<void> => {
    if (running) return;
    running = true;
    // What is asked in the same turn goes together.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    while (waiting.length > 0) await runGroup(nextGroup());
    running = false;
  };

  return {
    run: <T>(callId: string, work: (tx: Executor) => Promise<T>, how = { apart: false }) => {
      if (how.apart) return database.transaction(work);
      return new Promise<T>((resolve, reject) => {
        const own: Waiting = {
          callId,
          async join(tx) {
            const result = await work(tx);
            return () => resolve(result);
          },
          alone: () => database.transaction(work).then(resolve, reject),
          fail: reject,
        };
        waiting = [...waiting, own];
        void advance();
      });
    },
  };
}

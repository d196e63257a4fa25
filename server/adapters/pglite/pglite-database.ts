import { AsyncLocalStorage } from 'node:async_hooks';
import { resolve } from 'node:path';
import { type Database, DatabaseError, type Executor, type QueryResult, type SqlValue } from '../../ports/database.ts';
import { encodeParameters } from '../postgres/sql-parameters.ts';
import { openPgliteChannel, type PgliteChannel, startPgliteWorker } from './pglite-channel.ts';
import type { PgliteResult } from './pglite-messages.ts';
import { createTurns } from './turns.ts';

export interface PgliteOptions {
  /** Where the database lives, made if missing; null: in memory. Take the directory's lock first. */
  readonly directory: string | null;
  /** A file written by writePgliteTemplate, to begin a new database with. */
  readonly template?: string;
}

interface OpenTransaction {
  active: boolean;
  /** It begins with its first statement. */
  begun: boolean;
}

function toQueryResult<R>({ columns, rows, rowCount }: PgliteResult): QueryResult<R> {
  const toRow = (values: readonly unknown[]): R => {
    const row: Record<string, unknown> = {};
    for (const [index, column] of columns.entries()) row[column] = values[index];
    return row as R;
  };
  return { rows: rows.map(toRow), rowCount };
}

async function runStatement<R>(
  channel: PgliteChannel,
  sql: string,
  params: readonly SqlValue[],
  transaction: OpenTransaction | null = null,
) {
  const request = { type: 'query', sql, params: encodeParameters(params) } as const;
  if (transaction === null || transaction.begun) return toQueryResult<R>(await channel.send(request));
  transaction.begun = true;
  return toQueryResult<R>(await channel.send({ ...request, begins: true }));
}

function executorOf(channel: PgliteChannel, transaction: OpenTransaction): Executor {
  return {
    async query<R>(sql: string, params: readonly SqlValue[] = []) {
      if (!transaction.active) {
        throw new DatabaseError(
          'This transaction is over; its executor was used after its work ended.',
          '25P01',
          undefined,
        );
      }
      return runStatement<R>(channel, sql, params, transaction);
    },
  };
}

async function commit(channel: PgliteChannel): Promise<void> {
  const { command } = await channel.send({ type: 'query', sql: 'commit', params: [] });
  // PostgreSQL answers the commit of a failed transaction with a rollback and no error.
  if (command === 'COMMIT') return;
  throw new DatabaseError('The transaction was rolled back: a statement in it had failed.', '25P02', undefined);
}

async function runTransaction<T>(
  channel: PgliteChannel,
  scope: AsyncLocalStorage<OpenTransaction>,
  work: (tx: Executor) => Promise<T>,
): Promise<T> {
  const transaction: OpenTransaction = { active: true, begun: false };
  try {
    const result = await scope.run(transaction, () => work(executorOf(channel, transaction)));
    transaction.active = false;
    if (transaction.begun) await commit(channel);
    return result;
  } catch (error) {
    transaction.active = false;
    // What went wrong first says more than a rollback that fails too.
    if (transaction.begun) await channel.send({ type: 'query', sql: 'rollback', params: [] }).catch(() => undefined);
    throw error;
  }
}

async function runScript(channel: PgliteChannel, sql: string): Promise<void> {
  try {
    await channel.send({ type: 'script', sql });
  } catch (error) {
    // The script may have begun a transaction; on the only connection nothing else could run in an aborted one.
    await channel.send({ type: 'script', sql: 'rollback' }).catch(() => undefined);
    throw error;
  }
}

/** The channel, or the promise of one where the last one is gone. */
type ChannelSource = () => PgliteChannel | Promise<PgliteChannel>;

function databaseOver(channelNow: ChannelSource): Database {
  const turns = createTurns();
  const scope = new AsyncLocalStorage<OpenTransaction>();
  let closed: Promise<void> | undefined;

  const refuse = (): void => {
    if (closed !== undefined) throw new DatabaseError('The database is closed.', '08003', undefined);
    refuseInside();
  };
  const refuseInside = (): void => {
    if (scope.getStore()?.active !== true) return;
    const message = 'The database itself was used inside its own transaction; use the executor of the transaction.';
    throw new DatabaseError(message, '25001', undefined);
  };
  const exclusively = async <T>(work: (channel: PgliteChannel) => Promise<T>): Promise<T> => {
    refuse();
    return turns.alone(async () => work(await channelNow()));
  };
  return {
    isSerial: true,
    async query<R>(sql: string, params: readonly SqlValue[] = []) {
      refuse();
      return turns.beside(() => {
        const channel = channelNow();
        return channel instanceof Promise
          ? channel.then((opened) => runStatement<R>(opened, sql, params))
          : runStatement<R>(channel, sql, params);
      });
    },
    script: (sql) => exclusively((channel) => runScript(channel, sql)),
    transaction: (work) => exclusively((channel) => runTransaction(channel, scope, work)),
    async close() {
      refuseInside();
      closed ??= turns.alone(async () => (await channelNow()).close());
      return closed;
    },
  };
}

/**
 * PostgreSQL in a worker thread of this process. One connection: statements and transactions wait for each other in
 * order. Survives a killed process, not a loss of power. On a full disk it reads and refuses to write (53100) until there
 * is room again; an engine that died is opened anew by the next statement.
 */
export async function openPgliteDatabase({ directory, template }: PgliteOptions): Promise<Database> {
  const place = directory === null ? null : resolve(directory);
  const open = (from: string | null) => openPgliteChannel(startPgliteWorker({ directory: place, template: from }));
  let channel = await open(template ?? null);
  let opening: Promise<PgliteChannel> | null = null;
  return databaseOver(() => {
    // In memory, what it held is gone with it.
    if (!channel.isGone || place === null) return channel;
    opening ??= open(null)
      .then((opened) => {
        channel = opened;
        return opened;
      })
      .finally(() => {
        opening = null;
      });
    return opening;
  });
}

/** Fills a new database in memory with `fill` and writes it to a file that openPgliteDatabase can begin with. */
export async function writePgliteTemplate(path: string, fill: (database: Database) => Promise<void>): Promise<void> {
  const channel = await openPgliteChannel(startPgliteWorker({ directory: null, template: null }));
  const database = databaseOver(() => channel);
  try {
    await fill(database);
    await channel.send({ type: 'dump', path: resolve(path) });
  } finally {
    await database.close();
  }
}

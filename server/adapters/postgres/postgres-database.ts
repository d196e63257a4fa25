import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, DatabaseError, type Executor, type QueryResult, type SqlValue } from '../../ports/database.ts';
import type { Logger } from '../../ports/logger.ts';
import { type Connection, type Connections, postgresConnections } from './postgres-connections.ts';
import { isConflict, isConnectionLost, sqlState } from './postgres-errors.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`, with `?sslmode=` as libpq has it. */
  readonly url: string;
  readonly log: Logger;
  /** Most connections at a time; 10 by default. */
  readonly poolSize?: number;
  /** The server ends a statement after so long; 30 s by default. Scripts are exempt: migrations take their time. */
  readonly statementTimeoutMs?: number;
  /** How long to wait for a new or a free connection; 10 s by default. */
  readonly connectTimeoutMs?: number;
  /** The server ends a transaction in which nothing happens for so long; 60 s by default. */
  readonly idleInTransactionTimeoutMs?: number;
  /** How the server's own lists name this process. */
  readonly applicationName?: string;
}

interface OpenTransaction {
  active: boolean;
  /** PostgreSQL gave it up for another one; whatever its work made of that, it may be tried again. */
  conflict: boolean;
}

const MOST_TRIES = 6;
const FIRST_PAUSE_MS = 10;

/** Doubles with each try, and differs between those that met each other, so that they do not meet again. */
const pauseMs = (tries: number): number => FIRST_PAUSE_MS * 2 ** tries * (0.5 + Math.random());

async function noting<T>(transaction: OpenTransaction, statement: Promise<T>): Promise<T> {
  try {
    return await statement;
  } catch (error) {
    if (isConflict(error)) transaction.conflict = true;
    throw error;
  }
}

function executorOf(connection: Connection, transaction: OpenTransaction): Executor {
  return {
    async query<R>(sql: string, params: readonly SqlValue[] = []): Promise<QueryResult<R>> {
      if (!transaction.active) {
        const message = 'This transaction is over; its executor was used after its work ended.';
        throw new DatabaseError(message, sqlState.noTransaction, undefined);
      }
      const { rows, rowCount } = await noting(transaction, connection.run<R>(sql, params));
      return { rows, rowCount };
    },
  };
}

async function commit(connection: Connection): Promise<void> {
  const wasLost = connection.isLost();
  const { command } = await connection.run('commit').catch((cause: unknown) => {
    if (wasLost || !isConnectionLost(cause)) throw cause;
    const message = 'The connection to PostgreSQL was lost while it committed: whether it did is not known.';
    throw new DatabaseError(message, sqlState.outcomeUnknown, undefined, { cause });
  });
  // PostgreSQL answers the commit of a failed transaction with a rollback and no error.
  if (command === 'COMMIT') return;
  const message = 'The transaction was rolled back: a statement in it had failed.';
  throw new DatabaseError(message, sqlState.transactionFailed, undefined);
}

async function inTransaction<T>(
  connection: Connection,
  transaction: OpenTransaction,
  work: () => Promise<T>,
): Promise<T> {
  await connection.run('begin');
  try {
    const result = await work();
    transaction.active = false;
    await noting(transaction, commit(connection));
    return result;
  } catch (error) {
    transaction.active = false;
    // What went wrong first says more than a rollback that fails too; a connection left inside is not used again.
    if (!connection.isLost()) await connection.run('rollback').catch(() => undefined);
    throw error;
  }
}

async function lent<T>(connections: Connections, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connections.borrow();
  try {
    return await work(connection);
  } finally {
    connection.release();
  }
}

function databaseOver(connections: Connections): Database {
  const scope = new AsyncLocalStorage<OpenTransaction>();
  const underWay = new Set<Promise<unknown>>();
  let closed: Promise<void> | undefined;

  const refuseInside = (): void => {
    if (scope.getStore()?.active !== true) return;
    const message = 'The database itself was used inside its own transaction; use the executor of the transaction.';
    throw new DatabaseError(message, sqlState.insideTransaction, undefined);
  };
  const admitted = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed !== undefined) throw new DatabaseError('The database is closed.', sqlState.noConnection, undefined);
    refuseInside();
    const result = work();
    underWay.add(result);
    return result.finally(() => underWay.delete(result));
  };
  const attempt = async <T>(work: (tx: Executor) => Promise<T>, tries: number): Promise<T> => {
    const transaction: OpenTransaction = { active: true, conflict: false };
    try {
      return await lent(connections, (connection) =>
        inTransaction(connection, transaction, () =>
          scope.run(transaction, () => work(executorOf(connection, transaction))),
        ),
      );
    } catch (error) {
      if (!transaction.conflict || tries + 1 >= MOST_TRIES) throw error;
    }
    await sleep(pauseMs(tries));
    return attempt(work, tries + 1);
  };
  return {
    query: <R>(sql: string, params: readonly SqlValue[] = []) =>
      admitted(async () => {
        const { rows, rowCount } = await lent(connections, (connection) => connection.run<R>(sql, params));
        return { rows, rowCount };
      }),
    script: (sql) => admitted(() => lent(connections, (connection) => connection.runScript(sql))),
    transaction: (work) => admitted(() => attempt(work, 0)),
    async close() {
      refuseInside();
      closed ??= Promise.allSettled(underWay).then(() => connections.close());
      return closed;
    },
  };
}

/**
 * A PostgreSQL server through a pool of connections. Nothing is connected before it is needed, and after a restart of
 * the server it works again by itself. A statement outside a transaction is never sent twice.
 */
export function postgresDatabase(options: PostgresOptions): Database {
  const connections = postgresConnections({
    poolSize: 10,
    statementTimeoutMs: 30_000,
    connectTimeoutMs: 10_000,
    idleInTransactionTimeoutMs: 60_000,
    applicationName: 'agent-coach',
    ...options,
  });
  return databaseOver(connections);
}

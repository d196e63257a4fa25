import pg from 'pg';
import type { QueryResult, SqlValue } from '../../ports/database.ts';
import type { Logger } from '../../ports/logger.ts';
import { columnValues } from './column-values.ts';
import { fifoLock } from './fifo-lock.ts';
import { isConnectionLost, toConnectError, toDatabaseError } from './postgres-errors.ts';
import { encodeParameters } from './sql-parameters.ts';

/** Where the server is and how long it may take; every time in milliseconds. */
export interface ConnectionOptions {
  readonly url: string;
  readonly log: Logger;
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** A transaction that does nothing for so long is ended by the server, so that a stuck process holds no locks. */
  readonly idleInTransactionTimeoutMs: number;
  readonly applicationName: string;
}

interface StatementResult<R> extends QueryResult<R> {
  /** What the server says that it did: `COMMIT`, `ROLLBACK`, `SELECT` ... */
  readonly command: string;
}

/** One connection, lent to one piece of work at a time; its statements wait for each other in order. */
export interface Connection {
  /** Rejects with DatabaseError. */
  run<R>(sql: string, params?: readonly SqlValue[]): Promise<StatementResult<R>>;
  /** Several statements without parameters, for as long as they take. */
  runScript(sql: string): Promise<void>;
  /** Whether the session is known to be over. */
  isLost(): boolean;
  /** Gives it back; one that is lost, or still in a transaction, is closed instead. */
  release(): void;
}

export interface Connections {
  /** A connection that works. Rejects with 08001 if there is none, with 53300 if all stay busy. */
  borrow(): Promise<Connection>;
  close(): Promise<void>;
}

const PROBE_AFTER_IDLE_MS = 1000;
/** How much longer than the server's own limit an answer may be on its way before the network counts as cut. */
const NETWORK_GRACE_MS = 5000;

function poolOf(options: ConnectionOptions): pg.Pool {
  return new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: options.connectTimeoutMs,
    idleTimeoutMillis: 60_000,
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: options.applicationName,
    // Values are read as these settings write them, whatever the server or the role is set to.
    options: '-c timezone=UTC -c datestyle=ISO,YMD -c default_transaction_isolation=read\\ committed',
    types: columnValues,
  });
}

/** One statement in the extended protocol: with or without parameters it is one statement only. */
const statement = (sql: string, params: readonly SqlValue[], timeoutMs: number) => ({
  text: sql,
  values: encodeParameters(params),
  queryMode: 'extended',
  query_timeout: timeoutMs + NETWORK_GRACE_MS,
});

function connectionOver(client: pg.PoolClient, lost: () => boolean, timeoutMs: number): Connection {
  const lock = fifoLock();
  let broken = false;
  const sent = async <T>(send: () => Promise<T>): Promise<T> =>
    lock.run(async () => {
      try {
        return await send();
      } catch (reason) {
        const error = reason instanceof TypeError ? reason : toDatabaseError(reason);
        broken ||= isConnectionLost(error);
        throw error;
      }
    });
  const isLost = (): boolean => broken || lost();
  return {
    isLost,
    run: <R>(sql: string, params: readonly SqlValue[] = []) =>
      sent(async () => {
        const { rows, rowCount, command } = await client.query(statement(sql, params, timeoutMs));
        return { rows: rows as readonly R[], rowCount: rowCount ?? rows.length, command };
      }),
    runScript: (sql) =>
      sent(async () => {
        await client.query('set statement_timeout = 0');
        try {
          await client.query(sql);
        } catch (error) {
          // It may have begun a transaction, in which no other statement would be taken.
          await client.query('rollback').catch(() => undefined);
          throw error;
        } finally {
          await client.query('reset statement_timeout').catch(() => undefined);
        }
      }),
    release: () => client.release(isLost() || client.getTransactionStatus() !== 'I'),
  };
}

/** A pool of connections to one PostgreSQL; those that died while nobody used them are replaced unnoticed. */
export function postgresConnections(options: ConnectionOptions): Connections {
  const { log, poolSize, statementTimeoutMs } = options;
  const pool = poolOf(options);
  const lost = new WeakSet<pg.ClientBase>();
  const lastUsed = new WeakMap<pg.ClientBase, number>();
  // What was last used before this moment is not trusted: a connection that was idle like it did not answer.
  let doubtedBefore = Number.NEGATIVE_INFINITY;
  // Without a listener an error of a connection that is lent out, between two statements, would end the process.
  pool.on('connect', (client) => {
    client.on('error', () => lost.add(client));
    client.on('end', () => lost.add(client));
  });
  pool.on('release', (_, client) => lastUsed.set(client, performance.now()));
  pool.on('error', (error) => log.warn({ reason: error.message }, 'an idle connection to PostgreSQL ended'));

  const connect = async (): Promise<pg.PoolClient> => {
    try {
      return await pool.connect();
    } catch (error) {
      throw toConnectError(error, poolSize);
    }
  };
  /** Nothing of the caller's was sent yet, so a connection that does not answer may be exchanged for another. */
  const answers = async (client: pg.PoolClient): Promise<boolean> => {
    if (lost.has(client)) return false;
    const usedAt = lastUsed.get(client);
    if (usedAt === undefined) return true;
    if (usedAt <= doubtedBefore) return false;
    const probedAt = performance.now();
    if (probedAt - usedAt < PROBE_AFTER_IDLE_MS) return true;
    return client.query(statement('select', [], 0)).then(
      () => true,
      () => {
        // The network forgets connections together: asking each of them would take as long each time.
        doubtedBefore = Math.max(doubtedBefore, probedAt);
        return false;
      },
    );
  };
  return {
    async borrow() {
      for (;;) {
        const client = await connect();
        if (await answers(client)) return connectionOver(client, () => lost.has(client), statementTimeoutMs);
        client.release(true);
      }
    },
    close: () => pool.end(),
  };
}

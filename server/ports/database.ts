/** A value that may be bound to a parameter. Objects and arrays of objects go in as JSON text, cast with `::jsonb`. */
export type SqlValue = string | number | bigint | boolean | Date | null | readonly string[] | readonly number[];

export interface QueryResult<R> {
  readonly rows: readonly R[];
  readonly rowCount: number;
}

/** Runs parameterised SQL (`$1`, `$2` ...). Errors are DatabaseError with the SQLSTATE of PostgreSQL. */
export interface Executor {
  query<R = Record<string, unknown>>(sql: string, params?: readonly SqlValue[]): Promise<QueryResult<R>>;
}

/** The record of everything. One adapter embeds PostgreSQL in the process, another talks to a server. */
export interface Database extends Executor {
  /** Whether statements and transactions are done one after the other, so that one transaction for several pieces of work is cheaper than several. */
  readonly isSerial?: boolean;
  /** Runs several statements without parameters, as a migration file holds them; for as long as they take. */
  script(sql: string): Promise<void>;
  /**
   * Runs `work` in one transaction: commits when it resolves, rolls back when it throws. Inside, use the executor
   * given; a query on the database itself from inside is refused, since on one connection it would wait for itself.
   *
   * `work` may run more than once: where transactions run at the same time, one that PostgreSQL gave up for another
   * (40001, 40P01) is tried again from its start, some times. So everything it does besides SQL must bear repeating,
   * and what it collects must begin empty inside it. Lost while it committed (08007), it is not tried again.
   */
  transaction<T>(work: (tx: Executor) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * A statement that the database refused; `code` is the SQLSTATE, `constraint` the constraint's name if one broke.
 * 08001: no connection could be had, and nothing was sent. 08006: the connection was lost; a transaction is undone, a
 * statement outside one may have taken effect. 08007: lost while it committed, so whether it did is not known.
 */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  constructor(
    message: string,
    readonly code: string,
    readonly constraint: string | undefined,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The connection, the server's start and stop, and too many clients; a protocol violation (08P01) is the program's own fault. */
const away = /^(08(?!P01)|57P|25P03|53300)/;

/** Whether the statement failed only since the database was away, so that the same may be tried once it is back. */
export function isDatabaseAway(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && away.test(error.code);
}

/** Whether the connection was lost under way or during the commit, so that nobody knows whether it was done. */
export function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === '08006' || error.code === '08007');
}

/** Whether the error is a broken unique constraint, of that name if one is given. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return (
    error instanceof DatabaseError &&
    error.code === '23505' &&
    (constraint === undefined || error.constraint === constraint)
  );
}

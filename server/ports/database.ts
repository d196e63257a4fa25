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
  /** Runs several statements without parameters, as a migration file holds them. */
  script(sql: string): Promise<void>;
  /**
   * Runs `work` in one transaction: commits when it resolves, rolls back when it throws. Inside, use the executor
   * given; a query on the database itself from inside is refused, since on one connection it would wait for itself.
   */
  transaction<T>(work: (tx: Executor) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A statement that the database refused; `code` is the SQLSTATE, `constraint` the constraint's name if one broke. */
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

/** Whether the error is a broken unique constraint, of that name if one is given. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return (
    error instanceof DatabaseError &&
    error.code === '23505' &&
    (constraint === undefined || error.constraint === constraint)
  );
}

import neo4j, { type Driver, type ManagedTransaction, Neo4jError, type Session } from 'neo4j-driver';

export type CypherValue =
  | string
  | number
  | boolean
  | null
  | readonly CypherValue[]
  | { readonly [key: string]: CypherValue };
export type CypherParameters = Readonly<Record<string, CypherValue>>;

/** Runs parameterised Cypher and returns its rows. Whole numbers go in and come out as numbers. */
export type RunCypher = <R = Record<string, unknown>>(
  cypher: string,
  parameters?: CypherParameters,
) => Promise<readonly R[]>;

export interface Neo4jSettings {
  readonly url: string;
  /** Without a user the server is asked without authentication. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

/** A graph server, reached through its driver. Errors are the driver's; `isServerAway` tells those that pass. */
export interface Neo4jConnection {
  /** One statement in a transaction of its own, as changes of the schema need it. */
  readonly run: RunCypher;
  /** Statements one after another, each reading what was committed when it started; the server ends one that takes longer. */
  read<T>(work: (run: RunCypher) => Promise<T>, timeoutMs: number): Promise<T>;
  /** One transaction; tried again, work and all, while the error is one that passes, for a few seconds. */
  write<T>(work: (run: RunCypher) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const retryForMs = 3_000;
const connectWithinMs = 5_000;

export function openNeo4j({ url, user, password }: Neo4jSettings): Neo4jConnection {
  const token = user === undefined || user === '' ? undefined : neo4j.auth.basic(user, password ?? '');
  const driver = neo4j.driver(url, token, {
    disableLosslessIntegers: true,
    connectionTimeout: connectWithinMs,
    connectionAcquisitionTimeout: connectWithinMs,
    maxTransactionRetryTime: retryForMs,
    telemetryDisabled: true,
  });
  return {
    run: (cypher, parameters) =>
      inSession(driver, 'WRITE', (session) => runIn((text, values) => session.run(text, values))(cypher, parameters)),
    read: (work, timeoutMs) =>
      inSession(driver, 'READ', (session) =>
        work(runIn((text, values) => session.run(text, values, { timeout: timeoutMs }))),
      ),
    write: (work) =>
      inSession(driver, 'WRITE', (session) =>
        session.executeWrite((tx: ManagedTransaction) => work(runIn((text, values) => tx.run(text, values)))),
      ),
    close: () => driver.close(),
  };
}

/**
 * Whether the error is about the server or the way to it, so that the same may go well later; false when the server
 * refuses what it was told.
 */
export function isServerAway(error: unknown): boolean {
  if (!(error instanceof Neo4jError)) return false;
  const { code } = error;
  if (error.retryable || !code.startsWith('Neo.')) return true;
  return (
    /^Neo\.ClientError\.(Security|Cluster|Database|Transaction)\./.test(code) ||
    /^Neo\.DatabaseError\.(General|Transaction|Database|Cluster)\./.test(code)
  );
}

/** Whether the server turns this user away, as with a wrong password: nothing changes until a person acts. */
export function isSignInRefused(error: unknown): boolean {
  return error instanceof Neo4jError && !error.retryable && error.code.startsWith('Neo.ClientError.Security.');
}

async function inSession<T>(
  driver: Driver,
  defaultAccessMode: 'READ' | 'WRITE',
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = driver.session({ defaultAccessMode });
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

interface Answer {
  readonly records: readonly { toObject(): object }[];
}

function runIn(ask: (cypher: string, parameters: Record<string, unknown>) => PromiseLike<Answer>): RunCypher {
  return async <R>(cypher: string, parameters: CypherParameters = {}) => {
    const { records } = await ask(cypher, toServer(parameters) as Record<string, unknown>);
    return records.map((record) => record.toObject() as R);
  };
}

/** The driver takes every number for a float unless told otherwise. */
function toServer(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? neo4j.int(value) : value;
  if (Array.isArray(value)) return value.map(toServer);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toServer(inner)]));
}

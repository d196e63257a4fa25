import pg from 'pg';
import { DatabaseError } from '../../ports/database.ts';

/** SQLSTATEs that the driver does not give itself. */
export const sqlState = {
  cannotConnect: '08001',
  noConnection: '08003',
  connectionLost: '08006',
  outcomeUnknown: '08007',
  noTransaction: '25P01',
  transactionFailed: '25P02',
  insideTransaction: '25001',
  serialisationFailure: '40001',
  deadlock: '40P01',
  tooManyConnections: '53300',
} as const;

/** Ended by an administrator, by a crash, or because it idled in a transaction: the session is gone. */
const sessionEnded = new Set(['57P01', '57P02', '57P05', '25P03']);
const startingUp = '57P03';

/** What may be told: the engine's detail line quotes whole rows, and an error ends in logs. */
function causeOf(error: unknown): object {
  if (!(error instanceof pg.DatabaseError)) {
    const { code } = error instanceof Error && 'code' in error ? error : { code: undefined };
    return { message: error instanceof Error ? error.message : String(error), code };
  }
  const { message, code, constraint, table, column, hint, position } = error;
  const known = Object.entries({ message, code, constraint, table, column, hint, position });
  return Object.fromEntries(known.filter(([, value]) => value !== undefined));
}

const databaseError = (message: string, code: string, error: unknown): DatabaseError =>
  new DatabaseError(message, code, undefined, { cause: causeOf(error) });

/** A failed statement as the port has it; whatever PostgreSQL did not say itself is a lost connection. */
export function toDatabaseError(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  if (!(error instanceof pg.DatabaseError) || sessionEnded.has(error.code ?? '')) {
    const why = error instanceof Error ? error.message : String(error);
    return databaseError(`The connection to PostgreSQL was lost: ${why}`, sqlState.connectionLost, error);
  }
  return new DatabaseError(error.message, error.code ?? 'XX000', error.constraint, { cause: causeOf(error) });
}

/** Why no connection could be had; the server's own refusals (a wrong password, an unknown database) keep their code. */
export function toConnectError(error: unknown, poolSize: number): DatabaseError {
  if (error instanceof pg.DatabaseError && error.code !== undefined && error.code !== startingUp) {
    return databaseError(`PostgreSQL refused the connection: ${error.message}`, error.code, error);
  }
  const why = error instanceof Error ? error.message : String(error);
  if (why === 'timeout exceeded when trying to connect') {
    const message = `All ${poolSize} connections to PostgreSQL stayed busy; look for long transactions, or allow more.`;
    return databaseError(message, sqlState.tooManyConnections, error);
  }
  return databaseError(`No connection to PostgreSQL: ${why || 'refused'}`, sqlState.cannotConnect, error);
}

/** Whether the session is over, so that its connection is of no more use. */
export const isConnectionLost = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code.startsWith('08');

/** Whether PostgreSQL gave a transaction up for the sake of another one, and asks to try it again. */
export const isConflict = (error: unknown): boolean =>
  error instanceof DatabaseError && (error.code === sqlState.serialisationFailure || error.code === sqlState.deadlock);

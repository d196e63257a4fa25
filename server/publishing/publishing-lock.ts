import type { Executor } from '../ports/database.ts';

const lockKey = 0x636f6163;

/**
 * The one short lock of the log: whoever holds it assigns the next position. Held to the end of the transaction, so
 * take it after all slow work is done. Taking it again in the same transaction costs nothing.
 */
export async function takePublishingLock(tx: Executor): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [lockKey]);
}

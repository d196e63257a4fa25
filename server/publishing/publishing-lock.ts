import type { Executor } from '../ports/database.ts';

const lockKey = 0x636f6163;
/** A process that stands still while it holds the lock would hold back every decision, so its transaction is ended. */
const mostIdleMs = 10_000;

/**
 * The one short lock of the log: whoever holds it assigns the next position. Held to the end of the transaction, so
 * take it after all slow work is done. Taking it again in the same transaction costs nothing.
 */
export async function takePublishingLock(tx: Executor): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock($1), set_config('idle_in_transaction_session_timeout', $2, true)`, [
    lockKey,
    mostIdleMs,
  ]);
}

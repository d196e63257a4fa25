import type { Executor } from '../ports/database.ts';

const lockKey = 0x65726173;

/**
 * Keeps words that are erased from being proposed again by whoever read them before: an erasure works alone, and what
 * puts words with evidence into review does so together. Held to the end of the transaction; take it first in it.
 */
export async function holdErasures(tx: Executor, how: 'alone' | 'together'): Promise<void> {
  const lock = how === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  await tx.query(`select ${lock}($1)`, [lockKey]);
}

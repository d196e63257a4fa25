import type { Executor } from '../ports/database.ts';
import { chainStart } from './audit-chain.ts';

/**
 * The audit hash of the decision at a position, which stands for the whole log up to it; null when the log does not
 * reach so far. What a process kept on its disk belongs to this log only when it was kept under the same hash.
 */
export async function logHashAt(executor: Executor, position: number): Promise<string | null> {
  if (position === 0) return chainStart;
  const found = await executor.query<{ hash: string }>('select hash from audit_log where position = $1', [position]);
  return found.rows[0]?.hash ?? null;
}

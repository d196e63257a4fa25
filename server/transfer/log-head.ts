import type { Executor } from '../ports/database.ts';
import { chainStart, headPosition } from '../publishing/index.ts';
import type { LogHead } from './manifest.ts';

/** Where the published log and the audit chain end. */
export async function readLogHead(executor: Executor): Promise<LogHead> {
  const last = await executor.query<{ seq: number; hash: string }>(
    'select seq, hash from audit_log order by seq desc limit 1',
  );
  return {
    position: await headPosition(executor),
    auditSeq: Number(last.rows[0]?.seq ?? 0),
    auditHash: last.rows[0]?.hash ?? chainStart,
  };
}

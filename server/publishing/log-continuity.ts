import { DomainError } from '../errors.ts';
import type { Executor } from '../ports/database.ts';
import { type LoggedDecision, type LogHead, readDecisions } from './published-log.ts';

/** The log is no longer the one from which something was read: it was cut, and may have gone on differently. */
export class LogReplaced extends DomainError {
  constructor() {
    super('unavailable', 'The published log is not the one that was read here before; try again once it is read anew');
  }
}

/** Up to where a log was read, and the audit hash there; without a hash it is taken on trust. */
export interface ReadUpTo {
  readonly position: number;
  readonly logHash: string | null;
}

/** Whether the log still holds, unchanged, everything that was read of it. */
export function continues({ position, logHash }: ReadUpTo, log: Omit<LogHead, 'time'>): boolean {
  return logHash === null || (position <= log.head && logHash === log.logHash);
}

/** The decisions that come next. Rejects with LogReplaced when they do not follow on what was read before. */
export async function readNextDecisions(
  executor: Executor,
  { position, logHash }: ReadUpTo,
  limit: number,
): Promise<readonly LoggedDecision[]> {
  if (logHash === null) return readDecisions(executor, position, limit);
  // The last one again, in the same question: between two questions the log may be replaced.
  const [last, ...next] = await readDecisions(executor, position - 1, limit + 1);
  if (last?.position !== position || last.logHash !== logHash) throw new LogReplaced();
  return next;
}

import { DomainError } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import { continues, type Projector, type ReadUpTo, readLogHead, type VersionRef } from '../../publishing/index.ts';

/** Decisions came after the position that something was composed at, or the log is another; nothing of it was written. */
class DecisionsCame extends Error {
  override readonly name = 'DecisionsCame';
}

/** Holds what is about to be committed against the log as it is in the database, not as this process last saw it. */
export interface PositionFence {
  /** Last in the transaction, so that as little as possible comes between it and the commit. */
  check(tx: Executor, composedAt: ReadUpTo, composed: readonly VersionRef[]): Promise<void>;
}

const tries = 3;

/**
 * Runs work that composes and writes under the fence; when decisions came meanwhile, this process catches up and the
 * work runs again. When they keep coming, those that are not about what was composed are let pass; else it is `unavailable`.
 */
export async function withCurrentPosition<T>(
  projector: Pick<Projector, 'catchUp'>,
  work: (fence: PositionFence) => Promise<T>,
): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return await work({
        async check(tx, composedAt, composed) {
          if (composed.length === 0) return;
          const log = await readLogHead(tx, composedAt.position);
          const isSameLog = continues(composedAt, log);
          if (isSameLog && log.head <= composedAt.position) return;
          if (left > 1) throw new DecisionsCame();
          if (!isSameLog || (await isDecidedOn(tx, composedAt.position, composed))) {
            throw new DomainError(
              'unavailable',
              'Decisions about what was to be shown kept coming while it was composed; send this again',
            );
          }
        },
      });
    } catch (error) {
      if (!(error instanceof DecisionsCame)) throw error;
      await projector.catchUp();
    }
  }
}

async function isDecidedOn(tx: Executor, after: number, shown: readonly VersionRef[]): Promise<boolean> {
  const found = await tx.query('select 1 from decision_entries where position > $1 and item_id = any($2) limit 1', [
    after,
    [...new Set(shown.map(({ itemId }) => itemId))],
  ]);
  return found.rowCount > 0;
}

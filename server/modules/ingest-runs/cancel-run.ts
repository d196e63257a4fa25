import { DomainError, notFound } from '../../errors.ts';
import { endRun, type RunWork } from './ingest-run.ts';
import { hasEnded, type RunView, readRun } from './ingest-run-store.ts';

const unread = {
  reason: 'the run was cancelled before this file was read to its end',
  remedy: 'ingest it again',
} as const;

/**
 * Ends a run after the batch that its jobs are at. What it stored stays, without further proposals: the next run of the same
 * collection takes it up. Its uploads are destroyed. Cancelling again changes nothing; a run that ended otherwise stays
 * as it is, and that is refused.
 */
export async function cancelRun(work: RunWork, runId: string): Promise<RunView> {
  const { database } = work;
  const before = await readRun(database, runId);
  if (!hasEnded(before)) {
    // What finished files say of agents is kept: those who store the same again do not say it again.
    await work.mining.settle(runId);
    await endRun(work, runId, 'cancelled', null, (end) =>
      database.transaction(async (tx) => {
        const locked = await tx.query<{ status: string; begun: boolean }>(
          `select status, options ? 'begun' as begun from ingest_runs where id = $1 for update`,
          [runId],
        );
        const run = locked.rows[0];
        if (!run) throw notFound('ingest run', runId);
        if (!run.begun) {
          throw new DomainError(
            'wrong_state',
            'The upload of this run is still under way; break it off where it is sent',
          );
        }
        if (run.status === 'queued' || run.status === 'running') {
          await tx.query(
            `update ingest_run_files set status = 'skipped', reason = $2, remedy = $3 where run_id = $1 and status = 'pending'`,
            [runId, unread.reason, unread.remedy],
          );
        }
        return end(tx);
      }),
    );
  }
  const run = await readRun(database, runId);
  if (run.status !== 'cancelled') {
    throw new DomainError('wrong_state', `This run has ended already (${run.status}); there is nothing to cancel`);
  }
  return run;
}

import { DomainError } from '../../errors.ts';
import { enqueueJob } from '../../jobs/outbox-relay.ts';
import type { Executor } from '../../ports/database.ts';
import { miningQueue, type RunWork } from './ingest-run.ts';
import { type RunView, readRun } from './ingest-run-store.ts';
import { enqueueFiles } from './read-file-job.ts';

const namesTold = 20;

interface EndedRun {
  readonly status: string;
  readonly reading_done: boolean;
  readonly dry_run: boolean;
  /** Uploads of files that failed are still there. */
  readonly kept: boolean;
}

/**
 * Reads the files of an ended run again that failed or were skipped, in the same run, and goes on with it; a run whose
 * mining failed is mined again. Refused when the uploads are gone: then it names the files to be handed in again.
 */
export async function retryRun({ database, wakeUps }: RunWork, runId: string): Promise<RunView> {
  await readRun(database, runId);
  await database.transaction(async (tx) => {
    const run = await lockEnded(tx, runId);
    const failed = await tx.query<{ name: string }>(
      `select name from ingest_run_files where run_id = $1 and status in ('failed', 'skipped', 'pending') order by name`,
      [runId],
    );
    if (failed.rowCount === 0) return mineAgain(tx, runId, run);
    const names = failed.rows.map(({ name }) => name);
    if (!run.kept) throw uploadsGone(names);
    await tx.query('update ingest_spools set kept_until = null, narrowed = false where run_id = $1', [runId]);
    await tx.query(
      `update ingest_run_files set status = 'pending', reason = null, remedy = null, records = 0, tries = 0, bytes_read = 0, report = null
        where run_id = $1 and status in ('failed', 'skipped')`,
      [runId],
    );
    await goOn(tx, runId);
    await enqueueFiles(tx, runId);
  });
  wakeUps.notify('outbox');
  wakeUps.notify(`run:${runId}`);
  return readRun(database, runId);
}

async function lockEnded(tx: Executor, runId: string): Promise<EndedRun> {
  const found = await tx.query<EndedRun>(
    `select r.status, r.reading_done_at is not null as reading_done, coalesce((r.options ->> 'dryRun')::boolean, false) as dry_run,
            exists (select 1 from ingest_spools s where s.run_id = r.id and s.kept_until > now()) as kept
       from ingest_runs r where r.id = $1 for update of r`,
    [runId],
  );
  const run = found.rows[0];
  if (!run || run.status === 'queued' || run.status === 'running') {
    throw new DomainError('wrong_state', 'This run is still under way; wait for its end, or cancel it');
  }
  if (run.dry_run) throw new DomainError('wrong_state', 'A dry run keeps no uploads; start another one');
  return run;
}

async function mineAgain(tx: Executor, runId: string, run: EndedRun): Promise<void> {
  if (run.status !== 'failed' || !run.reading_done) {
    throw new DomainError('wrong_state', 'No file of this run failed; there is nothing to try again');
  }
  await tx.query(`update ingest_runs set status = 'running', finished_at = null, error = null where id = $1`, [runId]);
  await enqueueJob(tx, miningQueue, { runId });
}

async function goOn(tx: Executor, runId: string): Promise<void> {
  await tx.query(
    `update ingest_runs set status = 'running', finished_at = null, error = null, reading_done_at = null, progress = '{}',
            reading_since = now(),
            reading_base = (select coalesce(sum(bytes_read), 0) from ingest_run_files where run_id = $1)
      where id = $1`,
    [runId],
  );
}

function uploadsGone(names: readonly string[]): DomainError {
  const told = names.slice(0, namesTold).join(', ');
  const more = names.length > namesTold ? ` and ${names.length - namesTold} more` : '';
  return new DomainError(
    'wrong_state',
    `What was uploaded is gone by now; upload these files again: ${told}${more} (coach ingest PATH --only-failed-of RUN sends only those)`,
  );
}

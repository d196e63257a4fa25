import type { ParsedAgent } from '../../../ingest/ports.ts';
import { enqueueJob } from '../../jobs/outbox-relay.ts';
import type { Executor } from '../../ports/database.ts';
import { miningQueue, type RunAtWork, type RunWork } from './ingest-run.ts';
import type { FileReading, FileReport } from './read-file.ts';

/** Notes what became of a file, if the run goes on; whoever closes the last one asks for mining, or ends a dry run. */
export async function closeRunFile(
  work: RunWork,
  run: RunAtWork,
  ordinal: number,
  { report, agents }: FileReading,
): Promise<void> {
  if (!report) return;
  const { database, spool, wakeUps, log } = work;
  const last = await database.transaction(async (tx) => {
    // One after the other: of two that finish at once, the second sees that it is the last.
    const open = await tx.query(`select 1 from ingest_runs where id = $1 and status = 'running' for update`, [run.id]);
    if (open.rowCount === 0 || !(await closeFile(tx, run.id, ordinal, report))) return false;
    if (!run.dryRun) await writeAgents(tx, run.id, ordinal, agents);
    await sayWhatItWaitsFor(tx, run.id);
    const pending = await tx.query(`select 1 from ingest_run_files where run_id = $1 and status = 'pending' limit 1`, [
      run.id,
    ]);
    if (pending.rowCount > 0) return false;
    await finishReading(tx, work, run);
    return true;
  });
  wakeUps.notify(`run:${run.id}`);
  if (!last) return;
  wakeUps.notify('outbox');
  await spool.tidy(run.id).catch((error: unknown) => {
    log.warn({ err: error, runId: run.id }, 'uploads that were read were not removed; they will be soon');
  });
}

async function finishReading(tx: Executor, { failedUploadsHours }: RunWork, run: RunAtWork): Promise<void> {
  await tx.query('update ingest_runs set reading_done_at = now() where id = $1', [run.id]);
  // What is stored, redacted, cannot be read from here on as it was uploaded; what failed can for a while.
  const kept = await tx.query(
    `update ingest_spools set kept_until = now() + make_interval(secs => $2::float8 * 3600), narrowed = false
      where run_id = $1 and $2 > 0
        and exists (select 1 from ingest_run_files where run_id = $1 and status in ('failed', 'skipped'))`,
    [run.id, run.dryRun ? 0 : failedUploadsHours],
  );
  if (kept.rowCount === 0) await tx.query('delete from ingest_spools where run_id = $1', [run.id]);
  if (!run.dryRun) return void (await enqueueJob(tx, miningQueue, { runId: run.id }));
  await tx.query(`update ingest_runs set status = 'succeeded', finished_at = now() where id = $1`, [run.id]);
}

async function closeFile(tx: Executor, runId: string, ordinal: number, report: FileReport): Promise<boolean> {
  const closed = await tx.query(
    `update ingest_run_files set status = $3, reason = $4, remedy = $5, records = $6, report = $7::jsonb, bytes_read = coalesce(bytes, 0)
      where run_id = $1 and ordinal = $2 and status = 'pending'`,
    [
      runId,
      ordinal,
      report.status,
      report.reason,
      report.remedy,
      report.records,
      report.contents && JSON.stringify(report.contents),
    ],
  );
  return closed.rowCount > 0;
}

/** What a file says of agents waits until all files are read. */
export async function writeAgents(
  tx: Executor,
  runId: string,
  ordinal: number,
  agents: readonly ParsedAgent[],
): Promise<void> {
  if (agents.length === 0) return;
  await tx.query(
    `insert into ingest_run_agents (run_id, ordinal, agent_id, display_name, team, tenure_months)
     select $1, $2, a.id, a.name, a.team, a."tenureMonths"
       from jsonb_to_recordset($3::jsonb) as a (id text, name text, team text, "tenureMonths" int)`,
    [runId, ordinal, JSON.stringify(agents)],
  );
}

/** A run says why while one of its files waits for somebody to mend something. */
export async function sayWhatItWaitsFor(tx: Executor, runId: string): Promise<void> {
  await tx.query(
    `update ingest_runs set error = (select min(reason) from ingest_run_files where run_id = $1 and status = 'pending')
      where id = $1 and status = 'running'`,
    [runId],
  );
}

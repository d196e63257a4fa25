import { z } from 'zod';
import { mappingNameFor } from '../../../ingest/index.ts';
import type { ParsedAgent } from '../../../ingest/ports.ts';
import { enqueueJob } from '../../jobs/outbox-relay.ts';
import { outlastOutages } from '../../jobs/outlast-outages.ts';
import type { OutboxJob } from '../../jobs/work-jobs.ts';
import { type Executor, isDatabaseAway } from '../../ports/database.ts';
import { endRun, ingestQueue, miningQueue, type RunAtWork, type RunWork, takeUp, tellable } from './ingest-run.ts';
import { type FileReading, type FileReport, readFileOfRun } from './read-file.ts';
import { SpoolError } from './spool.ts';

const payloadSchema = z.object({ runId: z.string(), file: z.int().min(0).optional() });

/** A file that ends its worker's process so often is at fault itself. */
const mostTries = 4;
const notifyEveryMs = 250;

/** Reads one file of a run. Whoever finishes the last one asks for mining, in the same transaction. */
export async function readFileJob(work: RunWork, { payload, lastTry }: OutboxJob): Promise<void> {
  const { runId, file } = payloadSchema.parse(payload);
  if (file === undefined) return shareOut(work, runId);
  const run = await takeUp(work.database, runId);
  if (!run || run.readingDone) return;
  try {
    await readFile(work, run, file);
  } catch (error) {
    await settleFailure(work, run, file, error, lastTry);
  }
}

async function settleFailure(
  work: RunWork,
  run: RunAtWork,
  file: number,
  error: unknown,
  lastTry: boolean,
): Promise<void> {
  const { log } = work;
  if (isDatabaseAway(error)) throw error;
  if (error instanceof SpoolError && error.destroyed) return endRun(work, run.id, 'failed', error.message);
  if (!lastTry) throw error;
  log.warn({ err: error, runId: run.id, file }, 'a file of an ingest run could not be read');
  if (error instanceof SpoolError) {
    // No file is at fault, and what this worker cannot reach another one can: the job waits to be replayed.
    await noteOutOfReach(work, run.id, file, error.message);
    throw error;
  }
  const report = { status: 'failed', reason: tellable(error), remedy: 'ingest the file again', records: 0 } as const;
  await finishFile(work, run, file, { report, agents: [] });
}

async function noteOutOfReach(
  { database, wakeUps }: RunWork,
  runId: string,
  ordinal: number,
  reason: string,
): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query(
      `update ingest_run_files set reason = $3, tries = 0 where run_id = $1 and ordinal = $2 and status = 'pending'`,
      [runId, ordinal, reason],
    );
    await sayWhatItWaitsFor(tx, runId);
  });
  wakeUps.notify(`run:${runId}`);
}

/** A run says why while one of its files waits for somebody to mend something. */
async function sayWhatItWaitsFor(tx: Executor, runId: string): Promise<void> {
  await tx.query(
    `update ingest_runs set error = (select min(reason) from ingest_run_files where run_id = $1 and status = 'pending')
      where id = $1 and status = 'running'`,
    [runId],
  );
}

/** A run that an earlier version of the program began as one job: it begins anew, file by file. */
async function shareOut({ database, wakeUps }: RunWork, runId: string): Promise<void> {
  await database.transaction(async (tx) => {
    if (!(await takeUp(tx, runId))) return;
    await tx.query(
      `update ingest_run_files set status = 'pending', records = 0, reason = null, remedy = null where run_id = $1`,
      [runId],
    );
    await enqueueFiles(tx, runId);
  });
  wakeUps.notify('outbox');
}

/** Asks for a job for each file of a run; returns how many there are. */
export async function enqueueFiles(tx: Executor, runId: string): Promise<number> {
  const files = await tx.query<{ ordinal: number }>(
    'select ordinal from ingest_run_files where run_id = $1 order by ordinal',
    [runId],
  );
  for (const { ordinal } of files.rows) await enqueueJob(tx, ingestQueue, { runId, file: ordinal });
  return files.rowCount;
}

async function readFile(work: RunWork, run: RunAtWork, ordinal: number): Promise<void> {
  const { database } = work;
  const begun = await database.query<{ name: string; tries: number }>(
    `update ingest_run_files set tries = tries + 1 where run_id = $1 and ordinal = $2 and status = 'pending' returning name, tries`,
    [run.id, ordinal],
  );
  const file = begun.rows[0];
  if (!file) return;
  if (file.tries > mostTries) {
    const reason = `its worker's process ended ${file.tries - 1} times while it read this file`;
    const report = {
      status: 'failed',
      reason,
      remedy: 'split the file, or give workers more memory',
      records: 0,
    } as const;
    return finishFile(work, run, ordinal, { report, agents: [] });
  }
  // An outage in the midst of it is no further try.
  await outlastOutages(work, () => readToEnd(work, run, ordinal, file.name));
}

async function readToEnd(work: RunWork, run: RunAtWork, ordinal: number, name: string): Promise<void> {
  const { spool, sources, settings, stopping } = work;
  const reading = await readFileOfRun(
    {
      runId: run.id,
      collectionId: run.collectionId,
      fileOrdinal: ordinal,
      sources,
      settings: { ...settings, verbatim: run.verbatim },
      goOn: progressWriter(work, run.id, ordinal),
    },
    { name, bytes: await spool.read(run.id, ordinal), ...(await mappingBeside(work, run.id, name)) },
  );
  if (reading) await finishFile(work, run, ordinal, reading);
  else if (stopping.aborted) await handBack(work, run.id, ordinal);
}

/** What another file of the run says of this one's columns and speakers. */
async function mappingBeside(
  { database, spool }: RunWork,
  runId: string,
  name: string,
): Promise<{ readonly mapping?: Uint8Array }> {
  const found = await database.query<{ ordinal: number }>(
    'select ordinal from ingest_run_files where run_id = $1 and name = $2',
    [runId, mappingNameFor(name)],
  );
  const beside = found.rows[0];
  return beside ? { mapping: await spool.read(runId, beside.ordinal) } : {};
}

/** Notes how many records are stored; false when the process stops, or the run or the file has ended elsewhere. */
function progressWriter({ database, wakeUps, stopping }: RunWork, runId: string, ordinal: number) {
  let notifiedAt = 0;
  return async (records: number): Promise<boolean> => {
    const written = await database.query(
      `update ingest_run_files f set records = $3 from ingest_runs r
        where f.run_id = $1 and f.ordinal = $2 and f.status = 'pending' and r.id = f.run_id and r.status = 'running'`,
      [runId, ordinal, records],
    );
    if (performance.now() - notifiedAt >= notifyEveryMs) {
      notifiedAt = performance.now();
      wakeUps.notify(`run:${runId}`);
    }
    return written.rowCount > 0 && !stopping.aborted;
  };
}

/** A process that stops asks for the job anew: being stopped is no failure of it. */
async function handBack({ database }: RunWork, runId: string, ordinal: number): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query('update ingest_run_files set tries = 0 where run_id = $1 and ordinal = $2', [runId, ordinal]);
    await enqueueJob(tx, ingestQueue, { runId, file: ordinal });
  });
}

async function finishFile(work: RunWork, run: RunAtWork, ordinal: number, reading: FileReading): Promise<void> {
  const { database, spool, wakeUps } = work;
  const last = await database.transaction(async (tx) => {
    // One after the other: of two that finish at once, the second sees that it is the last.
    const open = await tx.query(`select 1 from ingest_runs where id = $1 and status = 'running' for update`, [run.id]);
    if (open.rowCount === 0 || !(await closeFile(tx, run.id, ordinal, reading.report))) return false;
    await writeAgents(tx, run.id, ordinal, reading.agents);
    await sayWhatItWaitsFor(tx, run.id);
    const pending = await tx.query(`select 1 from ingest_run_files where run_id = $1 and status = 'pending' limit 1`, [
      run.id,
    ]);
    if (pending.rowCount > 0) return false;
    await tx.query('update ingest_runs set reading_done_at = now() where id = $1', [run.id]);
    // All is stored, redacted: what was uploaded cannot be read from here on.
    await tx.query('delete from ingest_spools where run_id = $1', [run.id]);
    await enqueueJob(tx, miningQueue, { runId: run.id });
    return true;
  });
  wakeUps.notify(`run:${run.id}`);
  if (!last) return;
  wakeUps.notify('outbox');
  await spool.destroy(run.id);
}

async function closeFile(tx: Executor, runId: string, ordinal: number, report: FileReport): Promise<boolean> {
  const closed = await tx.query(
    `update ingest_run_files set status = $3, reason = $4, remedy = $5, records = $6
      where run_id = $1 and ordinal = $2 and status = 'pending'`,
    [runId, ordinal, report.status, report.reason, report.remedy, report.records],
  );
  return closed.rowCount > 0;
}

async function writeAgents(
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

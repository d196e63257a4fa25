import { z } from 'zod';
import { isMappingName, type MappedFile, mappingNameFor, type Statements } from '../../../ingest/index.ts';
import type { ParsedAgent } from '../../../ingest/ports.ts';
import { enqueueJob } from '../../jobs/outbox-relay.ts';
import { outlastOutages } from '../../jobs/outlast-outages.ts';
import type { OutboxJob } from '../../jobs/work-jobs.ts';
import { type Executor, isDatabaseAway } from '../../ports/database.ts';
import { ParserLost } from '../../ports/file-parser.ts';
import { closeRunFile, sayWhatItWaitsFor, writeAgents } from './close-run-file.ts';
import { endRun, ingestQueue, type RunAtWork, type RunWork, takeUp, tellable } from './ingest-run.ts';
import { type FileReading, readFileOfRun } from './read-file.ts';
import { withRecordings } from './recordings-of-run.ts';
import { SpoolError } from './spool.ts';
import { type Taken, takeStatements } from './take-statements.ts';
import { whileRunning } from './watch-run.ts';

const payloadSchema = z.object({ runId: z.string(), file: z.int().min(0).optional() });

/** A file that ends its worker's process so often is at fault itself. */
const mostTries = 4;
/** And one that ends its parser's process so often. */
const mostParsers = 2;
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

const failure = (reason: string, remedy: string): FileReading => ({
  report: { status: 'failed', reason, remedy, records: 0, contents: null },
  agents: [],
});

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
  await closeRunFile(work, run, file, failure(tellable(error), 'ingest the file again'));
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

/** Asks for a job for each file of a run that is to be read; returns how many there are. */
export async function enqueueFiles(tx: Executor, runId: string): Promise<number> {
  const files = await tx.query<{ ordinal: number }>(
    `select ordinal from ingest_run_files where run_id = $1 and status = 'pending' order by ordinal`,
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
    return closeRunFile(work, run, ordinal, failure(reason, 'split the file, or give workers more memory'));
  }
  // An outage in the midst of it is no further try.
  await outlastOutages(work, () =>
    whileRunning(work, run.id, (signal) => readToEnd(work, run, { ordinal, ...file }, signal)),
  );
}

interface FileAtWork {
  readonly ordinal: number;
  readonly name: string;
}

async function readToEnd(work: RunWork, run: RunAtWork, file: FileAtWork, signal: AbortSignal): Promise<void> {
  const { ordinal } = file;
  const bytes = await work.spool.read(run.id, ordinal);
  const mapping = await mappingBeside(work, run.id, file.name);
  const reading = await readSafely(work, run, ordinal, { name: file.name, bytes, ...mapping }, signal);
  if (reading.report) return closeRunFile(work, run, ordinal, reading);
  if (work.stopping.aborted) return handBack(work, run.id, ordinal);
  await leaveUnread(work, run.id, ordinal, reading.agents);
}

/** Storing again what the first parser read before it ended changes nothing. */
async function readSafely(
  work: RunWork,
  run: RunAtWork,
  ordinal: number,
  file: MappedFile,
  signal: AbortSignal,
): Promise<FileReading> {
  const { pseudonym: _kept, ...settings } = work.settings;
  const goOn = progressWriter(work, run.id, ordinal);
  const context = {
    runId: run.id,
    collectionId: run.collectionId,
    fileOrdinal: ordinal,
    sources: work.sources,
    parser: withRecordings({
      work,
      run,
      fileOrdinal: ordinal,
      signal,
      onShare: (share) => void goOn(0, share).catch(() => undefined),
    }),
    takeStatements: (list: Statements) => takeListOfRun(work, run, list),
    settings: { ...settings, verbatim: run.verbatim },
    dryRun: run.dryRun,
    signal,
    goOn,
  };
  for (let parsers = 1; ; parsers += 1) {
    try {
      return await readFileOfRun(context, file);
    } catch (error) {
      if (!(error instanceof ParserLost)) throw error;
      work.log.warn({ runId: run.id, file: ordinal, parsers }, 'a parser ended in the midst of a file');
      if (parsers < mostParsers) continue;
      const reason = `the process that read it ended ${parsers} times before it was done`;
      return failure(reason, 'Try it again; if it fails again, split the file up, or give the machine more memory.');
    }
  }
}

function takeListOfRun({ statements }: RunWork, run: RunAtWork, list: Statements): Promise<Taken> {
  if (statements) return takeStatements(statements, run, list);
  const reason = `lists of ${list.holds} are not taken in here`;
  return Promise.resolve({ ok: false, reason, remedy: 'Send them over the API.' });
}

/** What another file of the run says of this one's columns and speakers. */
async function mappingBeside(
  { database, spool }: RunWork,
  runId: string,
  name: string,
): Promise<{ readonly mapping?: Uint8Array }> {
  if (isMappingName(name)) return {};
  const found = await database.query<{ ordinal: number }>(
    'select ordinal from ingest_run_files where run_id = $1 and name = $2',
    [runId, mappingNameFor(name)],
  );
  const beside = found.rows[0];
  return beside ? { mapping: await spool.read(runId, beside.ordinal) } : {};
}

/** Notes how much is read; false when the process stops, or the run or the file has ended elsewhere. */
function progressWriter({ database, wakeUps, stopping }: RunWork, runId: string, ordinal: number) {
  let notifiedAt = 0;
  return async (records: number, share: number): Promise<boolean> => {
    const written = await database.query(
      `update ingest_run_files f set records = $3, bytes_read = coalesce((f.bytes * $4::float8)::bigint, 0) from ingest_runs r
        where f.run_id = $1 and f.ordinal = $2 and f.status = 'pending' and r.id = f.run_id and r.status = 'running'`,
      [runId, ordinal, records, share],
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

/** The run was cancelled: what the part that was stored says of agents is not said again by those who store it anew. */
async function leaveUnread(
  { database, mining }: RunWork,
  runId: string,
  ordinal: number,
  agents: readonly ParsedAgent[],
): Promise<void> {
  await database.transaction(async (tx) => {
    const cancelled = await tx.query(`select 1 from ingest_runs where id = $1 and status = 'cancelled' for update`, [
      runId,
    ]);
    if (cancelled.rowCount > 0) await writeAgents(tx, runId, ordinal, agents);
  });
  if (agents.length > 0) await mining.settle(runId);
}

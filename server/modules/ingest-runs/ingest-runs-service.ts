import type { Readable } from 'node:stream';
import { newId } from '../../../graph-schema/index.ts';
import type { IngestSettings } from '../../../ingest/ports.ts';
import { DomainError } from '../../errors.ts';
import { enqueueJob } from '../../jobs/outbox-relay.ts';
import type { Database } from '../../ports/database.ts';
import type { JobQueue } from '../../ports/job-queue.ts';
import type { Logger } from '../../ports/logger.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import type { ProposalsService } from '../proposals/index.ts';
import type { SourcesStore } from '../sources/index.ts';
import { noProgress, type RunProgress, type RunView, readRun, writeFile, writeProgress } from './ingest-run-store.ts';
import { type MiningBacklog, mineBacklog, type RunContext, readFileOfRun } from './run-ingest.ts';
import type { Spool } from './spool.ts';

export interface RunRequest {
  readonly collectionId: string;
  readonly label: string;
  readonly startedBy: string;
  readonly verbatim: boolean;
}

export interface IngestRunsService {
  /** Takes files in; the run begins with `begin`. Two files of one name are refused. */
  prepare(
    request: RunRequest,
  ): Promise<{ readonly runId: string; addFile(name: string, content: Readable): Promise<void> }>;
  begin(runId: string): Promise<RunView>;
  /** Drops a run that was prepared and never begun. */
  discard(runId: string): Promise<void>;
  /** The run's progress as it changes, to its end. */
  follow(runId: string, signal: AbortSignal): AsyncIterable<RunView>;
  /** Resolves when the run ended, however it did. */
  finished(runId: string): Promise<RunView>;
  /** Works off runs, also those that a killed process left. */
  startWorker(queue: JobQueue): Promise<void>;
  /** Leaves the run under way after the batch that it is at; it goes on after the next start. */
  interrupt(): void;
}

interface Options {
  readonly database: Database;
  readonly sources: SourcesStore;
  readonly proposals: ProposalsService;
  readonly spool: Spool;
  readonly wakeUps: WakeUps;
  readonly settings: Omit<IngestSettings, 'verbatim'>;
  readonly log: Logger;
}

export const ingestQueue = 'ingest';
const progressEveryMs = 250;

export function createIngestRunsService(options: Options): IngestRunsService {
  const { database, spool, wakeUps, log } = options;
  const stopping = new AbortController();

  const follow = async function* (runId: string, signal: AbortSignal): AsyncGenerator<RunView> {
    let wake = () => {};
    let pending = false;
    const unlisten = wakeUps.listen(`run:${runId}`, () => {
      pending = true;
      wake();
    });
    const abort = () => wake();
    signal.addEventListener('abort', abort);
    try {
      while (!signal.aborted) {
        pending = false;
        const run = await readRun(database, runId);
        yield run;
        if (hasEnded(run)) return;
        // Wake-ups may be lost; a slow look of one's own makes up for it.
        if (!pending) {
          await new Promise<void>((resolve) => {
            wake = resolve;
            setTimeout(resolve, 2_000).unref();
          });
        }
      }
    } finally {
      unlisten();
      signal.removeEventListener('abort', abort);
    }
  };

  const discard = async (runId: string) => {
    await spool.destroy(runId);
    await database.query('delete from ingest_runs where id = $1', [runId]);
  };

  return {
    async prepare({ collectionId, label, startedBy, verbatim }) {
      const runId = newId('run');
      await database.query('insert into collections (id, name) values ($1, $1) on conflict do nothing', [collectionId]);
      await database.query(
        `insert into ingest_runs (id, collection_id, status, started_by, label, options) values ($1, $2, 'queued', $3, $4, $5::jsonb)`,
        [runId, collectionId, startedBy, label, JSON.stringify({ verbatim })],
      );
      const names: string[] = [];
      return {
        runId,
        async addFile(name, content) {
          if (names.includes(name))
            throw new DomainError('invalid_request', `Two files are called "${name}"; send each under its own path`);
          const ordinal = names.push(name) - 1;
          await spool.write(runId, ordinal, content);
          await database.query(
            `insert into ingest_run_files (run_id, name, ordinal, status) values ($1, $2, $3, 'pending')`,
            [runId, name, ordinal],
          );
        },
      };
    },
    async begin(runId) {
      await database.transaction(async (tx) => {
        const files = await tx.query('select 1 from ingest_run_files where run_id = $1 limit 1', [runId]);
        if (files.rowCount === 0)
          throw new DomainError('invalid_request', 'No file came with the request; send at least one as "file"');
        await tx.query(`update ingest_runs set options = options || '{"begun": true}' where id = $1`, [runId]);
        await enqueueJob(tx, ingestQueue, { runId });
      });
      wakeUps.notify('outbox');
      return readRun(database, runId);
    },
    discard,
    follow,
    async finished(runId) {
      let last = await readRun(database, runId);
      for await (const run of follow(runId, new AbortController().signal)) last = run;
      return last;
    },
    interrupt: () => stopping.abort(),
    async startWorker(queue) {
      // An upload that its process did not live to complete is never worked off, and must not wait for ever.
      const orphans = await database.query<{ id: string }>(
        "select id from ingest_runs where status = 'queued' and not options ? 'begun'",
      );
      for (const { id } of orphans.rows) await discard(id);
      await spool.sweep();
      await queue.work(ingestQueue, async ({ payload }) => {
        const runId = runIdOf(payload);
        try {
          await runIngest(options, runId, stopping.signal);
        } catch (error) {
          if (stopping.signal.aborted) throw error;
          log.warn({ err: error, runId }, 'an ingest run failed');
          await fail(options, runId, error);
        }
      });
    },
  };
}

const hasEnded = ({ status }: RunView) => status === 'succeeded' || status === 'failed' || status === 'cancelled';

function runIdOf(payload: unknown): string {
  if (typeof payload === 'object' && payload !== null && 'runId' in payload && typeof payload.runId === 'string')
    return payload.runId;
  throw new Error('the job names no run');
}

async function fail({ database, spool, proposals, wakeUps }: Options, runId: string, error: unknown): Promise<void> {
  const message =
    error instanceof DomainError ? error.message : 'Something went wrong inside; the log has it under this run id';
  await proposals.dropUnfinished(runId);
  await endRun(database, runId, 'failed', message);
  await spool.destroy(runId);
  wakeUps.notify(`run:${runId}`);
}

/** Ends a run and destroys its spool's key with it: what was uploaded cannot be read from then on. */
function endRun(
  database: Database,
  runId: string,
  status: 'succeeded' | 'failed',
  error: string | null,
): Promise<void> {
  return database.transaction(async (tx) => {
    await tx.query('update ingest_runs set status = $2, finished_at = now(), error = $3 where id = $1', [
      runId,
      status,
      error,
    ]);
    await tx.query('delete from ingest_spools where run_id = $1', [runId]);
  });
}

interface RunRow {
  collection_id: string;
  started_by: string;
  status: RunView['status'];
  options: { verbatim?: boolean };
}

/** Does a run from its beginning; what an interrupted try stored already is recognised and not stored twice. */
async function runIngest(options: Options, runId: string, signal: AbortSignal): Promise<void> {
  const { database, sources, proposals, spool, wakeUps, settings } = options;
  const found = await database.query<RunRow>(
    `update ingest_runs set status = 'running', started_at = coalesce(started_at, now()) where id = $1 and status in ('queued', 'running')
     returning collection_id, started_by, status, options`,
    [runId],
  );
  const run = found.rows[0];
  if (!run) return;
  await proposals.dropUnfinished(runId);
  const files = await database.query<{ name: string; ordinal: number }>(
    'select name, ordinal from ingest_run_files where run_id = $1 order by ordinal',
    [runId],
  );
  const progress = progressWriter(options, runId, files.rows.length);
  const context: RunContext = {
    runId,
    collectionId: run.collection_id,
    startedBy: run.started_by,
    settings: { ...settings, verbatim: run.options.verbatim === true },
    database,
    sources,
    proposals,
    signal,
    onRecords: (count) => progress.change((p) => ({ ...p, records: p.records + count })),
    onProposal: () => progress.change((p) => ({ ...p, proposals: p.proposals + 1 })),
    onMining: (share) => progress.change((p) => ({ ...p, stage: 'mining', percent: 60 + Math.round(share * 39) })),
  };
  const backlog: MiningBacklog = { documents: [], newCalls: 0 };
  for (const { name, ordinal } of files.rows) {
    await writeFile(
      database,
      runId,
      await readFileOfRun(context, { name, bytes: await spool.read(runId, ordinal) }, backlog),
    );
    progress.change((p) => ({
      ...p,
      filesDone: p.filesDone + 1,
      percent: Math.round(((p.filesDone + 1) / p.filesTotal) * 60),
    }));
  }
  await mineBacklog(context, backlog);
  await progress.finish();
  await endRun(database, runId, 'succeeded', null);
  await spool.destroy(runId);
  wakeUps.notify(`run:${runId}`);
}

function progressWriter({ database, wakeUps, log }: Options, runId: string, filesTotal: number) {
  let progress: RunProgress = { ...noProgress, stage: 'reading', filesTotal };
  let writtenAt = 0;
  const write = async () => {
    writtenAt = performance.now();
    await writeProgress(database, runId, progress);
    wakeUps.notify(`run:${runId}`);
  };
  return {
    change(step: (before: RunProgress) => RunProgress) {
      progress = step(progress);
      if (performance.now() - writtenAt < progressEveryMs) return;
      write().catch((error) => log.warn({ err: error, runId }, 'progress was not written'));
    },
    async finish() {
      progress = { ...progress, stage: 'done', percent: 100 };
      await write();
    },
  };
}

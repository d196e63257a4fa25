import { newId } from '../../../graph-schema/index.ts';
import type { IngestSettings } from '../../../ingest/ports.ts';
import { DomainError } from '../../errors.ts';
import type { Leases } from '../../jobs/lease.ts';
import type { Database, Executor } from '../../ports/database.ts';
import type { Embedder } from '../../ports/embedder.ts';
import type { FileParser } from '../../ports/file-parser.ts';
import type { Logger } from '../../ports/logger.ts';
import type { OpenMiningCrew } from '../../ports/mining-crew.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import type { MiningModel } from '../mining-model/index.ts';
import { askedOfMining, closeMining, type MiningRunOptions, noteMining } from '../mining-runs/index.ts';
import type { ProposalsService } from '../proposals/index.ts';
import type { RecordingReader } from '../recordings/index.ts';
import type { MiningStore, SourcesStore } from '../sources/index.ts';
import type { Spool } from './spool.ts';
import type { StatementServices } from './take-statements.ts';

export const ingestQueue = 'ingest';
export const miningQueue = 'mining';

/** What the jobs of a run work with. */
export interface RunWork {
  readonly database: Database;
  readonly sources: SourcesStore;
  readonly mining: MiningStore;
  readonly proposals: ProposalsService;
  readonly spool: Spool;
  /** For lists of agents and of outcomes. */
  readonly statements: StatementServices | null;
  readonly parser: FileParser;
  readonly recordings: RecordingReader;
  /** For how long uploads of files that failed wait to be read once more; 0: not at all. */
  readonly failedUploadsHours: number;
  /** The model that is asked beside the rules, within the budget of a run; absent: none. */
  readonly miningModel?: MiningModel | undefined;
  /** Says what calls mean; absent: they are grouped by their words alone. */
  readonly embedder?: Embedder | null | undefined;
  /** Does the heavy parts of mining. */
  readonly openCrew: OpenMiningCrew;
  readonly leases: Leases;
  readonly wakeUps: WakeUps;
  readonly settings: Omit<IngestSettings, 'verbatim'>;
  readonly log: Logger;
  /** Aborted when the process stops: jobs end after the batch that they are at and go on elsewhere, or later. */
  readonly stopping: AbortSignal;
}

/** A run as its jobs need it. */
export interface RunAtWork {
  readonly id: string;
  readonly collectionId: string;
  readonly startedBy: string;
  readonly verbatim: boolean;
  /** Nothing is to be stored; only said what would be. */
  readonly dryRun: boolean;
  readonly readingDone: boolean;
  /** Somebody asked for this mining; null: it follows an import, or an erasure. */
  readonly asked: MiningRunOptions | null;
}

/** Takes up work on a run; null: it has ended, however it did, or is paused. */
export async function takeUp(executor: Executor, runId: string): Promise<RunAtWork | null> {
  const found = await executor.query<{
    collection_id: string;
    started_by: string;
    options: { verbatim?: boolean; dryRun?: boolean };
    reading_done_at: Date | null;
    status: string;
  }>('select collection_id, started_by, options, reading_done_at, status from ingest_runs where id = $1', [runId]);
  const run = found.rows[0];
  if (!run || (run.status !== 'queued' && run.status !== 'running')) return null;
  const asked = await askedOfMining(executor, runId);
  if (asked?.paused) return null;
  if (run.status === 'queued') {
    const begun = await executor.query(
      `update ingest_runs r set status = 'running', started_at = coalesce(started_at, now()), reading_since = now()
        where id = $1 and status = 'queued'
          and not exists (select 1 from mining_runs m where m.run_id = r.id and m.paused_at is not null)`,
      [runId],
    );
    if (begun.rowCount > 0) await noteMining(executor, runId, 'began');
  }
  return {
    id: runId,
    collectionId: run.collection_id,
    startedBy: run.started_by,
    verbatim: run.options.verbatim === true,
    dryRun: run.options.dryRun === true,
    readingDone: run.reading_done_at !== null,
    asked,
  };
}

/** Runs what it is given in one transaction, as Database does. */
export type Transact = Database['transaction'];

/** Ends a run, if it has not ended. Its spool is destroyed, but for uploads that are kept to be read once more. */
export async function endRun(
  { database, proposals, spool, wakeUps, log }: RunWork,
  runId: string,
  status: 'succeeded' | 'failed' | 'cancelled',
  error: string | null,
  transact: Transact = (end) => database.transaction(end),
): Promise<void> {
  await transact(async (tx) => {
    const ended = await tx.query(
      `update ingest_runs set status = $2, finished_at = now(), error = $3 where id = $1 and status in ('queued', 'running')`,
      [runId, status, error],
    );
    if (ended.rowCount === 0) return;
    await closeMining(tx, runId, status);
    if (status !== 'succeeded') await proposals.dropUnfinished(tx, runId);
    await tx.query('delete from ingest_run_agents where run_id = $1', [runId]);
    await tx.query(`delete from ingest_spools where run_id = $1 and (kept_until is null or $2 = 'cancelled')`, [
      runId,
      status,
    ]);
  });
  await spool.tidy(runId).catch((error: unknown) => {
    log.warn({ err: error, runId }, 'uploads of a run that ended were not removed; they will be soon');
  });
  wakeUps.notify(`run:${runId}`);
  wakeUps.notify(`run:${runId}:ended`);
}

/** What a user is told of an error; only a refusal's words are meant for them. */
export const tellable = (error: unknown): string =>
  error instanceof DomainError ? error.message : 'Something went wrong inside; the log has it under this run id';

/** A name for one execution of a job, which no other has. */
export const executionId = (): string => `${process.pid}:${newId('request')}`;

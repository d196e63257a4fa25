import type { Readable } from 'node:stream';
import { newId } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import { createLeases } from '../../jobs/lease.ts';
import { workJobs } from '../../jobs/work-jobs.ts';
import type { JobQueue } from '../../ports/job-queue.ts';
import { createMiningStore } from '../sources/index.ts';
import { cancelRun } from './cancel-run.ts';
import { ingestQueue, miningQueue, type RunWork } from './ingest-run.ts';
import { failedNames, hasEnded, type RunView, readRun } from './ingest-run-store.ts';
import { miningJob } from './mining-job.ts';
import { enqueueFiles, readFileJob } from './read-file-job.ts';
import { retryRun } from './retry-run.ts';
import { storedFileName, storedLabel } from './stored-names.ts';
import { keepSeen, sweepUploads } from './upload-sweep.ts';

export interface RunRequest {
  readonly collectionId: string;
  readonly label: string;
  readonly startedBy: string;
  readonly verbatim: boolean;
  /** Nothing is stored: the run says what would be. */
  readonly dryRun?: boolean;
}

export interface WorkerConcurrency {
  readonly ingest: number;
  readonly mining: number;
}

export interface IngestRunsService {
  /** Takes files in; the run begins with `begin`. Two files of one name are refused. */
  prepare(
    request: RunRequest,
  ): Promise<{ readonly runId: string; addFile(name: string, content: Readable): Promise<void> }>;
  begin(runId: string): Promise<RunView>;
  /** Drops a run that was prepared and never begun. */
  discard(runId: string): Promise<void>;
  /** Ends a run; what it stored stays. Refused with `wrong_state` when it has ended otherwise. */
  cancel(runId: string): Promise<RunView>;
  /** Reads the files again that failed or were skipped; refused with `wrong_state` when their uploads are gone. */
  retry(runId: string): Promise<RunView>;
  /** Which of the files of these names failed or were skipped in a run, or were not read. */
  failedAmong(runId: string, names: readonly string[]): Promise<readonly string[]>;
  /** The run's progress as it changes, to its end. */
  follow(runId: string, signal: AbortSignal): AsyncIterable<RunView>;
  /** Resolves when the run ended, however it did. */
  finished(runId: string): Promise<RunView>;
  /**
   * Works off runs together with the workers of other processes, also what a killed one left: so many files, and so many
   * runs to be mined, at a time. A process that only takes uploads in and shows runs does without.
   */
  startWorker(queue: JobQueue, concurrency?: WorkerConcurrency): Promise<void>;
  /** Leaves the jobs under way after the batch that they are at; they go on in other processes, or after the next start. */
  interrupt(): void;
}

type Options = Omit<RunWork, 'mining' | 'leases' | 'stopping' | 'statements'> & Partial<Pick<RunWork, 'statements'>>;

const lookEveryMs = 2_000;

export function createIngestRunsService(options: Options): IngestRunsService {
  const { database, spool, wakeUps, settings, log } = options;
  const stopping = new AbortController();
  const work: RunWork = {
    ...options,
    statements: options.statements ?? null,
    mining: createMiningStore(database),
    leases: createLeases(database),
    stopping: stopping.signal,
  };
  // Timers that tell or look for living uploads.
  const uploads = new Map<string, () => void>();
  const unseen = (runId: string) => {
    uploads.get(runId)?.();
    uploads.delete(runId);
  };
  let stopSweep = () => {};

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
            setTimeout(resolve, lookEveryMs).unref();
          });
        }
      }
    } finally {
      unlisten();
      signal.removeEventListener('abort', abort);
    }
  };

  const discard = async (runId: string) => {
    unseen(runId);
    await spool.destroy(runId);
    await database.query('delete from ingest_runs where id = $1', [runId]);
  };

  return {
    async prepare({ collectionId, label, startedBy, verbatim, dryRun = false }) {
      const runId = newId('run');
      await database.query('insert into collections (id, name) values ($1, $1) on conflict do nothing', [collectionId]);
      await database.query(
        `insert into ingest_runs (id, collection_id, status, started_by, label, options) values ($1, $2, 'queued', $3, $4, $5::jsonb)`,
        [runId, collectionId, startedBy, storedLabel(label, settings), JSON.stringify({ verbatim, dryRun })],
      );
      uploads.set(runId, keepSeen(database, runId, log));
      const names = new Set<string>();
      return {
        runId,
        async addFile(given, content) {
          const name = storedFileName(given, settings);
          if (names.has(name))
            throw new DomainError('invalid_request', `Two files are called "${name}"; send each under its own path`);
          const ordinal = names.size;
          names.add(name);
          const bytes = await spool.write(runId, ordinal, content);
          await database.query(
            `insert into ingest_run_files (run_id, name, ordinal, status, bytes) values ($1, $2, $3, 'pending', $4)`,
            [runId, name, ordinal, bytes],
          );
        },
      };
    },
    async begin(runId) {
      await database.transaction(async (tx) => {
        await tx.query(`update ingest_runs set options = options || '{"begun": true}' where id = $1`, [runId]);
        if ((await enqueueFiles(tx, runId)) === 0)
          throw new DomainError('invalid_request', 'No file came with the request; send at least one as "file"');
      });
      unseen(runId);
      wakeUps.notify('outbox');
      return readRun(database, runId);
    },
    discard,
    cancel: (runId) => cancelRun(work, runId),
    retry: (runId) => retryRun(work, runId),
    async failedAmong(runId, names) {
      await readRun(database, runId);
      const stored = new Map(names.map((name) => [name, storedFileName(name, settings)]));
      const failed = await failedNames(database, runId, [...stored.values()]);
      return names.filter((name) => failed.has(stored.get(name) ?? ''));
    },
    follow,
    async finished(runId) {
      let last = await readRun(database, runId);
      for await (const run of follow(runId, new AbortController().signal)) last = run;
      return last;
    },
    interrupt() {
      stopping.abort();
      stopSweep();
      for (const runId of [...uploads.keys()]) unseen(runId);
    },
    async startWorker(queue, concurrency = { ingest: 1, mining: 1 }) {
      stopSweep = await sweepUploads(database, discard, spool, log);
      const jobs = { database, queue, log, stopping: stopping.signal };
      await workJobs(jobs, ingestQueue, (job) => readFileJob(work, job), { concurrency: concurrency.ingest });
      await workJobs(jobs, miningQueue, (job) => miningJob(work, job), { concurrency: concurrency.mining });
    },
  };
}

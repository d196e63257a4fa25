import { newId } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import { enqueueJob } from '../../jobs/outbox-relay.ts';
import type { Database, Executor } from '../../ports/database.ts';
import type { WakeUps, WakeUpTopic } from '../../ports/wake-ups.ts';
import { type MiningRunOptions, noteMining } from './mining-run-rows.ts';
import { type MiningRunView, readMiningRun } from './mining-run-store.ts';

export interface MiningRequest extends MiningRunOptions {
  readonly collectionId: string;
  readonly dryRun: boolean;
  readonly startedBy: string;
}

export interface MiningRunsService {
  /** Asks for a mining of a collection's calls; refused with `conflict` while one is under way or paused. */
  start(request: MiningRequest): Promise<MiningRunView>;
  /** Has it end after the step that it is at, and wait; what it drew is kept. */
  pause(runId: string): Promise<MiningRunView>;
  /** Has it go on where it was. */
  resume(runId: string): Promise<MiningRunView>;
  /** Ends it; what it proposed stays. */
  cancel(runId: string): Promise<MiningRunView>;
  /** The run as it changes, to its end or until it is paused. */
  follow(runId: string, signal: AbortSignal): AsyncIterable<MiningRunView>;
}

interface Options {
  readonly database: Database;
  readonly wakeUps: WakeUps;
  /** The queue that minings are worked off from. */
  readonly queue: string;
  /** Ends a run that has not ended. */
  readonly cancelRun: (runId: string) => Promise<unknown>;
}

const lookEveryMs = 2_000;
const going: readonly MiningRunView['status'][] = ['queued', 'running'];

export function createMiningRunsService({ database, wakeUps, queue, cancelRun }: Options): MiningRunsService {
  const tell = (runId: string, ...channels: WakeUpTopic[]) => {
    wakeUps.notify(`run:${runId}`);
    for (const channel of channels) wakeUps.notify(channel);
    return readMiningRun(database, runId);
  };
  return {
    async start(request) {
      const runId = newId('run');
      await database.transaction(async (tx) => {
        await refuseSecond(tx, request.collectionId);
        await refuseNoCall(tx, request);
        await insertRun(tx, runId, request);
        await enqueueJob(tx, queue, { runId });
      });
      return tell(runId, 'outbox');
    },
    async pause(runId) {
      await database.transaction(async (tx) => {
        const { status } = await readMiningRun(tx, runId);
        if (status === 'paused') return;
        const held = await tx.query(
          `update ingest_runs set status = 'queued' where id = $1 and status in ('queued', 'running')`,
          [runId],
        );
        if (held.rowCount === 0) throw ended(status, 'pause');
        await tx.query('update mining_runs set paused_at = now() where run_id = $1', [runId]);
        await noteMining(tx, runId, 'paused');
      });
      return tell(runId, `run:${runId}:ended`);
    },
    async resume(runId) {
      await database.transaction(async (tx) => {
        const { status } = await readMiningRun(tx, runId);
        const freed = await tx.query(
          'update mining_runs set paused_at = null where run_id = $1 and paused_at is not null',
          [runId],
        );
        if (freed.rowCount === 0) throw new DomainError('wrong_state', `This mining is not paused (${status})`);
        await noteMining(tx, runId, 'resumed');
        await enqueueJob(tx, queue, { runId });
      });
      return tell(runId, 'outbox');
    },
    async cancel(runId) {
      const { status } = await readMiningRun(database, runId);
      if (status === 'succeeded' || status === 'failed') throw ended(status, 'cancel');
      await cancelRun(runId);
      return tell(runId);
    },
    async *follow(runId, signal) {
      for (;;) {
        const woken = wokenBy(wakeUps, runId, signal);
        const run = await readMiningRun(database, runId);
        yield run;
        if (!going.includes(run.status) || signal.aborted) return woken.drop();
        await woken.next;
      }
    },
  };
}

const ended = (status: string, what: string) =>
  new DomainError('wrong_state', `This mining has ended already (${status}); there is nothing to ${what}`);

/** One at a time in a collection: the row of the collection makes two requests wait for each other. */
async function refuseSecond(tx: Executor, collectionId: string): Promise<void> {
  const known = await tx.query('select 1 from collections where id = $1 for update', [collectionId]);
  if (known.rowCount === 0)
    throw new DomainError(
      'not_found',
      `There is no collection "${collectionId}"; import its calls first (coach ingest --collection ${collectionId} FILE), or name one that GET /v1/collections lists`,
    );
  const open = await tx.query<{ id: string; paused: boolean }>(
    `select r.id, m.paused_at is not null as paused from mining_runs m join ingest_runs r on r.id = m.run_id
      where m.collection_id = $1 and r.status in ('queued', 'running') limit 1`,
    [collectionId],
  );
  const other = open.rows[0];
  if (other)
    throw new DomainError(
      'conflict',
      other.paused
        ? `The mining ${other.id} of this collection is paused; resume or cancel it first`
        : `The mining ${other.id} of this collection is under way; wait for its end, or cancel it first`,
    );
}

async function refuseNoCall(tx: Executor, { collectionId, since }: MiningRequest): Promise<void> {
  const calls = await tx.query<{ calls: number; asked: number; last: Date | null }>(
    `select count(*)::int as calls, (count(*) filter (where $2::timestamptz is null or started_at >= $2))::int as asked, max(started_at) as last
       from cases where collection_id = $1`,
    [collectionId, since],
  );
  const [found] = calls.rows;
  if (!found?.calls)
    throw new DomainError(
      'wrong_state',
      `The collection "${collectionId}" holds no call; import calls first (coach ingest --collection ${collectionId} FILE)`,
    );
  if (found.asked > 0) return;
  const last = found.last ? `the last began at ${found.last.toISOString()}` : 'none says when it began';
  throw new DomainError(
    'wrong_state',
    `None of the ${found.calls} calls of "${collectionId}" began at ${since} or later (${last}); ask for an earlier moment, or leave it out`,
  );
}

async function insertRun(tx: Executor, runId: string, request: MiningRequest): Promise<void> {
  const { collectionId, dryRun, startedBy, fineness, since } = request;
  await tx.query(
    `insert into ingest_runs (id, collection_id, status, started_by, label, options, reading_done_at)
     values ($1, $2, 'queued', $3, 'mining', $4::jsonb, now())`,
    [runId, collectionId, startedBy, JSON.stringify({ verbatim: false, begun: true, dryRun })],
  );
  await tx.query('insert into mining_runs (run_id, collection_id, options) values ($1, $2, $3::jsonb)', [
    runId,
    collectionId,
    JSON.stringify({ fineness, since }),
  ]);
  await noteMining(tx, runId, 'asked', { fineness, since });
}

/** Listens from now on; `next` resolves at the next wake-up, which may be lost, or after a while. */
function wokenBy(wakeUps: WakeUps, runId: string, signal: AbortSignal) {
  let drop = () => {};
  const next = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, lookEveryMs);
    timer.unref();
    const unlisten = wakeUps.listen(`run:${runId}`, () => resolve());
    const abort = () => resolve();
    signal.addEventListener('abort', abort, { once: true });
    drop = () => {
      clearTimeout(timer);
      unlisten();
      signal.removeEventListener('abort', abort);
      resolve();
    };
  });
  return { next: next.finally(() => drop()), drop };
}

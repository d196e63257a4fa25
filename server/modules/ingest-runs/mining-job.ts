import { z } from 'zod';
import { DomainError } from '../../errors.ts';
import { enqueueJob } from '../../jobs/outbox-relay.ts';
import type { OutboxJob } from '../../jobs/work-jobs.ts';
import { endRun, executionId, miningQueue, type RunAtWork, type RunWork, takeUp, tellable } from './ingest-run.ts';
import { mineRun } from './mine-run.ts';

const payloadSchema = z.object({ runId: z.string() });

const leaseSeconds = 30;
const renewEveryMs = 5_000;
const askAgainMs = 1_000;
const progressEveryMs = 500;

/** Mines what a run's files left, and ends the run. One mining works in a collection at a time, the others wait. */
export async function miningJob(work: RunWork, { payload, lastTry, progress }: OutboxJob): Promise<void> {
  const { runId } = payloadSchema.parse(payload);
  try {
    const run = await takeUp(work.database, runId);
    if (!run) return;
    await withCollection(work, run.collectionId, async (signal) => {
      // While it waited, another execution of the same job may have done it.
      if (await takeUp(work.database, runId)) await mine(work, run, signal, progress);
    });
  } catch (error) {
    if (work.stopping.aborted) {
      // Being stopped is no failure of the job.
      await work.database.transaction((tx) => enqueueJob(tx, miningQueue, { runId }));
      return;
    }
    // What was refused once is refused again; anything else may pass.
    if (!lastTry && !(error instanceof DomainError)) throw error;
    work.log.warn({ err: error, runId }, 'an ingest run failed');
    await endRun(work, runId, 'failed', tellable(error));
  }
}

async function mine(
  work: RunWork,
  run: RunAtWork,
  signal: AbortSignal,
  progress: OutboxJob['progress'],
): Promise<void> {
  const { database, wakeUps, log } = work;
  await work.proposals.dropUnfinished(run.id);
  let writtenAt = 0;
  const write = async (share: number) => {
    await database.query(`update ingest_runs set progress = jsonb_build_object('mining', $2::float8) where id = $1`, [
      run.id,
      share,
    ]);
    await progress(Math.round(share * 100));
    wakeUps.notify(`run:${run.id}`);
  };
  await mineRun(work, run, signal, (share) => {
    signal.throwIfAborted();
    if (performance.now() - writtenAt < progressEveryMs) return;
    writtenAt = performance.now();
    write(share).catch((error) => log.warn({ err: error, runId: run.id }, 'progress was not written'));
  });
  await endRun(work, run.id, 'succeeded', null);
}

/** Runs `body` while this execution alone holds the collection; its signal aborts when it is lost, or at a stop. */
async function withCollection(
  { leases, stopping }: RunWork,
  collectionId: string,
  body: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const [name, owner] = [`mining:${collectionId}`, executionId()];
  while ((await leases.take(name, owner, leaseSeconds)) === null) {
    stopping.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, askAgainMs));
  }
  const lost = new AbortController();
  const renewing = setInterval(() => {
    leases
      .take(name, owner, leaseSeconds)
      .then((held) => {
        if (held === null) lost.abort(new Error(`another process mines the collection ${collectionId}`));
      })
      // One that cannot be renewed in time is lost, and the next attempt tells.
      .catch(() => undefined);
  }, renewEveryMs);
  try {
    await body(AbortSignal.any([stopping, lost.signal]));
  } finally {
    clearInterval(renewing);
    await leases.release(name, owner);
  }
}

import { z } from 'zod';
import { DomainError } from '../../errors.ts';
import { enqueueJob } from '../../jobs/outbox-relay.ts';
import type { OutboxJob } from '../../jobs/work-jobs.ts';
import { isDatabaseAway } from '../../ports/database.ts';
import { noteMining } from '../mining-runs/index.ts';
import { type CollectionHold, CollectionLost, withCollection } from './collection-hold.ts';
import { endRun, miningQueue, type RunAtWork, type RunWork, takeUp, tellable } from './ingest-run.ts';
import { mineRun } from './mine-run.ts';
import { RunEnded, whileRunning } from './watch-run.ts';

const payloadSchema = z.object({ runId: z.string() });

const progressEveryMs = 500;

/** Mines what a run's files left, and ends the run. One mining works in a collection at a time, the others wait. */
export async function miningJob(work: RunWork, job: OutboxJob): Promise<void> {
  const { runId } = payloadSchema.parse(job.payload);
  try {
    while (!(await mineInTurn(work, runId, job)));
  } catch (error) {
    if (!work.stopping.aborted) throw error;
    // Being stopped is no failure of the job.
    await work.database.transaction((tx) => enqueueJob(tx, miningQueue, { runId }));
  }
}

/** Waits for its turn, and mines; false: the turn went to another before the end, so the run must wait for the next. */
async function mineInTurn(work: RunWork, runId: string, job: OutboxJob): Promise<boolean> {
  const run = await takeUp(work.database, runId);
  if (!run) return true;
  try {
    await withCollection(work, run.collectionId, async (hold) => {
      // While it waited, another execution of the same job may have done it.
      if (!(await takeUp(work.database, runId))) return;
      await whileRunning(work, runId, (signal) =>
        mineToEnd(work, run, { ...hold, signal: AbortSignal.any([hold.signal, signal]) }, job),
      );
    });
    return true;
  } catch (error) {
    if (!(error instanceof CollectionLost)) throw error;
    work.log.warn({ err: error, runId }, 'a mining was too slow to keep its collection, and waits for it again');
    return false;
  }
}

async function mineToEnd(work: RunWork, run: RunAtWork, hold: CollectionHold, job: OutboxJob): Promise<void> {
  try {
    await mine(work, run, hold, job.progress);
  } catch (error) {
    if (error instanceof RunEnded) {
      // What it had begun to propose when it was cancelled; what it had proposed stays.
      return work.database.transaction((tx) => work.proposals.dropUnfinished(tx, run.id));
    }
    // None of these says anything of the run.
    if (isDatabaseAway(error) || error instanceof CollectionLost || work.stopping.aborted) {
      await noteMining(work.database, run.id, 'broken_off').catch(() => undefined);
      throw error;
    }
    // What was refused once is refused again; anything else may pass.
    if (!job.lastTry && !(error instanceof DomainError)) throw error;
    work.log.warn({ err: error, runId: run.id }, 'an ingest run failed');
    await endRun(work, run.id, 'failed', tellable(error), hold.transaction);
  }
}

async function mine(
  work: RunWork,
  run: RunAtWork,
  hold: CollectionHold,
  progress: OutboxJob['progress'],
): Promise<void> {
  const { database, wakeUps, log } = work;
  await hold.transaction(async (tx) => {
    await work.proposals.dropUnfinished(tx, run.id);
    await tx.query(
      `update ingest_runs set progress = jsonb_build_object('mining', 0, 'miningSince', now()) where id = $1`,
      [run.id],
    );
  });
  let writtenAt = 0;
  const write = async (share: number) => {
    await database.query(
      `update ingest_runs set progress = progress || jsonb_build_object('mining', $2::float8) where id = $1`,
      [run.id, share],
    );
    await progress(Math.round(share * 100));
    wakeUps.notify(`run:${run.id}`);
  };
  await mineRun(work, run, hold, (share) => {
    hold.signal.throwIfAborted();
    if (performance.now() - writtenAt < progressEveryMs) return;
    writtenAt = performance.now();
    write(share).catch((error) => log.warn({ err: error, runId: run.id }, 'progress was not written'));
  });
  await endRun(work, run.id, 'succeeded', null, hold.transaction);
}

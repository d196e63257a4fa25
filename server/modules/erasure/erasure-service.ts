import { randomUUID } from 'node:crypto';
import { DomainError, notFound } from '../../errors.ts';
import type { Leases } from '../../jobs/lease.ts';
import type { Database, Executor } from '../../ports/database.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import type { KeyedHash } from '../../publishing/index.ts';
import { countsSchema, type ErasureCounts, type ErasureReport, type ErasureTarget } from './erasure.ts';
import { eraseTarget, subjectHash } from './erasure-transaction.ts';
import { findTarget } from './find-target.ts';

/** Forgets a customer or a source. */
export interface ErasureService {
  /**
   * Erases in one transaction all that is there of the target; what is handed in afterwards is new. With `dryRun` it
   * says what that would be and changes nothing. Refuses with `not_found` what was never there, with `conflict` while
   * calls of the collection are being mined.
   */
  erase(target: ErasureTarget, requestedBy: string, dryRun: boolean): Promise<ErasureReport>;
}

interface Options {
  readonly database: Database;
  readonly hash: KeyedHash;
  readonly leases: Leases;
  readonly wakeUps: WakeUps;
  /** How long to wait for mining under way, in milliseconds. */
  readonly patienceMs?: number;
  /** How long the answer waits for what is done after the commit, in milliseconds. */
  readonly finishMs?: number;
}

const leaseSeconds = 60;
const askAgainMs = 250;
const usualPatienceMs = 20_000;
const usualFinishMs = 10_000;

class DryRun extends Error {
  override readonly name = 'DryRun';
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const none: ErasureCounts = Object.fromEntries(
  Object.keys(countsSchema.shape).map((name) => [name, 0]),
) as ErasureCounts;

export function createErasureService(options: Options): ErasureService {
  const { database, hash, leases, wakeUps } = options;
  const { patienceMs = usualPatienceMs, finishMs = usualFinishMs } = options;

  const rehearse = async (target: ErasureTarget, requestedBy: string): Promise<ErasureReport | null> => {
    let report: ErasureReport | null = null;
    await database
      .transaction(async (tx) => {
        report = await eraseTarget(tx, hash, { target, requestedBy });
        throw new DryRun();
      })
      .catch((error: unknown) => {
        if (!(error instanceof DryRun)) throw error;
      });
    const would = report as ErasureReport | null;
    return would && { ...would, id: null, outcome: 'would_erase', erasedAt: null, miningRuns: [], finished: true };
  };

  /** While these are held nobody mines the collections, so nobody proposes what was read before. */
  const holdMining = async (collectionIds: readonly string[], owner: string): Promise<void> => {
    const deadline = performance.now() + patienceMs;
    for (const collectionId of collectionIds) {
      while ((await leases.take(`mining:${collectionId}`, owner, leaseSeconds)) === null) {
        if (performance.now() > deadline) {
          throw new DomainError(
            'conflict',
            `The collection ${collectionId} is being mined, so what it holds is in use; erase again when the run has ended`,
          );
        }
        await pause(askAgainMs);
      }
    }
  };

  const eraseNow = async (target: ErasureTarget, requestedBy: string): Promise<ErasureReport | null> => {
    const { collectionIds } = await findTarget(database, target);
    const owner = `erasure:${randomUUID()}`;
    const renewing = setInterval(
      () => {
        for (const id of collectionIds) leases.renew(`mining:${id}`, owner, leaseSeconds).catch(() => undefined);
      },
      (leaseSeconds * 1_000) / 4,
    );
    try {
      await holdMining(collectionIds, owner);
      return await database.transaction(async (tx) => {
        await refuseLostHold(tx, collectionIds, owner);
        return eraseTarget(tx, hash, { target, requestedBy });
      });
    } finally {
      clearInterval(renewing);
      for (const id of collectionIds) await leases.release(`mining:${id}`, owner).catch(() => undefined);
      for (const topic of ['erasures', 'decisions', 'outbox'] as const) wakeUps.notify(topic);
    }
  };

  const awaitFinish = async (id: string): Promise<boolean> => {
    for (const deadline = performance.now() + finishMs; ; await pause(askAgainMs)) {
      const found = await database.query('select 1 from erasures where id = $1 and finished_at is not null', [id]);
      if (found.rowCount > 0) return true;
      if (performance.now() > deadline) return false;
    }
  };

  return {
    async erase(target, requestedBy, dryRun) {
      const report = await (dryRun ? rehearse(target, requestedBy) : eraseNow(target, requestedBy));
      if (report === null) return nothingLeft(database, hash, target);
      if (report.id === null) return report;
      return { ...report, finished: await awaitFinish(report.id) };
    },
  };
}

/** Held to the end of the transaction, so that a lease which lapsed cannot pass to a miner before it. */
async function refuseLostHold(tx: Executor, collectionIds: readonly string[], owner: string): Promise<void> {
  for (const id of collectionIds) {
    const held = await tx.query('select 1 from leases where name = $1 and owner = $2 for share', [
      `mining:${id}`,
      owner,
    ]);
    if (held.rowCount === 0) throw new DomainError('conflict', 'A mining began in between; erase again');
  }
}

/** What was erased before is told from what was never there. */
async function nothingLeft(executor: Executor, hash: KeyedHash, target: ErasureTarget): Promise<ErasureReport> {
  const before = await executor.query<{ id: string; erased_at: Date; finished_at: Date | null }>(
    'select id, erased_at, finished_at from erasures where subject_hash = $1 order by erased_at desc limit 1',
    [subjectHash(hash, target)],
  );
  const last = before.rows[0];
  if (!last) {
    if (target.kind === 'source') throw notFound('source', target.sourceId);
    throw new DomainError(
      'not_found',
      'No call, transcript or live call of this customer is stored; check that the id is written as in the files and that this installation has the keys it was ingested with',
    );
  }
  return {
    id: last.id,
    target: target.kind,
    outcome: 'nothing_left',
    erasedAt: last.erased_at.toISOString(),
    counts: none,
    retracted: { position: null, versions: [] },
    keptVersions: 0,
    miningRuns: [],
    finished: last.finished_at !== null,
  };
}

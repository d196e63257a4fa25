import { DomainError, notFound } from '../../errors.ts';
import { wakeablePause } from '../../jobs/wakeable-pause.ts';
import type { Database, Executor } from '../../ports/database.ts';
import type { Logger } from '../../ports/logger.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import { createCallLocks } from './call-locks.ts';
import { type CallRecord, type CallRow, callColumns, recentUtterances, toCall, type Utterance } from './call-record.ts';
import type { GroupedTransactions } from './grouped-transactions.ts';

/** A call that this process holds: nobody else reads it to answer what is said in it. */
export interface HeldCall {
  /** As it was when the lease was taken. */
  readonly call: CallRecord;
  /** What its redaction must remember, as stored. */
  readonly sealedMemory: string | null;
  /** The newest utterances, oldest first. */
  readonly utterances: readonly Utterance[];
  /**
   * Runs the one transaction that the lease was taken for, with the call's row locked, and gives the lease back in it.
   * Refuses with `conflict`, nothing written, when another process took the call over meanwhile. What `look` finds in
   * the same transaction, once the row is locked, costs no further wait.
   */
  write<T>(work: (tx: Executor, call: CallRecord) => Promise<T>): Promise<T>;
  write<T, L>(work: (tx: Executor, call: CallRecord, found: L) => Promise<T>, look: Look<L>): Promise<T>;
  /** As `write`, in a transaction that no other call shares: for work on more than the call's own rows. */
  writeApart<T>(work: (tx: Executor, call: CallRecord) => Promise<T>): Promise<T>;
}

type Look<L> = (tx: Executor) => Promise<L>;

/** Leases on calls, by the database's clock: one process at a time understands what is said in a call. */
export interface CallLeases {
  /**
   * Waits for the call, runs `work` while this process holds it, and gives it back. In one process the order is that
   * of asking. Refuses with `unavailable` when the call does not come free, with `not_found` when there is none.
   */
  hold<T>(callId: string, work: (held: HeldCall) => Promise<T>): Promise<T>;
}

interface Options {
  readonly database: Database;
  readonly transactions: GroupedTransactions;
  readonly wakeUps: WakeUps;
  readonly log: Logger;
  /** Names this process in the calls that it holds. */
  readonly owner: string;
  /** How long a lease lasts unless it is renewed, which happens three times in that time. */
  readonly leaseMs?: number;
  /** How long to wait for a call that others hold. */
  readonly patienceMs?: number;
}

interface TakenRow extends CallRow {
  lease_epoch: number;
  sealed_memory: string | null;
  recent: readonly Utterance[];
}

const utterancesHeard = 8;

const usualLeaseMs = 3_000;
const usualPatienceMs = 10_000;
const longestHoldMs = 5_000;
const firstLookMs = 15;
const longestLookMs = 250;

export function createCallLeases({ database, transactions, wakeUps, log, owner, ...times }: Options): CallLeases {
  const leaseMs = times.leaseMs ?? usualLeaseMs;
  const patienceMs = times.patienceMs ?? usualPatienceMs;
  const locks = createCallLocks();

  const take = async (callId: string): Promise<TakenRow | null> => {
    const taken = await database.query<TakenRow>(
      `update calls set owner = $2, owner_until = clock_timestamp() + make_interval(secs => $3), lease_epoch = lease_epoch + 1
        where id = $1 and (owner is null or owner = $2 or owner_until <= clock_timestamp())
       returning ${callColumns}, lease_epoch, sealed_memory,
         (select coalesce(jsonb_agg(u order by u.seq), '[]')
            from (select seq, role, text from call_utterances where call_id = $1 order by seq desc limit $4) u) as recent`,
      [callId, owner, leaseMs / 1_000, utterancesHeard],
    );
    const row = taken.rows[0];
    if (!row) return null;
    // One that waited for another process's transaction sees the row as that left it, but not what it said.
    const isWhole = (row.recent.at(-1)?.seq ?? 0) === row.last_utterance_seq;
    return isWhole ? row : { ...row, recent: await recentUtterances(database, callId, utterancesHeard) };
  };

  const waitFor = async (callId: string): Promise<TakenRow> => {
    const deadline = performance.now() + patienceMs;
    const { pause, wake } = wakeablePause();
    const stopListening = wakeUps.listen(`call:${callId}`, wake);
    try {
      for (let lookMs = firstLookMs; ; lookMs = Math.min(longestLookMs, lookMs * 2)) {
        const taken = await take(callId);
        if (taken) return taken;
        const found = await database.query('select 1 from calls where id = $1', [callId]);
        if (found.rowCount === 0) throw notFound('call', callId);
        if (performance.now() >= deadline) {
          throw new DomainError('unavailable', `Call ${callId} is held by another process; send this again`);
        }
        await pause(lookMs);
      }
    } finally {
      stopListening();
    }
  };

  const holdAlone = async <T>(callId: string, work: (held: HeldCall) => Promise<T>): Promise<T> => {
    const { lease_epoch, sealed_memory, recent, ...row } = (await take(callId)) ?? (await waitFor(callId));
    const epoch = Number(lease_epoch);
    const mine = [callId, owner, epoch] as const;
    let given = false;
    const heldSince = performance.now();
    const renewal = setInterval(() => {
      // One that hangs gives the call to another process, before those that wait for it lose patience.
      if (performance.now() - heldSince > longestHoldMs) return clearInterval(renewal);
      database
        .query(
          `update calls set owner_until = clock_timestamp() + make_interval(secs => $4)
            where id = $1 and owner = $2 and lease_epoch = $3`,
          [...mine, leaseMs / 1_000],
        )
        // The write tells whether the lease was kept.
        .catch((error) => log.debug({ err: error, callId }, 'the lease on a call was not renewed'));
    }, leaseMs / 3).unref();
    const written = async <R, L>(
      change: (tx: Executor, call: CallRecord, found: L) => Promise<R>,
      how: { readonly look?: Look<L> | undefined; readonly apart: boolean },
    ): Promise<R> => {
      const inTransaction = async (tx: Executor) => {
        const [taken, found] = await Promise.all([
          tx.query<CallRow>(
            `update calls set owner = null, owner_until = null where id = $1 and owner = $2 and lease_epoch = $3
             returning ${callColumns}`,
            mine,
          ),
          how.look?.(tx),
        ]);
        const locked = taken.rows[0];
        if (!locked) throw takenOver(callId);
        // Without a look there is nothing to be found, and `change` takes nothing.
        return change(tx, toCall(locked), found as L);
      };
      const result = await transactions.run(callId, inTransaction, how);
      given = true;
      return result;
    };
    try {
      return await work({
        call: toCall(row),
        sealedMemory: sealed_memory,
        utterances: recent,
        write: <R, L>(change: (tx: Executor, call: CallRecord, found: L) => Promise<R>, look?: Look<L>) =>
          written(change, { look, apart: false }),
        writeApart: (change) => written(change, { apart: true }),
      });
    } finally {
      clearInterval(renewal);
      if (!given) await giveBack(mine);
      wakeUps.notify(`call:${callId}`);
    }
  };

  const giveBack = async (mine: readonly [string, string, number]): Promise<void> => {
    await database
      .query(
        'update calls set owner = null, owner_until = null where id = $1 and owner = $2 and lease_epoch = $3',
        mine,
      )
      .catch((error) => log.debug({ err: error, callId: mine[0] }, 'the lease on a call runs out by itself'));
  };

  return { hold: (callId, work) => locks.run(callId, () => holdAlone(callId, work)) };
}

function takenOver(callId: string): DomainError {
  return new DomainError(
    'conflict',
    `This process was held up, and another one took call ${callId} over; nothing was written, send this again with the same clientId`,
  );
}

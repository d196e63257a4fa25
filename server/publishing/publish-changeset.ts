import { DomainError } from '../errors.ts';
import type { Executor } from '../ports/database.ts';
import {
  type Decision,
  type DecisionRecord,
  decideOnVersions,
  insertDecision,
  refuseDanglingEnds,
  sealDecision,
  type VersionRef,
} from './decide.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { takePublishingLock } from './publishing-lock.ts';
import { repeatFrom } from './repeat-from.ts';
import { writeEntries, writeParts } from './write-versions.ts';

/** A version that goes out of force with a changeset, and the last decision on its item when that was settled. */
export interface Withdrawal extends VersionRef {
  readonly action: 'retract' | 'suspend';
  readonly basePosition: number;
}

export interface ChangesetToPublish {
  readonly changesetId: string;
  readonly proposalIds: readonly string[];
  readonly withdrawals: readonly Withdrawal[];
  /** When what it withdraws goes out of force; null, or a moment that is past: at once. */
  readonly from: Date | null;
  readonly decidedBy: string;
  readonly reason: string;
  readonly contentHash: string;
}

/** An item on which was decided after the changeset was drawn up. */
export interface MovedItem {
  readonly itemId: string;
  readonly label: string | null;
  readonly baseVersion: number | null;
  readonly latestVersion: number | null;
}

/**
 * Puts all that a changeset groups into the log in one transaction: its new versions as one decision, whatever
 * proposals they come from; what it retires, and what it suspends, as one decision each. Withdrawals come first, so that
 * no reader finds a rule beside the words that it made wrong. Refuses a base that moved, and relations without ends.
 */
export async function publishChangeset(tx: Executor, hash: KeyedHash, change: ChangesetToPublish): Promise<Decision> {
  await takePublishingLock(tx);
  await refuseMovedItems(tx, change.proposalIds, change.withdrawals);
  const { changesetId, decidedBy, reason, contentHash } = change;
  const record = { approval: 'expert', changesetId, decidedBy, reason, contentHash } as const;
  const due = await tx.query<{ later: boolean }>('select $1::timestamptz > clock_timestamp() as later', [change.from]);
  const later = due.rows[0]?.later ? change.from : null;
  if (later !== null) return publishForLater(tx, hash, change, record, later);
  const withdrawn = await withdraw(tx, hash, record, change.withdrawals);
  await refuseDanglingEnds(tx, change.proposalIds);
  const published = await publish(tx, hash, change, record, []);
  const decision = published ?? withdrawn;
  if (!decision) throw new DomainError('wrong_state', 'This changeset changes nothing; there is nothing to publish');
  return decision;
}

type Record = Omit<DecisionRecord, 'action'>;

async function publishForLater(
  tx: Executor,
  hash: KeyedHash,
  change: ChangesetToPublish,
  record: Record,
  from: Date,
): Promise<Decision> {
  await refuseDanglingEnds(tx, change.proposalIds);
  const repeated: Withdrawal[] = [];
  const published = await publish(tx, hash, change, record, change.withdrawals, async (withdrawal, position) => {
    repeated.push({ ...withdrawal, ...(await repeatFrom(tx, hash, withdrawal, position, from)) });
  });
  if (!published) throw new DomainError('wrong_state', 'This changeset changes nothing; there is nothing to publish');
  await withdraw(tx, hash, record, repeated);
  return published;
}

async function publish(
  tx: Executor,
  hash: KeyedHash,
  { changesetId, proposalIds }: ChangesetToPublish,
  record: Record,
  repeats: readonly Withdrawal[],
  repeat?: (withdrawal: Withdrawal, position: number) => Promise<void>,
): Promise<Decision | null> {
  const counted = await tx.query<{ parts: number }>(
    'select count(*)::int as parts from proposal_parts where proposal_id = any($1) and not struck',
    [proposalIds],
  );
  const entries = (counted.rows[0]?.parts ?? 0) + repeats.length;
  if (entries === 0) return null;
  const publishing = { ...record, action: 'publish' } as const;
  const decision = await insertDecision(tx, publishing, entries);
  for (const proposalId of proposalIds) await writeParts(tx, hash, proposalId, decision.position);
  for (const withdrawal of repeats) await repeat?.(withdrawal, decision.position);
  await writeEntries(tx, decision.position);
  await sealDecision(tx, hash, publishing, decision, entries, changesetId);
  return decision;
}

async function withdraw(
  tx: Executor,
  hash: KeyedHash,
  record: Record,
  withdrawals: readonly Withdrawal[],
): Promise<Decision | null> {
  let last: Decision | null = null;
  for (const action of ['retract', 'suspend'] as const) {
    const refs = withdrawals.filter((withdrawal) => withdrawal.action === action);
    if (refs.length > 0) last = await decideOnVersions(tx, hash, { ...record, action }, refs);
  }
  return last;
}

/** Items of the proposals and withdrawals on which was decided since. */
export async function movedItems(
  executor: Executor,
  proposalIds: readonly string[],
  withdrawals: readonly Pick<Withdrawal, 'itemId' | 'version' | 'basePosition'>[],
): Promise<readonly MovedItem[]> {
  const moved = await executor.query<{
    item_id: string;
    label: string | null;
    base_version: number | null;
    latest: number | null;
  }>(
    `select b.item_id, b.base_version, latest.version as latest, latest.label
       from (select p.item_id, p.base_version, p.base_position from proposal_parts p where p.proposal_id = any($1) and not p.struck
             union all
             select r."itemId", r.version, r."basePosition"
               from jsonb_to_recordset($2::jsonb) as r ("itemId" text, version int, "basePosition" bigint)) b
       left join lateral (select v.version, v.label from item_versions v where v.item_id = b.item_id
                           order by v.version desc limit 1) latest on true
      where coalesce((select max(e.position) from decision_entries e where e.item_id = b.item_id), 0) <> coalesce(b.base_position, 0)
      order by b.item_id limit 100`,
    [
      proposalIds,
      JSON.stringify(withdrawals.map(({ itemId, version, basePosition }) => ({ itemId, version, basePosition }))),
    ],
  );
  return moved.rows.map((row) => ({
    itemId: row.item_id,
    label: row.label,
    baseVersion: row.base_version,
    latestVersion: row.latest,
  }));
}

/** Refuses with the difference when on one of them was decided since. */
export async function refuseMovedItems(
  tx: Executor,
  proposalIds: readonly string[],
  withdrawals: readonly Pick<Withdrawal, 'itemId' | 'version' | 'basePosition'>[],
): Promise<void> {
  const moved = await movedItems(tx, proposalIds, withdrawals);
  if (moved.length === 0) return;
  throw new DomainError(
    'base_moved',
    `${moved.length} of the items in this changeset were decided upon after it was drawn up; reopen it, compare, and take what was decided since as its base`,
    { current: moved },
  );
}

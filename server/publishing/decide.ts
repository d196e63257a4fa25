import type { Approval, DecisionAction } from '../../graph-schema/index.ts';
import { DomainError } from '../errors.ts';
import type { Executor } from '../ports/database.ts';
import { appendAudit } from './audit-chain.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { takePublishingLock } from './publishing-lock.ts';
import { writeVersions } from './write-versions.ts';

export interface Decision {
  readonly position: number;
  readonly decidedAt: Date;
}

export interface VersionRef {
  readonly itemId: string;
  readonly version: number;
}

export interface DecisionRecord {
  readonly action: DecisionAction;
  readonly approval: Approval;
  readonly decidedBy: string;
  readonly reason: string;
  readonly proposalId?: string;
  readonly changesetId?: string;
  readonly contentHash?: string;
}

/** Puts the parts of a proposal that were not struck out into the log, as the next version of each item. */
export async function publishProposal(
  tx: Executor,
  hash: KeyedHash,
  record: Omit<DecisionRecord, 'action'> & { readonly proposalId: string },
): Promise<Decision & { readonly versions: number }> {
  await takePublishingLock(tx);
  await refuseMovedBase(tx, record.proposalId);
  await refuseDanglingEnds(tx, [record.proposalId]);
  const counted = await tx.query<{ parts: number }>(
    'select count(*)::int as parts from proposal_parts where proposal_id = $1 and not struck',
    [record.proposalId],
  );
  const versions = counted.rows[0]?.parts ?? 0;
  if (versions === 0) {
    throw new DomainError('wrong_state', 'Every part of this proposal is struck out; reject or withdraw it instead');
  }
  const publishing = { ...record, action: 'publish' } as const;
  const decision = await insertDecision(tx, publishing, versions);
  await writeVersions(tx, hash, record.proposalId, decision.position);
  await sealDecision(tx, hash, publishing, decision, versions, record.proposalId);
  return { ...decision, versions };
}

/** Retracts, suspends or resumes versions that were published. Refuses what their state does not allow. */
export async function decideOnVersions(
  tx: Executor,
  hash: KeyedHash,
  record: DecisionRecord & { readonly action: Exclude<DecisionAction, 'publish'> },
  refs: readonly VersionRef[],
): Promise<Decision> {
  await takePublishingLock(tx);
  for (const ref of refs) await refuseWrongState(tx, record.action, ref);
  const subject = refs.map((ref) => `${ref.itemId}@${ref.version}`).join(',');
  const decision = await insertDecision(tx, record, refs.length);
  for (const ref of refs) {
    await tx.query('insert into decision_entries (position, item_id, version) values ($1, $2, $3)', [
      decision.position,
      ref.itemId,
      ref.version,
    ]);
  }
  await sealDecision(tx, hash, record, decision, refs.length, subject);
  return decision;
}

/** Takes the next position of the log for a decision about so many versions. */
export async function insertDecision(tx: Executor, record: DecisionRecord, entries: number): Promise<Decision> {
  const { action, approval, decidedBy, reason, proposalId, changesetId } = record;
  // Milliseconds, because that is what every client can carry; one more than the last, so that order and time agree.
  const inserted = await tx.query<{ position: number; decided_at: Date }>(
    `insert into decisions (position, decided_at, action, approval, decided_by, reason, proposal_id, entries, changeset_id)
     select coalesce(max(position), 0) + 1,
            greatest(date_trunc('milliseconds', clock_timestamp()), max(decided_at) + interval '1 millisecond'),
            $1, $2, $3, $4, $5, $6, $7
       from decisions
     returning position, decided_at`,
    [action, approval, decidedBy, reason, proposalId ?? null, entries, changesetId ?? null],
  );
  const row = inserted.rows[0];
  if (!row) throw new Error('the decision was not written');
  return { position: Number(row.position), decidedAt: row.decided_at };
}

/**
 * SQL of the hash of which versions decision `d` is about, what they state and rest on: keyed hashes stay when content is
 * erased, so it holds for ever.
 */
export const versionsHashOfDecision = `(select encode(sha256(convert_to(string_agg(
    e.item_id || '@' || e.version || ':' || v.content_hash || ':' || v.seal, ',' order by e.item_id collate "C", e.version), 'UTF8')), 'hex')
  from decision_entries e join item_versions v on v.item_id = e.item_id and v.version = e.version where e.position = d.position)`;

/** Puts a decision whose entries are written into the audit chain. */
export async function sealDecision(
  tx: Executor,
  hash: KeyedHash,
  { action, approval, decidedBy, reason, contentHash }: DecisionRecord,
  decision: Decision,
  entries: number,
  subject: string,
): Promise<void> {
  const sealed = await tx.query<{ hash: string }>(
    `select ${versionsHashOfDecision} as hash from decisions d where d.position = $1`,
    [decision.position],
  );
  const versionsHash = sealed.rows[0]?.hash ?? null;
  await appendAudit(
    tx,
    {
      actor: decidedBy,
      action: `item.${action}`,
      subject,
      details: {
        approval,
        entries,
        versionsHash,
        reasonHash: hash.of(reason),
        ...(contentHash === undefined ? {} : { contentHash }),
      },
    },
    { position: decision.position, at: decision.decidedAt },
  );
}

/** One part whose item was decided upon after the proposal was drawn up. */
export interface MovedPart {
  readonly ordinal: number;
  readonly itemId: string;
  readonly baseVersion: number | null;
  readonly latestVersion: number | null;
}

export async function movedParts(executor: Executor, proposalId: string): Promise<readonly MovedPart[]> {
  const moved = await executor.query<{
    ordinal: number;
    item_id: string;
    base_version: number | null;
    latest: number | null;
  }>(
    `select p.ordinal, p.item_id, p.base_version, (select max(v.version) from item_versions v where v.item_id = p.item_id) as latest
       from proposal_parts p
      where p.proposal_id = $1 and not p.struck
        and coalesce((select max(e.position) from decision_entries e where e.item_id = p.item_id), 0)
            <> coalesce(p.base_position, 0)
      order by p.ordinal limit 100`,
    [proposalId],
  );
  return moved.rows.map((row) => ({
    ordinal: row.ordinal,
    itemId: row.item_id,
    baseVersion: row.base_version,
    latestVersion: row.latest,
  }));
}

/** Refuses a proposal whose items were decided upon after it was drawn up, with the difference. */
export async function refuseMovedBase(tx: Executor, proposalId: string): Promise<void> {
  const moved = await movedParts(tx, proposalId);
  if (moved.length > 0) {
    throw new DomainError(
      'base_moved',
      `${moved.length} of the items in this proposal were decided upon after it was drawn up; compare, then rebase it and review again`,
      { current: moved },
    );
  }
}

/** Refuses relations of the proposals whose ends are neither in one of them nor published. */
export async function refuseDanglingEnds(tx: Executor, proposalIds: readonly string[]): Promise<void> {
  const dangling = await tx.query<{ ordinal: number; kind: string; end: string; item_kind: string; key: string }>(
    `select p.ordinal, p.kind, ends.name as "end", i.kind as item_kind, i.key
       from proposal_parts p
      cross join lateral (values ('from', p.from_id), ('to', p.to_id)) as ends (name, id)
       join items i on i.id = ends.id
      where p.proposal_id = any($1) and p.sort = 'edge' and not p.struck
        and not exists (select 1 from proposal_parts n
                         where n.proposal_id = any($1) and n.item_id = ends.id and n.sort = 'node' and not n.struck)
        and not exists (select 1 from item_versions v
                         where v.item_id = ends.id and v.erased_at is null
                           and not exists (select 1 from decision_entries e join decisions d on d.position = e.position
                                            where e.item_id = v.item_id and e.version = v.version and d.action = 'retract'))
      order by p.proposal_id, p.ordinal limit 20`,
    [proposalIds],
  );
  const first = dangling.rows[0];
  if (!first) return;
  throw new DomainError(
    'dangling_end',
    `The relation ${first.kind} (part ${first.ordinal}) would hang in the air: ${first.item_kind} "${first.key}" is not published. Publish that item first, or strike this part out`,
    {
      errors: dangling.rows.map((row) => ({
        path: `parts.${row.ordinal}.${row.end}`,
        message: `${row.item_kind} "${row.key}" is not published`,
      })),
    },
  );
}

async function refuseWrongState(tx: Executor, action: DecisionAction, ref: VersionRef): Promise<void> {
  const found = await tx.query<{ last: string | null; retracted: boolean }>(
    `select (select d.action from decision_entries e join decisions d on d.position = e.position
              where e.item_id = v.item_id and e.version = v.version order by e.position desc limit 1) as last,
            exists (select 1 from decision_entries e join decisions d on d.position = e.position
                     where e.item_id = v.item_id and e.version = v.version and d.action = 'retract') as retracted
       from item_versions v where v.item_id = $1 and v.version = $2`,
    [ref.itemId, ref.version],
  );
  const state = found.rows[0];
  if (!state) throw new DomainError('not_found', `There is no version ${ref.version} of item ${ref.itemId}`);
  if (state.retracted) {
    throw new DomainError(
      'wrong_state',
      `Version ${ref.version} of ${ref.itemId} is retracted; publish a new version instead`,
    );
  }
  if (action === 'resume' && state.last !== 'suspend') {
    throw new DomainError('wrong_state', `Version ${ref.version} of ${ref.itemId} is not suspended`);
  }
  if (action === 'suspend' && state.last === 'suspend') {
    throw new DomainError('wrong_state', `Version ${ref.version} of ${ref.itemId} is suspended already`);
  }
}

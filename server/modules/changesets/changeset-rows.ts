import type { ChangesetAction, ChangesetStatus, Governance } from '../../../graph-schema/index.ts';
import { DomainError, notFound } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import type { KeyedHash, Withdrawal } from '../../publishing/index.ts';
import { type ReviewMark, strictest } from '../proposals/index.ts';

export interface ChangesetRow {
  id: string;
  title: string;
  rationale: string;
  status: ChangesetStatus;
  effective_at: Date | null;
  zone: string | null;
  collection_id: string | null;
  created_by: string;
  edited_by: string[];
  etag: number;
  target_id: string | null;
  revision_id: string | null;
  published_by: string | null;
  published_at: Date | null;
  position: number | null;
  created_at: Date;
  updated_at: Date;
}

export const changesetColumns = `c.id, c.title, c.rationale, c.status, c.effective_at, c.zone, c.collection_id, c.created_by, c.edited_by, c.etag,
  c.target_id, c.revision_id, c.published_by, c.published_at, c.position, c.created_at, c.updated_at`;

/** Locks a changeset to the end of the transaction; refuses one that moved on from `etag`. */
export async function lockChangeset(tx: Executor, id: string, etag: number): Promise<ChangesetRow> {
  const found = await tx.query<ChangesetRow>(
    `select ${changesetColumns} from changesets c where c.id = $1 for update`,
    [id],
  );
  const row = found.rows[0];
  if (!row) throw notFound('changeset', id);
  if (row.etag !== etag) {
    throw new DomainError(
      'etag_mismatch',
      'Somebody changed this changeset since you loaded it; load it again and look at what changed',
      { current: { etag: row.etag, status: row.status } },
    );
  }
  return row;
}

/** A proposal that goes live with a changeset. */
export interface MemberRow {
  id: string;
  governance: Governance;
  proposed_by: string;
  edited_by: string[];
  content_hash: string;
  origin: string;
}

/** An item in force and what becomes of it. */
export interface ItemRow {
  item_id: string;
  version: number;
  base_position: number;
  cause: 'difference' | 'impact';
  action: ChangesetAction | null;
  note: string;
  proposal_id: string | null;
  decided_by: string | null;
  governance: Governance;
}

/** All that is decided upon with a changeset, and the hash that stands for exactly that. */
export interface ChangesetContent {
  readonly members: readonly MemberRow[];
  readonly items: readonly ItemRow[];
  readonly hash: string;
  readonly governance: Governance;
  /** Whoever had a hand in it; none of them reviews it. */
  readonly authors: ReadonlySet<string>;
}

export async function readContent(executor: Executor, hash: KeyedHash, row: ChangesetRow): Promise<ChangesetContent> {
  const members = await executor.query<MemberRow>(
    `select id, governance, proposed_by, edited_by, content_hash, origin from proposals
      where changeset_id = $1 and status <> 'withdrawn' order by id`,
    [row.id],
  );
  const items = await executor.query<ItemRow>(
    `select x.item_id, x.version, x.base_position, x.cause, x.action, x.note, x.proposal_id, x.decided_by, v.governance
       from changeset_items x join item_versions v on v.item_id = x.item_id and v.version = x.version
      where x.changeset_id = $1 order by x.item_id`,
    [row.id],
  );
  const settled = items.rows.map((item) => ({ ...item, base_position: Number(item.base_position) }));
  const digest = hash.ofJson({
    // Rises with every change, so that what was set aside once does not count again.
    etag: row.etag,
    effectiveAt: row.effective_at?.toISOString() ?? null,
    proposals: members.rows.map((member) => [member.id, member.content_hash]),
    items: settled.map(({ item_id, version, action, note, decided_by }) => [
      item_id,
      version,
      action,
      note,
      decided_by,
    ]),
  });
  const withdrawn = settled.filter(({ action }) => action === 'retire' || action === 'suspend');
  return {
    members: members.rows,
    items: settled,
    hash: digest,
    governance: strictest([...members.rows, ...withdrawn].map(({ governance }) => governance)),
    authors: new Set([
      row.created_by,
      ...row.edited_by,
      ...members.rows.flatMap(({ proposed_by, edited_by }) => [proposed_by, ...edited_by]),
      ...settled.flatMap(({ decided_by }) => decided_by ?? []),
    ]),
  };
}

/** What goes out of force with it. */
export function withdrawalsOf({ items }: ChangesetContent): Withdrawal[] {
  return items.flatMap(({ item_id, version, base_position, action }) =>
    action === 'retire' || action === 'suspend'
      ? [{ itemId: item_id, version, basePosition: base_position, action: action === 'retire' ? 'retract' : action }]
      : [],
  );
}

/** Every item in force that was looked at, also those that are kept: a later decision on one must be looked at again. */
export function basesOf({ items }: ChangesetContent): Pick<Withdrawal, 'itemId' | 'version' | 'basePosition'>[] {
  return items.map(({ item_id, version, base_position }) => ({
    itemId: item_id,
    version,
    basePosition: base_position,
  }));
}

interface ReviewRow {
  reviewer_id: string;
  acting_role: ReviewMark['actingRole'];
  decision: 'approve' | 'request_changes';
  content_hash: string;
}

/** The etag by which `reviewNeeds` tells reviews of the present content from those of an earlier one. */
export const presentContent = 1;

export async function readMarks(executor: Executor, id: string, contentHash: string): Promise<readonly ReviewMark[]> {
  const found = await executor.query<ReviewRow>(
    'select reviewer_id, acting_role, decision, content_hash from changeset_reviews where changeset_id = $1 order by created_at',
    [id],
  );
  return found.rows.map((row) => ({
    reviewerId: row.reviewer_id,
    actingRole: row.acting_role,
    decision: row.decision,
    proposalEtag: row.content_hash === contentHash ? presentContent : 0,
  }));
}

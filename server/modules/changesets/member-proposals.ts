import { DomainError, notFound } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';

const waiting = "('draft', 'in_review', 'changes_requested')";

/** Has a proposal that waits go live with the changeset; what it touches must not be touched by another part of it. */
export async function addMember(tx: Executor, changesetId: string, proposalId: string): Promise<void> {
  const found = await tx.query<{ changeset_id: string | null; waits: boolean }>(
    `select changeset_id, status in ${waiting} and content_hash <> 'unfinished' as waits from proposals where id = $1 for update`,
    [proposalId],
  );
  const proposal = found.rows[0];
  if (!proposal) throw notFound('proposal', proposalId);
  if (!proposal.waits)
    throw new DomainError('wrong_state', 'Only a proposal that waits to be decided can join a changeset');
  if (proposal.changeset_id !== null)
    throw new DomainError('wrong_state', `This proposal goes live with changeset ${proposal.changeset_id} already`);
  const twice = await tx.query<{ label: string }>(
    `select p.label from proposal_parts p
      where p.proposal_id = $2 and not p.struck
        and (exists (select 1 from proposal_parts o join proposals q on q.id = o.proposal_id
                      where q.changeset_id = $1 and q.status <> 'withdrawn' and o.item_id = p.item_id and not o.struck)
             or exists (select 1 from changeset_items x where x.changeset_id = $1 and x.item_id = p.item_id and x.action in ('retire', 'suspend')))
      limit 1`,
    [changesetId, proposalId],
  );
  const first = twice.rows[0];
  if (first)
    throw new DomainError(
      'conflict',
      `"${first.label}" is changed by another part of this changeset; strike it out in one of the two first`,
    );
  await tx.query('update proposals set changeset_id = $1, updated_at = now() where id = $2', [changesetId, proposalId]);
}

/** Lets a proposal go its own way again; one that was drawn up for the changeset alone stays. */
export async function removeMember(tx: Executor, changesetId: string, proposalId: string): Promise<void> {
  const removed = await tx.query(
    `update proposals set changeset_id = null, updated_at = now()
      where id = $2 and changeset_id = $1 and origin not like 'changeset:%' returning id`,
    [changesetId, proposalId],
  );
  if (removed.rowCount > 0) return;
  throw new DomainError(
    'not_found',
    'No proposal of that id was put into this changeset; what the changeset drew up itself is changed with its items',
  );
}

/** Lets go all that was put into it by hand, and takes back what was drawn up for it. */
export async function releaseMembers(tx: Executor, changesetId: string): Promise<void> {
  await tx.query(
    `update proposals set changeset_id = null, updated_at = now() where changeset_id = $1 and origin not like 'changeset:%'`,
    [changesetId],
  );
  await tx.query(
    `update proposals set status = 'withdrawn', etag = etag + 1, updated_at = now() where changeset_id = $1 and status <> 'withdrawn'`,
    [changesetId],
  );
}

/** Takes up again what was drawn up for it and still counts. */
export async function resumeMembers(tx: Executor, changesetId: string): Promise<void> {
  await tx.query(
    `update proposals p set status = 'in_review', etag = etag + 1, updated_at = now()
      where p.changeset_id = $1 and p.status = 'withdrawn'
        and (p.id in (select x.proposal_id from changeset_items x where x.changeset_id = $1)
             or p.id = (select max(q.id) from proposals q where q.changeset_id = $1 and q.origin = 'changeset:comparison'))`,
    [changesetId],
  );
}

/** Takes what was decided since as the base of all that goes live with it; items that moved are to be decided anew. */
export async function rebaseMembers(tx: Executor, changesetId: string): Promise<void> {
  await tx.query(
    `update proposal_parts p
        set base_version = (select max(v.version) from item_versions v where v.item_id = p.item_id),
            base_position = (select max(e.position) from decision_entries e where e.item_id = p.item_id)
      where p.proposal_id in (select id from proposals where changeset_id = $1 and status <> 'withdrawn')`,
    [changesetId],
  );
  await tx.query(
    `update changeset_items x
        set version = latest.version, base_position = latest.position, action = null, decided_by = null, decided_at = null
       from (select e.item_id, max(e.version) as version, max(e.position) as position from decision_entries e group by e.item_id) latest
      where x.changeset_id = $1 and latest.item_id = x.item_id and latest.position <> x.base_position`,
    [changesetId],
  );
}

import { type ChangesetStatus, newId, type Role } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import { appendAudit, type KeyedHash, refuseMovedItems } from '../../publishing/index.ts';
import { actingRole, isComplete, reviewNeeds } from '../proposals/index.ts';
import { nextChangesetStatus } from './changeset.ts';
import { basesOf, lockChangeset, presentContent, readContent, readMarks } from './changeset-rows.ts';

export interface ChangesetReview {
  readonly decision: 'approve' | 'request_changes';
  readonly comment: string;
  /** The hash of the content that the reviewer saw. */
  readonly contentHash: string;
}

export interface ChangesetReviewed {
  readonly reviewId: string;
  readonly status: ChangesetStatus;
}

/** Records one expert's decision on exactly the changeset that they saw; the last approval needed makes it approved. */
export async function reviewChangeset(
  tx: Executor,
  hash: KeyedHash,
  id: string,
  etag: number,
  reviewer: { readonly id: string; readonly roles: readonly Role[] },
  { decision, comment, contentHash }: ChangesetReview,
): Promise<ChangesetReviewed> {
  const row = await lockChangeset(tx, id, etag);
  const role = actingRole(reviewer.roles);
  if (role === null) throw new DomainError('forbidden', 'Reviewing needs the role reviewer, product or compliance');
  const verdict = nextChangesetStatus(row.status, decision);
  const content = await readContent(tx, hash, row);
  if (content.authors.has(reviewer.id))
    throw new DomainError('own_proposal', 'Nobody reviews what they had a hand in themselves; ask a colleague');
  if (content.hash !== contentHash)
    throw new DomainError(
      'content_changed',
      'You looked at other content than what stands here now; load the changeset again',
      { current: { contentHash: content.hash } },
    );
  const marks = await readMarks(tx, id, content.hash);
  const before = marks.find((mark) => mark.reviewerId === reviewer.id && mark.proposalEtag === presentContent);
  if (before?.decision === 'approve' && decision === 'approve')
    throw new DomainError(
      'already_reviewed',
      'You reviewed this content already; another person must do the second review',
    );
  if (decision === 'approve') {
    const proposalIds = content.members.map((member) => member.id);
    await refuseMovedItems(tx, proposalIds, basesOf(content));
  }
  const reviewId = newId('review');
  await tx.query(
    `insert into changeset_reviews (id, changeset_id, reviewer_id, acting_role, decision, comment, content_hash)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [reviewId, id, reviewer.id, role, decision, comment, content.hash],
  );
  const mark = { reviewerId: reviewer.id, actingRole: role, decision, proposalEtag: presentContent } as const;
  const needs = reviewNeeds(content.governance, presentContent, [...marks, mark]);
  const status = decision === 'approve' && isComplete(needs) ? nextChangesetStatus(row.status, 'complete') : verdict;
  // The etag names the content; an approval does not change it, so that a second reviewer judges the same.
  await tx.query('update changesets set status = $2, updated_at = now() where id = $1', [id, status]);
  await appendAudit(tx, {
    actor: reviewer.id,
    action: `changeset.${decision}`,
    subject: id,
    details: { reviewId, role, contentHash: content.hash, commentHash: hash.of(comment) },
  });
  return { reviewId, status };
}

import { newId, type ProposalStatus, type Role } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import { appendAudit, type KeyedHash, publishProposal, refuseMovedBase } from '../../publishing/index.ts';
import { actingRole, isComplete, nextStatus, type ReviewMark, reviewNeeds } from './proposal.ts';
import { lockProposal, refuseMember } from './proposal-rows.ts';

export interface Reviewer {
  readonly id: string;
  readonly roles: readonly Role[];
}

export interface ReviewCommand {
  readonly decision: 'approve' | 'reject' | 'request_changes';
  readonly comment: string;
  /** The hash of the content that the reviewer saw. */
  readonly contentHash: string;
}

export interface ReviewResult {
  readonly reviewId: string;
  readonly status: ProposalStatus;
  readonly published: { readonly position: number; readonly decidedAt: Date } | null;
}

/** Records one expert's decision on exactly the content that they saw; the last approval needed publishes it. */
export async function reviewProposal(
  tx: Executor,
  hash: KeyedHash,
  id: string,
  etag: number,
  reviewer: Reviewer,
  command: ReviewCommand,
): Promise<ReviewResult> {
  const row = await lockProposal(tx, id, etag);
  refuseMember(row);
  const role = actingRole(reviewer.roles);
  if (role === null) throw new DomainError('forbidden', 'Reviewing needs the role reviewer, product or compliance');
  if (row.proposed_by === reviewer.id || row.edited_by.includes(reviewer.id)) {
    throw new DomainError('own_proposal', 'Nobody reviews what they proposed or edited themselves; ask a colleague');
  }
  if (row.content_hash !== command.contentHash) {
    throw new DomainError(
      'content_changed',
      'You looked at other content than what stands here now; load the proposal again',
      { current: { contentHash: row.content_hash } },
    );
  }
  // What the proposal's status does not allow is refused before anything is written.
  const verdict = nextStatus(row.status, command.decision);
  const reviews = await loadReviews(tx, id);
  if (reviews.some((review) => review.reviewerId === reviewer.id && review.proposalEtag === etag)) {
    throw new DomainError(
      'already_reviewed',
      'You reviewed this content already; another person must do the second review',
    );
  }
  // Nobody should spend their approval on what the next one will be refused for.
  if (command.decision === 'approve') await refuseMovedBase(tx, id);
  const reviewId = newId('review');
  await tx.query(
    `insert into reviews (id, proposal_id, reviewer_id, acting_role, decision, comment, proposal_etag, content_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [reviewId, id, reviewer.id, role, command.decision, command.comment, etag, row.content_hash],
  );
  const mark: ReviewMark = {
    reviewerId: reviewer.id,
    actingRole: role,
    decision: command.decision,
    proposalEtag: etag,
  };
  const complete = command.decision === 'approve' && isComplete(reviewNeeds(row.governance, etag, [...reviews, mark]));
  const status = complete ? nextStatus(row.status, 'complete') : verdict;
  // The etag names the content; a review does not change it, so that a second reviewer judges the same.
  await tx.query('update proposals set status = $2, updated_at = now() where id = $1', [id, status]);
  await appendAudit(tx, {
    actor: reviewer.id,
    action: `review.${command.decision}`,
    subject: id,
    details: { reviewId, role, etag, contentHash: row.content_hash, commentHash: hash.of(command.comment) },
  });
  if (!complete) return { reviewId, status, published: null };
  const published = await publishProposal(tx, hash, {
    proposalId: id,
    approval: 'expert',
    decidedBy: reviewer.id,
    reason: command.comment,
    contentHash: row.content_hash,
  });
  return { reviewId, status, published };
}

async function loadReviews(tx: Executor, proposalId: string): Promise<readonly ReviewMark[]> {
  const found = await tx.query<{
    reviewer_id: string;
    acting_role: Role;
    decision: ReviewMark['decision'];
    proposal_etag: number;
  }>(
    'select reviewer_id, acting_role, decision, proposal_etag from reviews where proposal_id = $1 order by created_at',
    [proposalId],
  );
  return found.rows.map((row) => ({
    reviewerId: row.reviewer_id,
    actingRole: row.acting_role,
    decision: row.decision,
    proposalEtag: row.proposal_etag,
  }));
}

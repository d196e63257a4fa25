import type { Proposal, ProposalMove, ReviewDecision } from '../api/types.ts';

/** Why somebody cannot review a proposal now; null when they can. */
export type ReviewObstacle = 'status' | 'role' | 'own' | 'edited' | 'already';

export interface Reviewer {
  readonly id: string;
  readonly permissions: readonly string[];
}

/** Tells beforehand what the service would refuse, so that nobody writes a comment in vain. */
export function reviewObstacle(proposal: Proposal, reviewer: Reviewer): ReviewObstacle | null {
  if (proposal.status !== 'in_review') return 'status';
  if (!reviewer.permissions.includes('reviews:write')) return 'role';
  if (proposal.proposedBy === reviewer.id) return 'own';
  if (proposal.editedBy?.includes(reviewer.id)) return 'edited';
  if (proposal.reviews?.some((review) => review.current && review.reviewerId === reviewer.id)) return 'already';
  return null;
}

/** Which ways besides a review lie open: taking back one's own or a machine's, and putting it into review (again). */
export function openMoves(proposal: Proposal, person: Reviewer): readonly ProposalMove[] {
  if (!person.permissions.includes('proposals:write')) return [];
  const { status } = proposal;
  const unsettled = status === 'draft' || status === 'changes_requested';
  // What another person proposed is theirs to take back.
  const withdrawable = proposal.proposedBy === person.id || proposal.origin !== 'person';
  const moved = (proposal.moved ?? []).length > 0;
  return [
    ...(moved && (unsettled || status === 'in_review') ? (['rebase'] as const) : []),
    ...(unsettled ? (['submit'] as const) : []),
    ...(withdrawable && (unsettled || status === 'in_review') ? (['withdraw'] as const) : []),
  ];
}

/** Approving needs the base to stand; rejecting or asking for changes does not. */
export function mayDecide(proposal: Proposal, reviewer: Reviewer, decision: ReviewDecision): boolean {
  if (reviewObstacle(proposal, reviewer) !== null) return false;
  return decision !== 'approve' || (proposal.moved ?? []).length === 0;
}

/** How many approvals are still missing, and whether one of them must be by compliance or product. */
export function stillNeeded(proposal: Proposal): { readonly count: number; readonly owner: boolean } {
  const owner = (proposal.missingRoles ?? []).length > 0;
  return { count: Math.max(proposal.reviewsNeeded - proposal.reviewsDone, owner ? 1 : 0), owner };
}

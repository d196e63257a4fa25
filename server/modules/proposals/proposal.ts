import { type Governance, governances, type ProposalStatus, type Role } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';

export type ProposalCommand = 'submit' | 'edit' | 'withdraw' | 'approve' | 'complete' | 'reject' | 'request_changes';

const transitions: Readonly<Record<ProposalStatus, Partial<Record<ProposalCommand, ProposalStatus>>>> = {
  draft: { submit: 'in_review', edit: 'draft', withdraw: 'withdrawn' },
  in_review: {
    edit: 'in_review',
    withdraw: 'withdrawn',
    approve: 'in_review',
    complete: 'approved',
    reject: 'rejected',
    request_changes: 'changes_requested',
  },
  changes_requested: { submit: 'in_review', edit: 'in_review', withdraw: 'withdrawn' },
  approved: {},
  rejected: {},
  withdrawn: {},
};

/** The status after a command, or a refusal when the proposal's status does not allow it. */
export function nextStatus(status: ProposalStatus, command: ProposalCommand): ProposalStatus {
  const next = transitions[status][command];
  if (next === undefined) {
    throw new DomainError(
      'wrong_state',
      `A proposal that is ${status.replace('_', ' ')} cannot be changed by "${command.replace('_', ' ')}"`,
    );
  }
  return next;
}

export interface ReviewMark {
  readonly reviewerId: string;
  readonly actingRole: Role;
  readonly decision: 'approve' | 'reject' | 'request_changes';
  /** The etag of what the reviewer saw. */
  readonly proposalEtag: number;
}

export interface ReviewNeeds {
  readonly done: number;
  readonly needed: number;
  /** One of these roles must still approve; empty when that is settled. */
  readonly missingRoles: readonly Role[];
}

const ownersOfFacts: readonly Role[] = ['compliance', 'product'];

/** What is still needed: only approvals of the content as it is now count, and one person counts once. */
export function reviewNeeds(governance: Governance, etag: number, reviews: readonly ReviewMark[]): ReviewNeeds {
  const approvals = reviews.filter((review) => review.decision === 'approve' && review.proposalEtag === etag);
  const people = new Set(approvals.map((review) => review.reviewerId)).size;
  if (governance === 'one_review') return { done: people, needed: 1, missingRoles: [] };
  const owned = approvals.some((review) => ownersOfFacts.includes(review.actingRole));
  return { done: people, needed: 2, missingRoles: owned ? [] : ownersOfFacts };
}

/** Whether approvals are complete. */
export function isComplete(needs: ReviewNeeds): boolean {
  return needs.done >= needs.needed && needs.missingRoles.length === 0;
}

/** The role that a person's review counts as: the one that governance may ask for, if they have it. */
export function actingRole(roles: readonly Role[]): Role | null {
  return (['compliance', 'product', 'reviewer'] as const).find((role) => roles.includes(role)) ?? null;
}

/** The strictest of several. */
export function strictest(all: readonly Governance[]): Governance {
  const rank = (governance: Governance) => governances.values.indexOf(governance);
  return all.reduce((a, b) => (rank(b) > rank(a) ? b : a), 'one_review');
}

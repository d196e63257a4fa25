import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { governances, type ProposalStatus, proposalStatuses, type Role, roles } from '../../../graph-schema/index.ts';
import {
  actingRole,
  isComplete,
  nextStatus,
  type ProposalCommand,
  type ReviewMark,
  reviewNeeds,
  strictest,
} from './proposal.ts';

const commands: readonly ProposalCommand[] = [
  'submit',
  'edit',
  'withdraw',
  'approve',
  'complete',
  'reject',
  'request_changes',
];

/** The life of a proposal as the design draws it: every pair that is not here is refused. */
const allowed: Readonly<Record<string, ProposalStatus>> = {
  'draft submit': 'in_review',
  'draft edit': 'draft',
  'draft withdraw': 'withdrawn',
  'in_review edit': 'in_review',
  'in_review withdraw': 'withdrawn',
  'in_review approve': 'in_review',
  'in_review complete': 'approved',
  'in_review reject': 'rejected',
  'in_review request_changes': 'changes_requested',
  'changes_requested submit': 'in_review',
  'changes_requested edit': 'in_review',
  'changes_requested withdraw': 'withdrawn',
};

const pairs = proposalStatuses.values.flatMap((status) => commands.map((command) => ({ status, command })));

describe('nextStatus', () => {
  it.each(pairs.filter(({ status, command }) => allowed[`${status} ${command}`]))(
    'lets $status be changed by $command',
    ({ status, command }) => {
      expect(nextStatus(status, command)).toBe(allowed[`${status} ${command}`]);
    },
  );

  it.each(pairs.filter(({ status, command }) => !allowed[`${status} ${command}`]))(
    'refuses $command of a proposal that is $status',
    ({ status, command }) => {
      expect(() => nextStatus(status, command)).toThrow(expect.objectContaining({ code: 'wrong_state' }));
    },
  );
});

const mark: fc.Arbitrary<ReviewMark> = fc.record({
  reviewerId: fc.constantFrom('ann', 'ben', 'cat'),
  actingRole: fc.constantFrom<Role>('reviewer', 'product', 'compliance'),
  decision: fc.constantFrom('approve', 'reject', 'request_changes'),
  proposalEtag: fc.constantFrom(1, 2),
});

describe('reviewNeeds', () => {
  it('counts approvals of this very content only, each person once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...governances.values), fc.array(mark, { maxLength: 6 }), (governance, reviews) => {
        const counted = reviews.filter(({ decision, proposalEtag }) => decision === 'approve' && proposalEtag === 2);
        const people = new Set(counted.map(({ reviewerId }) => reviewerId));
        const owned = counted.some(({ actingRole: role }) => role === 'product' || role === 'compliance');
        const complete = governance === 'one_review' ? people.size >= 1 : people.size >= 2 && owned;
        const needs = reviewNeeds(governance, 2, reviews);
        expect(needs.done).toBe(people.size);
        expect(isComplete(needs)).toBe(complete);
      }),
      { numRuns: 1_000 },
    );
  });

  const approval = (reviewerId: string, role: Role): ReviewMark => ({
    reviewerId,
    actingRole: role,
    decision: 'approve',
    proposalEtag: 1,
  });

  it('asks for product or compliance when two reviewers approved what needs two reviews', () => {
    const needs = reviewNeeds('two_reviews', 1, [approval('ann', 'reviewer'), approval('ben', 'reviewer')]);
    expect(needs.missingRoles).toEqual(['compliance', 'product']);
    expect(isComplete(needs)).toBe(false);
  });

  it('is not content with one person of the right role for two reviews', () => {
    expect(isComplete(reviewNeeds('two_reviews', 1, [approval('ann', 'compliance')]))).toBe(false);
  });
});

describe('roles and governance', () => {
  it('lets a review count as compliance or product before reviewer, and nobody else review', () => {
    expect(actingRole(['reviewer', 'product'])).toBe('product');
    expect(actingRole(['product', 'compliance'])).toBe('compliance');
    expect(actingRole(['reviewer'])).toBe('reviewer');
    for (const role of roles.values) {
      expect(actingRole([role]) === null).toBe(!['reviewer', 'product', 'compliance'].includes(role));
    }
  });

  it('takes the strictest governance of all parts', () => {
    expect(strictest([])).toBe('one_review');
    expect(strictest(['one_review', 'two_reviews', 'one_review'])).toBe('two_reviews');
  });
});

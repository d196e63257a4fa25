import { describe, expect, it } from 'vitest';
import type { Proposal, Review } from '../api/types.ts';
import { mayDecide, openMoves, reviewObstacle, stillNeeded } from './review-standing.ts';

const proposal: Proposal = {
  id: 'p',
  collectionId: 'c',
  title: 't',
  type: 'item',
  origin: 'person',
  status: 'in_review',
  governance: 'two_reviews',
  partsCount: 1,
  kinds: ['product_fact'],
  proposedBy: 'u-annotator',
  proposedByName: 'A',
  priority: 0,
  urgency: { calls: 0, risk: 1, ageDays: 0, score: 1 },
  contentHash: 'c',
  lock: null,
  changesetId: null,
  reviewsDone: 0,
  reviewsNeeded: 2,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
  etag: 1,
  moved: [],
  missingRoles: ['compliance', 'product'],
  reviews: [],
  editedBy: [],
};
const reviewer = { id: 'u-reviewer', permissions: ['reviews:write'] };
const review: Review = {
  id: 'r',
  proposalId: 'p',
  reviewerId: 'u-reviewer',
  reviewerName: 'R',
  actingRole: 'reviewer',
  decision: 'approve',
  comment: '',
  createdAt: '2026-01-01T00:00:00Z',
  current: true,
};

describe('who may review', () => {
  it('lets a reviewer decide on what another proposed', () => {
    expect(reviewObstacle(proposal, reviewer)).toBeNull();
    expect(mayDecide(proposal, reviewer, 'approve')).toBe(true);
  });

  it('names the obstacle', () => {
    expect(reviewObstacle(proposal, { ...reviewer, id: 'u-annotator' })).toBe('own');
    expect(reviewObstacle({ ...proposal, editedBy: ['u-x', 'u-reviewer'] }, reviewer)).toBe('edited');
    expect(reviewObstacle(proposal, { ...reviewer, permissions: [] })).toBe('role');
    expect(reviewObstacle({ ...proposal, status: 'approved' }, reviewer)).toBe('status');
    expect(reviewObstacle({ ...proposal, reviews: [review] }, reviewer)).toBe('already');
  });

  it('lets a reviewer judge again once the content has changed', () => {
    expect(reviewObstacle({ ...proposal, reviews: [{ ...review, current: false }] }, reviewer)).toBeNull();
  });

  it('refuses approval, but not rejection, when the base has moved', () => {
    const moved = { ...proposal, moved: [{ ordinal: 0, itemId: 'i', baseVersion: 1, latestVersion: 2 }] };
    expect(mayDecide(moved, reviewer, 'approve')).toBe(false);
    expect(mayDecide(moved, reviewer, 'reject')).toBe(true);
  });
});

describe('what may be done besides reviewing', () => {
  const annotator = { id: 'u-annotator', permissions: ['proposals:write'] };
  const moved = [{ ordinal: 0, itemId: 'i', baseVersion: 1, latestVersion: 2 }];

  it('lets people take back what they proposed, and anyone who proposes what a machine did', () => {
    expect(openMoves(proposal, annotator)).toEqual(['withdraw']);
    expect(openMoves(proposal, { ...annotator, id: 'u-other' })).toEqual([]);
    expect(openMoves({ ...proposal, origin: 'miner:practices' }, { ...annotator, id: 'u-other' })).toEqual([
      'withdraw',
    ]);
  });

  it('puts a draft, or one whose changes were asked for, into review', () => {
    expect(openMoves({ ...proposal, status: 'changes_requested' }, annotator)).toEqual(['submit', 'withdraw']);
    expect(openMoves({ ...proposal, status: 'draft' }, { ...annotator, id: 'u-other' })).toEqual(['submit']);
  });

  it('takes the latest as base only when the base has moved', () => {
    expect(openMoves({ ...proposal, moved }, annotator)).toEqual(['rebase', 'withdraw']);
  });

  it('does nothing to what is settled, and nothing without the permission', () => {
    expect(openMoves({ ...proposal, status: 'approved', moved }, annotator)).toEqual([]);
    expect(openMoves({ ...proposal, status: 'withdrawn' }, annotator)).toEqual([]);
    expect(openMoves({ ...proposal, moved }, { ...annotator, permissions: ['proposals:read'] })).toEqual([]);
  });
});

describe('what is still needed', () => {
  it('counts the missing approvals and asks for an owner of facts until one has approved', () => {
    expect(stillNeeded(proposal)).toEqual({ count: 2, owner: true });
    expect(stillNeeded({ ...proposal, reviewsDone: 1 })).toEqual({ count: 1, owner: true });
    expect(stillNeeded({ ...proposal, reviewsDone: 1, missingRoles: [] })).toEqual({ count: 1, owner: false });
  });

  it('still asks for an owner when two others have approved', () => {
    expect(stillNeeded({ ...proposal, reviewsDone: 2 })).toEqual({ count: 1, owner: true });
  });
});

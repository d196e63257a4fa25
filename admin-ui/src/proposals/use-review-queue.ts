import { useCallback } from 'react';
import { useGetList } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import type { Proposal } from '../api/types.ts';

export interface ReviewQueue {
  /** Counted from 1; 0 when the proposal is not (or no longer) in the queue. */
  readonly place: number;
  readonly total: number;
  readonly goNext: (() => void) | null;
  readonly goPrevious: (() => void) | null;
}

// As long a queue as anyone walks through in one sitting.
const walked = 200;

/** The proposals in review, in the order of the list, seen from one of them. */
export function useReviewQueue(id: string): ReviewQueue {
  const navigate = useNavigate();
  const { data = [], total = 0 } = useGetList<Proposal>(
    'proposals',
    {
      filter: { status: 'in_review' },
      sort: { field: 'urgency', order: 'DESC' },
      pagination: { page: 1, perPage: walked },
    },
    { staleTime: 30_000 },
  );
  const at = data.findIndex((proposal) => proposal.id === id);
  const go = useCallback((target: string) => navigate(`/proposals/${encodeURIComponent(target)}/show`), [navigate]);
  // A proposal that has left the queue is followed by the first that is still in it.
  const next = data[at + 1];
  const previous = at > 0 ? data[at - 1] : undefined;
  return {
    place: at + 1,
    total,
    goNext: next && next.id !== id ? () => go(next.id) : null,
    goPrevious: previous ? () => go(previous.id) : null,
  };
}

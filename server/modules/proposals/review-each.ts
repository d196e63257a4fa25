import type { ProposalStatus } from '../../../graph-schema/index.ts';
import { DomainError, type ErrorCode } from '../../errors.ts';
import type { ReviewResult } from './review-proposal.ts';

/** A proposal as somebody saw it in a list. */
export interface BulkTarget {
  readonly id: string;
  readonly etag: number;
  readonly contentHash: string;
}

export type BulkResult = { readonly id: string } & (
  | { readonly done: true; readonly status: ProposalStatus; readonly position: number | null }
  | { readonly done: false; readonly code: ErrorCode; readonly reason: string }
);

/** Reviews one after the other, each in a transaction of its own, and tells of each what came of it. */
export async function reviewEach(
  targets: readonly BulkTarget[],
  review: (target: BulkTarget) => Promise<ReviewResult>,
): Promise<readonly BulkResult[]> {
  const results: BulkResult[] = [];
  for (const target of targets) {
    try {
      const { status, published } = await review(target);
      results.push({ id: target.id, done: true, status, position: published?.position ?? null });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      results.push({ id: target.id, done: false, code: error.code, reason: error.message });
    }
  }
  return results;
}

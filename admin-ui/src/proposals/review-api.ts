import { useMemo } from 'react';
import type { HttpClient } from '../api/http-client.ts';
import { useHttp } from '../api/http-context.ts';
import type { BulkOutcome, EditLock, Page, Proposal, RelatedThing, ReviewDecision } from '../api/types.ts';

/** What reviewing asks of the service besides the proposals themselves. */
export interface ReviewApi {
  hold(id: string, takeOver: boolean): Promise<EditLock>;
  release(id: string): Promise<void>;
  /** As it stands now, without telling anybody that it was looked at. */
  peek(id: string): Promise<Proposal>;
  related(id: string): Promise<readonly RelatedThing[]>;
  split(
    proposal: Proposal,
    ordinals: readonly number[],
    title: string,
  ): Promise<{ readonly id: string; readonly crossing: number }>;
  merge(
    proposal: Proposal,
    other: { readonly id: string; readonly etag: number },
    keep: 'this' | 'other',
  ): Promise<void>;
  reviewMany(
    proposals: readonly Proposal[],
    decision: ReviewDecision,
    comment: string,
  ): Promise<readonly BulkOutcome[]>;
  /** The new proposal. */
  revert(itemId: string, version: number, reason: string): Promise<string>;
}

const part = (id: string) => encodeURIComponent(id);

function reviewApi(http: HttpClient): ReviewApi {
  return {
    hold: async (id, takeOver) =>
      (await http.json('PUT', `proposals/${part(id)}/lock`, { json: { takeOver } })) as EditLock,
    release: async (id) => {
      await http.json('DELETE', `proposals/${part(id)}/lock`);
    },
    peek: async (id) => (await http.json('GET', `proposals/${part(id)}`)) as Proposal,
    related: async (id) => ((await http.json('GET', `proposals/${part(id)}/related`)) as Page<RelatedThing>).items,
    split: async ({ id, etag }, ordinals, title) =>
      (await http.json('POST', `proposals/${part(id)}/split`, {
        json: { ordinals, title },
        ifMatch: String(etag),
      })) as {
        id: string;
        crossing: number;
      },
    merge: async ({ id, etag }, other, keep) => {
      const json = { otherId: other.id, otherEtag: other.etag, keep };
      await http.json('POST', `proposals/${part(id)}/merge`, { json, ifMatch: String(etag) });
    },
    reviewMany: async (proposals, decision, comment) => {
      const seen = proposals.map(({ id, etag, contentHash }) => ({ id, etag, contentHash }));
      const answer = await http.json('POST', 'reviews', { json: { decision, comment, proposals: seen } });
      return (answer as { results: BulkOutcome[] }).results;
    },
    revert: async (itemId, version, reason) =>
      (
        (await http.json('POST', `items/${part(itemId)}/versions/${version}/revert`, { json: { reason } })) as {
          proposalId: string;
        }
      ).proposalId,
  };
}

export function useReviewApi(): ReviewApi {
  const http = useHttp();
  return useMemo(() => reviewApi(http), [http]);
}

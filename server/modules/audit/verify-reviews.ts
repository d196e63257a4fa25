import type { Executor } from '../../ports/database.ts';
import type { KeyedHash } from '../../publishing/index.ts';
import { type Faults, faultsShown, pageSize } from './faults.ts';

interface ReviewRow {
  id: string;
  comment: string;
  erased: boolean;
  seq: number | null;
  comment_hash: string | null;
  same: boolean;
}

const isGone = ({ erased, comment }: ReviewRow) => erased && comment === '';

/** The two kinds of reviews, and what the chain says of each. */
const ofProposals = `select r.id, r.comment, r.erased_at is not null as erased, a.seq, a.details ->> 'commentHash' as comment_hash,
        a.actor = r.reviewer_id and a.action = 'review.' || r.decision and a.subject = r.proposal_id
          and a.details ->> 'role' = r.acting_role and a.details ->> 'contentHash' = r.content_hash
          and a.details ->> 'etag' = r.proposal_etag::text as same
   from reviews r left join audit_log a on a.details ->> 'reviewId' = r.id and a.action like 'review.%'`;
const ofChangesets = `select r.id, r.comment, r.erased_at is not null as erased, a.seq, a.details ->> 'commentHash' as comment_hash,
        a.actor = r.reviewer_id and a.action = 'changeset.' || r.decision and a.subject = r.changeset_id
          and a.details ->> 'role' = r.acting_role and a.details ->> 'contentHash' = r.content_hash as same
   from changeset_reviews r left join audit_log a on a.details ->> 'reviewId' = r.id and a.action like 'changeset.%'`;

/** Every review stands in the chain as it was made, and none that the chain tells of is gone. */
export async function verifyReviews(executor: Executor, hash: KeyedHash, faults: Faults): Promise<void> {
  for (const reviews of [ofProposals, ofChangesets]) await verifyEach(executor, hash, faults, reviews);
  const gone = await executor.query<{ seq: number }>(
    `select a.seq from audit_log a
      where (a.action like 'review.%' and not exists (select 1 from reviews r where r.id = a.details ->> 'reviewId'))
         or (a.action like 'changeset.%' and a.details ? 'reviewId'
             and not exists (select 1 from changeset_reviews r where r.id = a.details ->> 'reviewId'))
      order by a.seq limit ${faultsShown}`,
  );
  for (const { seq } of gone.rows) faults.push({ seq: Number(seq), fault: 'its review is gone' });
}

async function verifyEach(executor: Executor, hash: KeyedHash, faults: Faults, reviews: string): Promise<void> {
  let after = '';
  for (;;) {
    const page = await executor.query<ReviewRow>(`${reviews} where r.id > $1 order by r.id limit $2`, [
      after,
      pageSize,
    ]);
    for (const row of page.rows) {
      after = row.id;
      if (row.seq === null) faults.push({ seq: null, fault: `review ${row.id} is not in the chain` });
      else if (row.same !== true || !(isGone(row) || hash.of(row.comment) === row.comment_hash))
        faults.push({ seq: Number(row.seq), fault: `review ${row.id} differs from what the chain says of it` });
    }
    if (page.rows.length < pageSize || faults.length >= faultsShown) return;
  }
}

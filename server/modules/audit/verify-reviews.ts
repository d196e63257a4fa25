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

/** Every review stands in the chain as it was made, and none that the chain tells of is gone. */
export async function verifyReviews(executor: Executor, hash: KeyedHash, faults: Faults): Promise<void> {
  let after = '';
  for (;;) {
    const page = await executor.query<ReviewRow>(
      `select r.id, r.comment, r.erased_at is not null as erased, a.seq, a.details ->> 'commentHash' as comment_hash,
              a.actor = r.reviewer_id and a.action = 'review.' || r.decision and a.subject = r.proposal_id
                and a.details ->> 'role' = r.acting_role and a.details ->> 'contentHash' = r.content_hash
                and a.details ->> 'etag' = r.proposal_etag::text as same
         from reviews r left join audit_log a on a.details ->> 'reviewId' = r.id and a.action like 'review.%'
        where r.id > $1 order by r.id limit $2`,
      [after, pageSize],
    );
    for (const row of page.rows) {
      after = row.id;
      if (row.seq === null) faults.push({ seq: null, fault: `review ${row.id} is not in the chain` });
      else if (row.same !== true || !(isGone(row) || hash.of(row.comment) === row.comment_hash))
        faults.push({ seq: Number(row.seq), fault: `review ${row.id} differs from what the chain says of it` });
    }
    if (page.rows.length < pageSize || faults.length >= faultsShown) break;
  }
  const gone = await executor.query<{ seq: number }>(
    `select a.seq from audit_log a where a.action like 'review.%'
        and not exists (select 1 from reviews r where r.id = a.details ->> 'reviewId') order by a.seq limit ${faultsShown}`,
  );
  for (const { seq } of gone.rows) faults.push({ seq: Number(seq), fault: 'its review is gone' });
}

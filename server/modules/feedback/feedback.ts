import { z } from 'zod';
import { type FeedbackKind, feedbackKinds, newId } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import { instant, listQuery } from '../../http/lists.ts';
import { readPage } from '../../paging/read-page.ts';
import type { Executor } from '../../ports/database.ts';

export const feedbackSchema = z.object({
  id: z.string(),
  cardId: z.string(),
  kind: feedbackKinds.schema,
  /** null: guidance outside of a call. */
  callId: z.string().nullable(),
  exposureId: z.string(),
  itemId: z.string(),
  version: z.int(),
  /** The position of the log that was known when the card was shown. */
  position: z.int(),
  principal: z.string(),
  comment: z.string().nullable(),
  createdAt: instant,
});
type Feedback = z.infer<typeof feedbackSchema>;

export const listedFeedbackSchema = feedbackSchema.extend({ label: z.string().nullable() });
export const feedbackListQuery = listQuery(['createdAt'], {
  kind: feedbackKinds.schema.optional(),
  callId: z.string().max(100).optional(),
  itemId: z.string().max(100).optional(),
});

/** Whose card it is: one of a call, or one that somebody was shown outside of calls. */
export type CardOwner = { readonly callId: string } | { readonly principal: string };

export interface NewFeedback {
  readonly cardId: string;
  readonly kind: FeedbackKind;
  /** Redacted. */
  readonly comment: string | null;
  readonly principal: string;
}

interface Row {
  id: string;
  card_id: string;
  kind: FeedbackKind;
  call_id: string | null;
  exposure_id: string;
  item_id: string;
  version: number;
  position: number;
  principal: string;
  comment: string | null;
  created_at: Date;
}

const toFeedback = (row: Row): Feedback => ({
  id: row.id,
  cardId: row.card_id,
  kind: row.kind,
  callId: row.call_id,
  exposureId: row.exposure_id,
  itemId: row.item_id,
  version: row.version,
  position: Number(row.position),
  principal: row.principal,
  comment: row.comment,
  createdAt: row.created_at.toISOString(),
});

/**
 * Writes down what was made of a card, with the version that it showed. The same kind for the same card again changes
 * nothing, but a first comment is added. Throws `not_found` when that card was not shown there.
 */
export async function recordFeedback(executor: Executor, owner: CardOwner, given: NewFeedback): Promise<Feedback> {
  const [callId, shownTo] = 'callId' in owner ? [owner.callId, null] : [null, owner.principal];
  const written = await executor.query<Row>(
    `insert into feedback as f (id, card_id, kind, exposure_id, call_id, item_id, version, position, principal, comment)
     select $1, e.card_id, $3, e.id, e.call_id, e.item_id, e.version, e.position, $6, $7 from exposures e
      where e.card_id = $2 and e.card is not null
        and case when $4::text is null then e.call_id is null and e.principal = $5 else e.call_id = $4 end
      limit 1
     on conflict (card_id, kind) do update set comment = coalesce(f.comment, excluded.comment)
     returning f.*`,
    [newId('feedback'), given.cardId, given.kind, callId, shownTo, given.principal, given.comment],
  );
  const row = written.rows[0];
  if (!row)
    throw new DomainError(
      'not_found',
      `No card ${given.cardId} was shown there; send the id of a card event as it came`,
    );
  return toFeedback(row);
}

export async function listFeedback(executor: Executor, query: z.output<typeof feedbackListQuery>) {
  const params = [query.kind ?? null, query.callId ?? null, query.itemId ?? null];
  const where =
    '($1::text is null or f.kind = $1) and ($2::text is null or f.call_id = $2) and ($3::text is null or f.item_id = $3)';
  const { rows, total } = await readPage<Row & { label: string | null }>(executor, query, {
    columns: 'f.*, v.label',
    from: 'feedback f',
    joins: 'join item_versions v on v.item_id = f.item_id and v.version = f.version',
    where,
    params,
    key: 'f.id',
    sort: 'f.created_at',
  });
  return {
    items: rows.map((row) => ({ ...toFeedback(row), label: row.label })),
    total,
  };
}

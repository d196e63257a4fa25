import { z } from 'zod';
import { type FeedbackKind, feedbackKinds, newId } from '../../../graph-schema/index.ts';
import { instant, listQuery } from '../../http/lists.ts';
import { readPage } from '../../paging/read-page.ts';
import type { Executor } from '../../ports/database.ts';
import type { ComposedCard } from '../guidance/index.ts';

export const exposureSchema = z.object({
  id: z.string(),
  callId: z.string().nullable(),
  principal: z.string(),
  agentId: z.string().nullable(),
  cardId: z.string(),
  itemId: z.string(),
  version: z.int(),
  /** The position of the log that the process knew when it showed it. */
  position: z.int(),
  level: z.string(),
  label: z.string().nullable(),
  shownAt: instant,
  goneAt: instant.nullable(),
  goneReason: z.string().nullable(),
  /** What was made of the card. */
  feedback: z.array(feedbackKinds.schema),
});

export const exposureListQuery = listQuery(['shownAt'], {
  callId: z.string().max(100).optional(),
  itemId: z.string().max(100).optional(),
  principal: z.string().max(100).optional(),
});

interface Shown {
  readonly callId: string | null;
  readonly principal: string;
  readonly agentId: string | null;
  readonly position: number;
}

/** Writes down what was put on a screen: a row for each version that a card shows, the words with the first. */
export async function recordExposures(tx: Executor, shown: Shown, cards: readonly ComposedCard[]): Promise<void> {
  const rows = cards.flatMap(({ card, cites }) =>
    cites.map(({ itemId, version }, index) => ({
      id: newId('exposure'),
      cardId: card.id,
      itemId,
      version,
      level: card.level,
      card: index === 0 ? card : null,
    })),
  );
  if (rows.length === 0) return;
  await tx.query(
    `insert into exposures (id, call_id, principal, agent_id, card_id, item_id, version, position, level, card, shown_at)
     select r.id, $1, $2, $3, r."cardId", r."itemId", r.version, $4, r.level, nullif(r.card, 'null'::jsonb), clock_timestamp()
       from jsonb_to_recordset($5::jsonb) as r (id text, "cardId" text, "itemId" text, version int, level text, card jsonb)`,
    [shown.callId, shown.principal, shown.agentId, shown.position, JSON.stringify(rows)],
  );
}

/**
 * Writes down a sentence that was composed beside a card that no call shows, before anybody sees it; false if the card was
 * erased meanwhile.
 */
export async function recordComposed(executor: Executor, cardId: string, sentence: string): Promise<boolean> {
  const written = await executor.query(
    'update exposures set composed = array_append(composed, $2) where card_id = $1 and call_id is null and card is not null',
    [cardId, sentence],
  );
  return written.rowCount > 0;
}

/** Cards that left the screen of a call; all of the call's when none are named. */
export async function closeExposures(
  tx: Executor,
  callId: string,
  cardIds: readonly string[] | null,
  reason: string,
): Promise<void> {
  await tx.query(
    `update exposures set gone_at = clock_timestamp(), gone_reason = $3
      where call_id = $1 and gone_at is null and ($2::text[] is null or card_id = any($2))`,
    [callId, cardIds, reason],
  );
}

interface ExposureRow {
  id: string;
  call_id: string | null;
  principal: string;
  agent_id: string | null;
  card_id: string;
  item_id: string;
  version: number;
  position: number;
  level: string;
  label: string | null;
  shown_at: Date;
  gone_at: Date | null;
  gone_reason: string | null;
  feedback: FeedbackKind[];
}

export async function listExposures(executor: Executor, query: z.output<typeof exposureListQuery>) {
  const params = [query.callId ?? null, query.itemId ?? null, query.principal ?? null];
  const where =
    '($1::text is null or e.call_id = $1) and ($2::text is null or e.item_id = $2) and ($3::text is null or e.principal = $3)';
  const { rows, total } = await readPage<ExposureRow>(executor, query, {
    columns: `e.*, v.label,
      array(select f.kind from feedback f where f.card_id = e.card_id order by f.created_at, f.id) as feedback`,
    from: 'exposures e',
    joins: 'join item_versions v on v.item_id = e.item_id and v.version = e.version',
    where,
    params,
    key: 'e.id',
    sort: 'e.shown_at',
  });
  const items = rows.map((row) => ({
    id: row.id,
    callId: row.call_id,
    principal: row.principal,
    agentId: row.agent_id,
    cardId: row.card_id,
    itemId: row.item_id,
    version: row.version,
    position: Number(row.position),
    level: row.level,
    label: row.label,
    shownAt: row.shown_at.toISOString(),
    goneAt: row.gone_at?.toISOString() ?? null,
    goneReason: row.gone_reason,
    feedback: row.feedback,
  }));
  return { items, total };
}

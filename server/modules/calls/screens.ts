import { z } from 'zod';
import { cardSchema, type FeedbackKind, feedbackKinds } from '../../../graph-schema/index.ts';
import { instant, listOf, listQuery } from '../../http/lists.ts';
import { readPage } from '../../paging/read-page.ts';
import type { Executor } from '../../ports/database.ts';
import { versionReviews } from '../../publishing/index.ts';

const person = { by: z.string(), byName: z.string() };
const decisionSchema = z.object({
  position: z.int(),
  action: z.string(),
  approval: z.string(),
  at: instant,
  ...person,
  reason: z.string(),
});

/** A version that a card showed: what it was, who put it in force, and what became of it since. */
const shownVersionSchema = z.object({
  itemId: z.string(),
  version: z.int(),
  kind: z.string(),
  /** Null once erased. */
  label: z.string().nullable(),
  governance: z.string(),
  proposalId: z.string().nullable(),
  proposedBy: z.object(person).nullable(),
  /** Who approved it; empty where a rule or the system put it in force, which `decisions` says. */
  reviews: z.array(z.object({ ...person, role: z.string(), decision: z.string(), at: instant })),
  /** The first one published it. */
  decisions: z.array(decisionSchema),
  supersededAt: instant.nullable(),
  erasedAt: instant.nullable(),
});

/** A card as it was on a screen, word for word. */
export const shownCardSchema = z.object({
  id: z.string(),
  /** Null: an answer that belonged to no call. */
  callId: z.string().nullable(),
  ...{ shownTo: z.string(), shownToName: z.string() },
  agentId: z.string().nullable(),
  shownAt: instant,
  /** When it left the screen; of an answer without a call, when it could no longer be shown. */
  goneAt: instant.nullable(),
  goneReason: z.string().nullable(),
  /** The position of the log that the process knew, and the moment that it stands for: what was known then. */
  position: z.int(),
  knownAt: instant.nullable(),
  /** Null: its words were erased. */
  card: cardSchema.nullable(),
  /** Sentences that a model composed beside it. */
  composed: z.array(z.string()),
  wordsErasedAt: instant.nullable(),
  versions: z.array(shownVersionSchema),
  feedback: z.array(feedbackKinds.schema),
});
type ShownCard = z.infer<typeof shownCardSchema>;
export const shownCardsSchema = listOf(shownCardSchema);

export const screensQuery = listQuery(['shownAt'], {
  /** An agent's id, or the login or name of whoever was signed in. */
  agent: z.string().trim().min(1).max(200).optional(),
  callId: z.string().max(100).optional(),
  itemId: z.string().max(100).optional(),
  /** On a screen at some time from then ... */
  from: z.iso.datetime({ offset: true }).optional(),
  /** ... until then. The same moment twice: what was on the screen then. */
  to: z.iso.datetime({ offset: true }).optional(),
});

interface CardRow
  extends Omit<ShownCard, 'shownAt' | 'goneAt' | 'knownAt' | 'wordsErasedAt' | 'position' | 'versions'> {
  readonly shownAt: Date;
  readonly goneAt: Date | null;
  readonly knownAt: Date | null;
  readonly wordsErasedAt: Date | null;
  readonly position: number;
  readonly versions: readonly VersionJson[];
  readonly feedback: FeedbackKind[];
}
type VersionJson = z.infer<typeof shownVersionSchema>;

// A row stands for each version that a card showed; they came and left together, and the first stands for the card.
const firstOfCard = `not exists (select 1 from exposures o
  where o.card_id = e.card_id and (o.shown_at < e.shown_at or (o.shown_at = e.shown_at and o.id < e.id)))`;

// An answer without a call has no end of its own: its lease is how long it may be shown.
const goneAt = `coalesce(e.gone_at, case when e.call_id is null then e.shown_at + interval '1 millisecond'
  * coalesce((select max((x.card ->> 'leaseMs')::int) from exposures x where x.card_id = e.card_id), 0) end)`;

const versions = `
  select jsonb_agg(jsonb_build_object('itemId', v.item_id, 'version', v.version, 'kind', i.kind, 'label', v.label,
           'governance', v.governance, 'proposalId', v.proposal_id, 'erasedAt', v.erased_at,
           'proposedBy', case when p.id is null then null
              else jsonb_build_object('by', p.proposed_by, 'byName', coalesce(pu.display_name, p.proposed_by)) end,
           'reviews', ${versionReviews},
           'decisions', coalesce((select jsonb_agg(jsonb_build_object('position', d.position, 'action', d.action, 'approval', d.approval,
                'at', d.decided_at, 'by', d.decided_by, 'byName', coalesce(u.display_name, d.decided_by), 'reason', d.reason) order by d.position)
              from decision_entries n join decisions d on d.position = n.position left join users u on u.id = d.decided_by
             where n.item_id = v.item_id and n.version = v.version), '[]'),
           'supersededAt', (select min(d.decided_at) from item_versions n join decisions d on d.position = n.position
             where n.item_id = v.item_id and n.version > v.version)) order by (x.card is null), x.id) as list
    from exposures x join item_versions v on v.item_id = x.item_id and v.version = x.version join items i on i.id = v.item_id
    left join proposals p on p.id = v.proposal_id left join users pu on pu.id = p.proposed_by
   where x.card_id = e.card_id`;

const cardColumns = `e.card_id as id, e.call_id as "callId", e.principal as "shownTo", coalesce(u.display_name, k.name, e.principal) as "shownToName",
  e.agent_id as "agentId", e.shown_at as "shownAt", ${goneAt} as "goneAt", e.gone_reason as "goneReason", e.position,
  (select d.decided_at from decisions d where d.position = e.position) as "knownAt",
  (select x.card from exposures x where x.card_id = e.card_id and x.card is not null limit 1) as card,
  array(select m.data ->> 'text' from call_events m where m.call_id = e.call_id and m.type = 'delta'
         and m.data ->> 'cardId' = e.card_id order by m.seq)
    || coalesce((select x.composed from exposures x where x.card_id = e.card_id and x.card is not null limit 1), '{}') as composed,
  (select max(greatest(v.erased_at, l.erased_at)) from exposures x join item_versions v on v.item_id = x.item_id and v.version = x.version
     left join calls l on l.id = x.call_id where x.card_id = e.card_id) as "wordsErasedAt",
  coalesce(s.list, '[]') as versions,
  array(select f.kind from feedback f where f.card_id = e.card_id order by f.created_at, f.id) as feedback`;

/** Cards that were on screens, as they were, with the versions behind them: a page of those that the query means. */
export async function listScreens(executor: Executor, query: z.output<typeof screensQuery>) {
  const { agent, callId, itemId, from, to, page, perPage, order } = query;
  const { rows, total } = await readPage<CardRow>(
    executor,
    { order, page, perPage },
    {
      columns: cardColumns,
      from: 'exposures e left join users u on u.id = e.principal left join api_keys k on k.id = e.principal',
      joins: `left join lateral (${versions}) s on true`,
      where: `${firstOfCard}
        and ($1::text is null or e.agent_id = $1 or e.principal = $1 or u.login = $1 or u.display_name = $1 or k.name = $1)
        and ($2::text is null or e.call_id = $2)
        and ($3::text is null or exists (select 1 from exposures n where n.card_id = e.card_id and n.item_id = $3))
        and ($4::timestamptz is null or ${goneAt} is null or ${goneAt} > $4) and ($5::timestamptz is null or e.shown_at <= $5)`,
      params: [agent ?? null, callId ?? null, itemId ?? null, from ?? null, to ?? null],
      key: 'e.id',
      sort: 'e.shown_at',
    },
  );
  return { items: rows.map(toShownCard), total };
}

function toShownCard(row: CardRow): ShownCard {
  return {
    ...row,
    position: Number(row.position),
    shownAt: row.shownAt.toISOString(),
    goneAt: iso(row.goneAt),
    knownAt: iso(row.knownAt),
    wordsErasedAt: row.card === null ? iso(row.wordsErasedAt) : null,
    versions: row.versions.map((version) => ({
      ...version,
      supersededAt: iso(version.supersededAt),
      erasedAt: iso(version.erasedAt),
      reviews: version.reviews.map((review) => ({ ...review, at: new Date(review.at).toISOString() })),
      decisions: version.decisions.map((decision) => ({ ...decision, at: new Date(decision.at).toISOString() })),
    })),
  };
}

const iso = (at: Date | string | null) => (at === null ? null : new Date(at).toISOString());

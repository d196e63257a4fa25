import { z } from 'zod';
import { changesetActions } from '../../../graph-schema/index.ts';
import { notFound } from '../../errors.ts';
import { instant } from '../../http/lists.ts';
import type { Executor } from '../../ports/database.ts';
import type { DifferenceEntry } from './compare-document.ts';
import { readUse, type Use } from './impact.ts';
import { wordsOf } from './passages.ts';

const use = {
  /** Calls a week on whose screens it was, over the last four weeks. */
  callsPerWeek: z.number(),
  /** Open calls that show it now. */
  openCalls: z.int(),
};

const passageSchema = z.object({ itemId: z.string().nullable(), label: z.string(), text: z.string() });

export const differenceSchema = z.object({
  entries: z.array(
    z.object({
      change: z.enum(['unchanged', 'changed', 'renumbered', 'added', 'removed']),
      /** Share of their words that both have, 0..1. */
      likeness: z.number().nullable(),
      before: passageSchema.nullable(),
      after: passageSchema.nullable(),
      /** What it was split from, or what took it in. */
      other: z.string().nullable(),
      ...use,
    }),
  ),
  total: z.int(),
});

const content = z.record(z.string(), z.unknown());
export const changesetItemSchema = z.object({
  itemId: z.string(),
  sort: z.enum(['node', 'edge']),
  kind: z.string(),
  label: z.string(),
  version: z.int(),
  content: content.nullable(),
  /** difference: it goes with what is replaced; impact: it leans on that. */
  cause: z.enum(['difference', 'impact']),
  /** What it leans on that changes. */
  leansOn: z.array(z.object({ itemId: z.string(), label: z.string() })),
  action: changesetActions.schema.nullable(),
  note: z.string(),
  /** The edited words that go live with the changeset. */
  edited: content.nullable(),
  decidedByName: z.string().nullable(),
  decidedAt: instant.nullable(),
  ...use,
});

const unused: Use = { callsPerWeek: 0, openCalls: 0 };

interface WordsRow {
  item_id: string | null;
  key: string;
  label: string;
  content: Record<string, unknown>;
  kind: 'clause' | 'product_fact';
}

/** The difference passage by passage, with the words of both sides. */
export async function readDifference(executor: Executor, id: string): Promise<z.infer<typeof differenceSchema>> {
  const found = await executor.query<{ comparison: DifferenceEntry[] }>(
    'select comparison from changesets where id = $1',
    [id],
  );
  const entries = found.rows[0]?.comparison;
  if (!entries) throw notFound('changeset', id);
  const old = await oldWords(executor, entries);
  const fresh = await newWords(executor, id);
  const used = await readUse(
    executor,
    entries.flatMap(({ oldItemId }) => oldItemId ?? []),
  );
  const shown = (row: WordsRow | undefined) =>
    row ? { itemId: row.item_id, label: row.label, text: wordsOf(row.kind, row.content) } : null;
  const shownEntries = entries.map((entry) => {
    const before = entry.oldItemId === null ? undefined : old.get(entry.oldItemId);
    // What says nothing new is no part of the proposal, and reads as it did.
    const after = entry.newKey === null ? undefined : (fresh.get(entry.newKey) ?? before);
    const other = entry.otherItemId === null ? fresh.get(entry.otherKey ?? '') : old.get(entry.otherItemId);
    return {
      change: entry.change,
      likeness: entry.likeness,
      before: shown(before),
      after: shown(after),
      other: other?.label ?? null,
      ...((entry.oldItemId === null ? undefined : used.get(entry.oldItemId)) ?? unused),
    };
  });
  return { entries: shownEntries, total: entries.length };
}

async function oldWords(
  executor: Executor,
  entries: readonly DifferenceEntry[],
): Promise<ReadonlyMap<string, WordsRow>> {
  const refs = entries.flatMap(({ oldItemId, oldVersion }) =>
    oldItemId === null ? [] : [{ itemId: oldItemId, version: oldVersion }],
  );
  const found = await executor.query<WordsRow & { item_id: string }>(
    `select v.item_id, i.key, i.kind, coalesce(v.label, i.key) as label, coalesce(v.content, '{}') as content
       from item_versions v join items i on i.id = v.item_id
       join jsonb_to_recordset($1::jsonb) as r ("itemId" text, version int) on r."itemId" = v.item_id and r.version = v.version`,
    [JSON.stringify(refs)],
  );
  return new Map(found.rows.map((row) => [row.item_id, row]));
}

async function newWords(executor: Executor, id: string): Promise<ReadonlyMap<string, WordsRow>> {
  const found = await executor.query<WordsRow>(
    `select p.item_id, p.key, p.kind, p.label, p.content from proposal_parts p join proposals q on q.id = p.proposal_id
      where q.changeset_id = $1 and q.origin = 'changeset:comparison' and p.sort = 'node' and p.kind in ('clause', 'product_fact')
        and q.id = (select max(o.id) from proposals o where o.changeset_id = $1 and o.origin = 'changeset:comparison')`,
    [id],
  );
  return new Map(found.rows.map((row) => [row.key, row]));
}

interface ItemViewRow {
  item_id: string;
  sort: 'node' | 'edge';
  kind: string;
  label: string;
  version: number;
  content: Record<string, unknown> | null;
  cause: 'difference' | 'impact';
  leans_on: { itemId: string; label: string }[] | null;
  action: z.infer<typeof changesetActions.schema> | null;
  note: string;
  edited: Record<string, unknown> | null;
  decided_by_name: string | null;
  decided_at: Date | null;
}

/** Every item that the changeset touches beside what it replaces, the most used first. */
export async function readItems(executor: Executor, id: string): Promise<z.infer<typeof changesetItemSchema>[]> {
  const found = await executor.query<ItemViewRow>(
    `select x.item_id, i.sort, i.kind, coalesce(v.label, i.key) as label, x.version, v.content, x.cause,
            (select jsonb_agg(jsonb_build_object('itemId', l.id, 'label', l.label) order by l.label)
               from (select w.item_id as id, coalesce(w.label, w.item_id) as label from item_versions w
                      where w.item_id = any(x.leans_on)
                        and w.version = (select max(z.version) from item_versions z
                                          where z.item_id = w.item_id and z.position <= coalesce((select c.position - 1 from changesets c where c.id = x.changeset_id), z.position))) l) as leans_on,
            x.action, x.note, (select p.content from proposal_parts p where p.proposal_id = x.proposal_id and p.ordinal = 0) as edited,
            coalesce(u.display_name, x.decided_by) as decided_by_name, x.decided_at
       from changeset_items x join items i on i.id = x.item_id join item_versions v on v.item_id = x.item_id and v.version = x.version
       left join users u on u.id = x.decided_by
      where x.changeset_id = $1 order by x.cause desc, i.sort desc, x.item_id`,
    [id],
  );
  const used = await readUse(
    executor,
    found.rows.map(({ item_id }) => item_id),
  );
  const items = found.rows.map((row) => ({
    itemId: row.item_id,
    sort: row.sort,
    kind: row.kind,
    label: row.label,
    version: row.version,
    content: row.content,
    cause: row.cause,
    leansOn: row.leans_on ?? [],
    action: row.action,
    note: row.note,
    edited: row.edited,
    decidedByName: row.decided_by_name,
    decidedAt: row.decided_at?.toISOString() ?? null,
    ...(used.get(row.item_id) ?? unused),
  }));
  return items.toSorted((a, b) => b.openCalls - a.openCalls || b.callsPerWeek - a.callsPerWeek);
}

export const deliverySchema = z.object({
  /** Calls that are open now. */
  openCalls: z.int(),
  items: z.array(
    z.object({
      callId: z.string(),
      externalRef: z.string().nullable(),
      agentName: z.string().nullable(),
      open: z.boolean(),
      /** When the first card left the screen for this changeset, and how many versions did. */
      retractedAt: instant.nullable(),
      retracted: z.int(),
      /** When the first of its versions was shown instead, and how many are on the screen. */
      shownAt: instant.nullable(),
      shown: z.int(),
    }),
  ),
  total: z.int(),
});

interface DeliveryRow {
  id: string;
  external_ref: string | null;
  agent_name: string | null;
  open: boolean;
  retracted_at: Date | null;
  retracted: number;
  shown_at: Date | null;
  shown: number;
}

const callsShown = 500;

/** Which calls lost a card to the changeset, and which show its versions. */
export async function readDelivery(executor: Executor, id: string): Promise<z.infer<typeof deliverySchema>> {
  const found = await executor.query<DeliveryRow>(
    `with own as (select position, action from decisions where changeset_id = $1),
     lost as (select e.call_id, min(e.created_at) as at, count(*)::int as n from call_events e
               where e.type in ('retract', 'expire') and (e.data ->> 'position')::bigint in (select position from own) group by e.call_id),
     shown as (select x.call_id, min(x.shown_at) as at, count(distinct x.item_id) filter (where x.gone_at is null)::int as n
                 from exposures x join item_versions v on v.item_id = x.item_id and v.version = x.version
                where v.position in (select position from own where action = 'publish') and x.call_id is not null group by x.call_id)
     select c.id, c.external_ref, coalesce(a.display_name, c.agent_id) as agent_name, c.status = 'open' as open,
            lost.at as retracted_at, coalesce(lost.n, 0) as retracted, shown.at as shown_at, coalesce(shown.n, 0) as shown
       from calls c left join lost on lost.call_id = c.id left join shown on shown.call_id = c.id left join agents a on a.id = c.agent_id
      where lost.call_id is not null or shown.call_id is not null
      order by open desc, coalesce(lost.at, shown.at) desc limit ${callsShown}`,
    [id],
  );
  const open = await executor.query<{ n: number }>("select count(*)::int as n from calls where status = 'open'");
  return {
    openCalls: open.rows[0]?.n ?? 0,
    items: found.rows.map((row) => ({
      callId: row.id,
      externalRef: row.external_ref,
      agentName: row.agent_name,
      open: row.open,
      retractedAt: row.retracted_at?.toISOString() ?? null,
      retracted: row.retracted,
      shownAt: row.shown_at?.toISOString() ?? null,
      shown: row.shown,
    })),
    total: found.rows.length,
  };
}

import { z } from 'zod';
import { type ItemKind, itemKinds, itemText, parseContent } from '../../../graph-schema/index.ts';
import type { Executor } from '../../ports/database.ts';
import type { TextSearch } from '../../ports/text-index.ts';
import type { PublishedState } from '../../publishing/index.ts';
import { likeness } from './likeness.ts';
import { unfinished } from './proposal-rows.ts';

export const relatedSchema = z.object({
  /** same_item: it changes the same; same_name: it is called the same; alike: its words are nearly the same; conflict: both cannot hold. */
  why: z.enum(['same_item', 'same_name', 'alike', 'conflict']),
  target: z.enum(['proposal', 'item']),
  id: z.string(),
  title: z.string(),
  kind: z.string(),
  /** The part of this proposal that it is about. */
  ordinal: z.int(),
  partLabel: z.string(),
  /** 0..1, where words were compared. */
  likeness: z.number().nullable(),
  /** Of a proposal: what names its content, to merge it. */
  etag: z.int().nullable(),
});
export type Related = z.infer<typeof relatedSchema>;

interface Part {
  ordinal: number;
  kind: ItemKind;
  item_id: string;
  label: string;
  content: Record<string, unknown>;
}

interface Ground {
  readonly textIndex: TextSearch;
  readonly state: PublishedState;
}

// A bundle's first items name what it is about; comparing every one of thousands would say nothing more.
const partsCompared = 40;
const alikeFrom = 0.55;
const most = 30;

/** What a reviewer should look at beside a proposal: likely duplicates and what contradicts it, the surest first. */
export async function relatedTo(executor: Executor, { textIndex, state }: Ground, id: string): Promise<Related[]> {
  const parts = await executor.query<Part>(
    `select ordinal, kind, item_id, label, content from proposal_parts
      where proposal_id = $1 and sort = 'node' and not struck order by ordinal limit ${partsCompared}`,
    [id],
  );
  const found = [
    ...(await conflicts(executor, state, id)),
    ...(await otherProposals(executor, id)),
    ...(await alikeItems(executor, textIndex, state, parts.rows)),
  ];
  const seen = new Set<string>();
  return found
    .filter(({ target, id: other }) => {
      const fresh = !seen.has(`${target} ${other}`);
      seen.add(`${target} ${other}`);
      return fresh;
    })
    .slice(0, most);
}

interface RelatedRow {
  why: Related['why'];
  id: string;
  title: string;
  kind: string;
  ordinal: number;
  part_label: string;
  etag: number;
}

const fromRow = ({ part_label, ...row }: RelatedRow): Related => ({
  ...row,
  target: 'proposal',
  partLabel: part_label,
  likeness: null,
});

const open = `q.status in ('draft', 'in_review', 'changes_requested') and q.content_hash <> '${unfinished}'`;

async function otherProposals(executor: Executor, id: string): Promise<Related[]> {
  const found = await executor.query<RelatedRow>(
    `select distinct on (r.id) r.* from (
       select 'same_item' as why, q.id, q.title, p.kind, p.ordinal, p.label as part_label, q.etag, 0 as rank
         from proposal_parts p join proposal_parts o on o.item_id = p.item_id and o.proposal_id <> p.proposal_id
         join proposals q on q.id = o.proposal_id and ${open}
        where p.proposal_id = $1 and p.sort = 'node' and not p.struck and not o.struck
       union all
       select 'same_name', q.id, q.title, p.kind, p.ordinal, p.label, q.etag, 1
         from proposal_parts p
         join proposal_parts o on md5(o.label) = md5(p.label) and o.kind = p.kind and o.item_id <> p.item_id and o.proposal_id <> p.proposal_id
         join proposals q on q.id = o.proposal_id and ${open}
        where p.proposal_id = $1 and p.sort = 'node' and not p.struck and not o.struck
     ) r order by r.id, r.rank limit ${most}`,
    [id],
  );
  return found.rows.map(fromRow);
}

/** Contradictions that somebody or something pointed out, decided upon or still proposed. */
async function conflicts(executor: Executor, state: PublishedState, id: string): Promise<Related[]> {
  const proposed = await executor.query<RelatedRow>(
    `select distinct on (q.id) 'conflict' as why, q.id, q.title, p.kind, p.ordinal, p.label as part_label, q.etag
       from proposal_parts p
       join proposal_parts o on o.kind = 'CONFLICTS_WITH' and o.proposal_id <> p.proposal_id and p.item_id in (o.from_id, o.to_id)
       join proposals q on q.id = o.proposal_id and ${open}
      where p.proposal_id = $1 and p.sort = 'node' and not p.struck and not o.struck order by q.id limit ${most}`,
    [id],
  );
  const own = await executor.query<{ ordinal: number; label: string; item_id: string }>(
    `select ordinal, label, item_id from proposal_parts where proposal_id = $1 and sort = 'node' and not struck limit 1000`,
    [id],
  );
  const at = state.now();
  const inForce = own.rows.flatMap(({ ordinal, label, item_id }) =>
    (['out', 'in'] as const).flatMap((direction) =>
      state.edges(item_id, direction).flatMap((edge) => {
        const otherId = direction === 'out' ? edge.toId : edge.fromId;
        const other = state.get(otherId);
        if (edge.kind !== 'CONFLICTS_WITH' || !other || !state.inForce(edge.itemId, at)) return [];
        const version = state.inForce(otherId, at)?.version;
        return version === undefined ? [] : [{ ordinal, partLabel: label, itemId: otherId, kind: other.kind, version }];
      }),
    ),
  );
  const named = await wordsOf(executor, inForce);
  return [
    ...proposed.rows.map(fromRow),
    ...inForce.map(
      ({ ordinal, partLabel, itemId, kind }): Related => ({
        why: 'conflict',
        target: 'item',
        id: itemId,
        title: named.get(itemId)?.label ?? itemId,
        kind,
        ordinal,
        partLabel,
        likeness: null,
        etag: null,
      }),
    ),
  ];
}

async function wordsOf(executor: Executor, versions: readonly { itemId: string; version: number }[]) {
  const found = await executor.query<{ item_id: string; label: string; content: Record<string, unknown> | null }>(
    `select v.item_id, v.label, v.content from item_versions v
       join jsonb_to_recordset($1::jsonb) as r ("itemId" text, version int) on r."itemId" = v.item_id and r.version = v.version
      where v.erased_at is null`,
    [JSON.stringify(versions.map(({ itemId, version }) => ({ itemId, version })))],
  );
  return new Map(found.rows.map((row) => [row.item_id, row]));
}

function wordsIn(kind: ItemKind, content: Record<string, unknown>): string {
  const { title, body } = itemText(kind, parseContent(kind, content));
  return body.includes(title) ? body : `${title} ${body}`;
}

/** What is in force under another identity in nearly the same words. */
async function alikeItems(
  executor: Executor,
  textIndex: TextSearch,
  state: PublishedState,
  parts: readonly Part[],
): Promise<Related[]> {
  const at = state.now();
  const own = new Set(parts.map(({ item_id }) => item_id));
  const hits = parts
    .filter(({ kind }) => (itemKinds as readonly string[]).includes(kind))
    .flatMap((part) => {
      const words = wordsIn(part.kind, part.content);
      const accept = (itemId: string, version: number) =>
        !own.has(itemId) && state.inForce(itemId, at)?.version === version;
      return textIndex
        .search({ parts: [{ text: words.slice(0, 1_000), weight: 1 }], limit: 3, kinds: [part.kind], accept })
        .map(({ itemId, version }) => ({ part, words, itemId, version }));
    });
  const contents = await wordsOf(executor, hits);
  return hits
    .flatMap(({ part, words, itemId }): Related[] => {
      const other = contents.get(itemId);
      if (!other?.content) return [];
      const alike = likeness(words, wordsIn(part.kind, other.content));
      if (alike < alikeFrom) return [];
      const { ordinal, label: partLabel, kind } = part;
      return [
        {
          why: 'alike',
          target: 'item',
          id: itemId,
          title: other.label,
          kind,
          ordinal,
          partLabel,
          likeness: alike,
          etag: null,
        },
      ];
    })
    .sort((a, b) => (b.likeness ?? 0) - (a.likeness ?? 0));
}

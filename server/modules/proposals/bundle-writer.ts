import { type DraftPart, type ItemKind, type ItemRef, newId, relations } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import type { KeyedHash } from '../../publishing/index.ts';
import { type EndItem, edgeKey, edgeRow, nodeRow, type PartRow } from './part-rows.ts';

type Edge = Extract<DraftPart, { sort: 'edge' }>;
type Node = Extract<DraftPart, { sort: 'node' }>;

export interface WrittenParts {
  readonly rows: readonly PartRow[];
  /** Parts that say exactly what the latest version of their item says. */
  readonly unchanged: number;
  /** Relations whose end is neither in the bundle nor known; said to the reviewer. */
  readonly unresolved: readonly string[];
  /** A second part for an item that the bundle has already. */
  readonly repeated: number;
  /** All items that the batch is about; they are remembered only when its transaction is over, since it may run again. */
  readonly itemIds: readonly string[];
}

/** What the writer remembers between the batches of one bundle. */
export interface BundleMemory {
  readonly ends: Map<string, EndItem>;
  readonly seen: Set<string>;
}

export const newBundleMemory = (): BundleMemory => ({ ends: new Map(), seen: new Set() });

interface ItemRow {
  id: string;
  key: string;
  kind: string;
}

interface WriteContext {
  readonly tx: Executor;
  readonly hash: KeyedHash;
  readonly proposalId: string;
  readonly collectionId: string;
  readonly memory: BundleMemory;
  /** Ordinal of the batch's first part. */
  readonly firstOrdinal: number;
}

/** Checks a batch of drafts, finds or reserves their items, and writes those that say something new. */
export async function writeParts(context: WriteContext, drafts: readonly DraftPart[]): Promise<WrittenParts> {
  const nodes = drafts.filter((part): part is Node => part.sort === 'node');
  const edges = drafts.filter((part): part is Edge => part.sort === 'edge');
  const nodeRows = await resolveNodes(context, nodes);
  const { rows: edgeRows, unresolved } = await resolveEdges(context, edges);
  const fresh: PartRow[] = [];
  let repeated = 0;
  const met = new Set<string>();
  for (const row of [...nodeRows, ...edgeRows]) {
    if (context.memory.seen.has(row.itemId) || met.has(row.itemId)) repeated += 1;
    else fresh.push(row);
    met.add(row.itemId);
  }
  const inserted = await insertRows(context, fresh);
  return { rows: inserted, unchanged: fresh.length - inserted.length, unresolved, repeated, itemIds: [...met] };
}

const refKey = (kind: string, key: string) => `${kind}\u0000${key}`;

async function resolveNodes(context: WriteContext, nodes: readonly Node[]): Promise<readonly PartRow[]> {
  const ids = await reserveItems(
    context,
    'node',
    nodes.map((part) => ({ kind: part.kind, key: part.key })),
  );
  const tightened = await tightenedItems(context.tx, [...ids.values()]);
  return nodes.map((part, index) => {
    const id = ids.get(refKey(part.kind, part.key));
    if (id === undefined) throw new Error('an item was not reserved');
    const path = `parts.${context.firstOrdinal + index}`;
    const row = nodeRow(keptTight(part, tightened.has(id), path), id, context.hash, path);
    context.memory.ends.set(refKey(part.kind, part.key), { id, kind: part.kind, label: row.label });
    return row;
  });
}

async function resolveEdges(
  context: WriteContext,
  edges: readonly Edge[],
): Promise<{ rows: PartRow[]; unresolved: string[] }> {
  await loadKnownEnds(
    context,
    edges.flatMap((part) => [part.from, part.to]),
  );
  const unresolved: string[] = [];
  const joined: { part: Edge; from: EndItem; to: EndItem; key: string }[] = [];
  for (const part of edges) {
    const [from, to] = [endOf(context, part.from), endOf(context, part.to)];
    if (from && to) joined.push({ part, from, to, key: edgeKey(from.id, part.kind, to.id) });
    else unresolved.push(`${describe(part.from)} — ${relations[part.kind].label.en} → ${describe(part.to)}`);
  }
  const ids = await reserveItems(
    context,
    'edge',
    joined.map(({ part, key, from, to }) => ({ kind: part.kind, key, fromId: from.id, toId: to.id })),
  );
  const tightened = await tightenedItems(context.tx, [...ids.values()]);
  const rows = joined.map(({ part, from, to, key }, index) => {
    const id = ids.get(refKey(part.kind, key));
    if (id === undefined) throw new Error('a relation was not reserved');
    const path = `parts.${context.firstOrdinal + index}`;
    return edgeRow(keptTight(part, tightened.has(id), path), id, from, to, context.hash, path);
  });
  return { rows, unresolved };
}

/** Items whose latest version needs two reviews: no later version is reviewed more lightly. */
async function tightenedItems(tx: Executor, itemIds: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await tx.query<{ item_id: string }>(
    `select v.item_id from item_versions v
      where v.item_id = any($1) and v.governance = 'two_reviews'
        and not exists (select 1 from item_versions n where n.item_id = v.item_id and n.version > v.version)`,
    [itemIds],
  );
  return new Set(found.rows.map((row) => row.item_id));
}

function keptTight<P extends DraftPart>(part: P, tightened: boolean, path: string): P {
  if (!tightened) return part;
  if (part.governance === 'one_review') {
    throw new DomainError(
      'invalid_request',
      `${path}: governance may only be tightened; the version in force needs two reviews, so leave it out`,
    );
  }
  return { ...part, governance: 'two_reviews' };
}

const describe = (ref: ItemRef) => ('itemId' in ref ? ref.itemId : `${ref.kind} "${ref.key}"`);

function endOf({ memory }: WriteContext, ref: ItemRef): EndItem | undefined {
  return memory.ends.get('itemId' in ref ? ref.itemId : refKey(ref.kind, ref.key));
}

/** Finds ends that are not in this bundle among the items that were published or proposed before. */
async function loadKnownEnds(context: WriteContext, refs: readonly ItemRef[]): Promise<void> {
  const { memory, tx, collectionId } = context;
  const missing = refs.filter((ref) => endOf(context, ref) === undefined);
  const byKey = missing.flatMap((ref) => ('itemId' in ref ? [] : [{ kind: ref.kind, key: ref.key }]));
  const byId = missing.flatMap((ref) => ('itemId' in ref ? [ref.itemId] : []));
  if (missing.length === 0) return;
  const found = await tx.query<ItemRow & { label: string | null }>(
    `select i.id, i.key, i.kind, coalesce(
              (select v.label from item_versions v where v.item_id = i.id order by v.version desc limit 1),
              (select p.label from proposal_parts p where p.item_id = i.id order by p.proposal_id desc limit 1)) as label
       from items i
      where i.sort = 'node'
        and (i.id = any($3) or (i.collection_id = $1 and (i.kind, i.key) in
             (select r.kind, r.key from jsonb_to_recordset($2::jsonb) as r (kind text, key text))))`,
    [collectionId, JSON.stringify(byKey), byId],
  );
  for (const row of found.rows) {
    const end = { id: row.id, kind: row.kind as ItemKind, label: row.label ?? row.key };
    memory.ends.set(row.id, end);
    memory.ends.set(refKey(row.kind, row.key), end);
  }
}

interface Reservation {
  readonly kind: string;
  readonly key: string;
  readonly fromId?: string;
  readonly toId?: string;
}

/** The ids of items by their natural keys; those that are new get one. */
async function reserveItems(
  { tx, collectionId }: WriteContext,
  sort: 'node' | 'edge',
  wanted: readonly Reservation[],
): Promise<Map<string, string>> {
  if (wanted.length === 0) return new Map();
  const rows = wanted.map((item) => ({ ...item, id: newId('item') }));
  const list = JSON.stringify(rows);
  await tx.query(
    `insert into items (id, collection_id, sort, kind, key, from_id, to_id)
     select distinct on (r.kind, r.key) r.id, $1, $2, r.kind, r.key, r."fromId", r."toId"
       from jsonb_to_recordset($3::jsonb) as r (id text, kind text, key text, "fromId" text, "toId" text)
      order by r.kind, r.key
         on conflict (collection_id, sort, kind, key) do nothing`,
    [collectionId, sort, list],
  );
  const found = await tx.query<ItemRow>(
    `select i.id, i.kind, i.key from items i
       join (select distinct r.kind, r.key from jsonb_to_recordset($3::jsonb) as r (kind text, key text)) w
         on w.kind = i.kind and w.key = i.key
      where i.collection_id = $1 and i.sort = $2`,
    [collectionId, sort, list],
  );
  return new Map(found.rows.map((row) => [refKey(row.kind, row.key), row.id]));
}

/** Writes the parts that differ from the latest version of their item, with the base that they were drawn up against. */
async function insertRows(
  { tx, proposalId, firstOrdinal }: WriteContext,
  rows: readonly PartRow[],
): Promise<readonly PartRow[]> {
  if (rows.length === 0) return [];
  const numbered = rows.map((row, index) => ({ ...row, ordinal: firstOrdinal + index }));
  const inserted = await tx.query<{ item_id: string }>(
    `insert into proposal_parts (proposal_id, ordinal, sort, kind, item_id, key, from_id, to_id, base_version, base_position, label,
                                 content, conditions, audience, governance, confidence, valid_from, valid_to, evidence, content_hash)
     select $1, r.ordinal, r.sort, r.kind, r."itemId", r.key, r."fromId", r."toId", latest.version, touched.position, r.label,
            r.content, r.conditions, array(select jsonb_array_elements_text(r.audience)), r.governance, r.confidence,
            r."validFrom", r."validTo", r.evidence, r."contentHash"
       from jsonb_to_recordset($2::jsonb) as r (ordinal int, sort text, kind text, "itemId" text, key text, "fromId" text, "toId" text,
            label text, content jsonb, conditions jsonb, audience jsonb, governance text, confidence double precision,
            "validFrom" timestamptz, "validTo" timestamptz, evidence jsonb, "contentHash" text)
       left join lateral (select v.version, v.content_hash from item_versions v where v.item_id = r."itemId"
                           order by v.version desc limit 1) latest on true
       left join lateral (select e.position, d.action from decision_entries e join decisions d on d.position = e.position
                           where e.item_id = r."itemId" order by e.position desc limit 1) touched on true
      where latest.content_hash is distinct from r."contentHash" or touched.action = 'retract'
     returning item_id`,
    [proposalId, JSON.stringify(numbered)],
  );
  const written = new Set(inserted.rows.map((row) => row.item_id));
  return rows.filter((row) => written.has(row.itemId));
}

/** Refuses evidence that names a segment that does not exist or words outside of it. */
export async function refuseLostEvidence(tx: Executor, proposalId: string): Promise<void> {
  const lost = await tx.query<{ ordinal: number; segment_id: string; end_unit: number; has: number | null }>(
    `select p.ordinal, e.value -> 'span' ->> 'segmentId' as segment_id, (e.value -> 'span' ->> 'end')::int as end_unit, s.id as has
       from proposal_parts p
      cross join lateral jsonb_array_elements(p.evidence) e
       left join segments s on s.id = e.value -> 'span' ->> 'segmentId' and s.erased_at is null
            -- characters outside the basic plane count two UTF-16 units; most texts have none, so they are counted last
            and case when (e.value -> 'span' ->> 'end')::int <= length(s.text) then true
                     else (e.value -> 'span' ->> 'end')::int <= length(s.text) + regexp_count(s.text, '[\\U00010000-\\U0010ffff]') end
      where p.proposal_id = $1 and s.id is null
      limit 5`,
    [proposalId],
  );
  const first = lost.rows[0];
  if (!first) return;
  throw new DomainError(
    'invalid_request',
    `parts.${first.ordinal}: its evidence names words that do not exist (segment ${first.segment_id}, up to ${first.end_unit}); point to a span of a stored segment`,
  );
}

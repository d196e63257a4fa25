import type { DecisionAction, ItemKind, RelationType } from '../../graph-schema/index.ts';
import { itemKindSchema, relationTypeSchema } from '../../graph-schema/index.ts';
import type { Executor } from '../ports/database.ts';
import type { LaterDecision, VersionInTime } from './in-force.ts';

interface ThingHistory {
  readonly itemId: string;
  readonly collectionId: string;
  /** Ascending; never empty. */
  readonly versions: readonly VersionInTime[];
}

/** Everything that was decided about one item up to some position, without its content. */
export type ItemHistory =
  | (ThingHistory & { readonly sort: 'node'; readonly kind: ItemKind })
  | (ThingHistory & {
      readonly sort: 'edge';
      readonly kind: RelationType;
      readonly fromId: string;
      readonly toId: string;
    });

const pageSize = 500;

/** The histories up to a decision of the items that it is about, page by page. */
export async function* historiesOfDecision(
  executor: Executor,
  position: number,
  upTo: number = position,
): AsyncGenerator<readonly ItemHistory[]> {
  let after = '';
  for (;;) {
    const page = await executor.query<{ item_id: string }>(
      `select distinct item_id from decision_entries where position = $1 and item_id > $2 order by item_id limit ${pageSize}`,
      [position, after],
    );
    const itemIds = page.rows.map((row) => row.item_id);
    const last = itemIds.at(-1);
    if (last === undefined) return;
    yield await readItemHistories(executor, itemIds, upTo);
    after = last;
  }
}

/** Ids of the next items after one that were published by then, in the database's order; none when it was the last. */
export async function nextPublishedItems(executor: Executor, after: string, upTo: number): Promise<readonly string[]> {
  const page = await executor.query<{ id: string }>(
    `select i.id from items i
      where i.id > $1 and exists (select 1 from item_versions v where v.item_id = i.id and v.position <= $2)
      order by i.id limit ${pageSize}`,
    [after, upTo],
  );
  return page.rows.map((row) => row.id);
}

interface VersionRow {
  item_id: string;
  collection_id: string;
  sort: 'node' | 'edge';
  kind: string;
  from_id: string | null;
  to_id: string | null;
  version: number;
  position: number;
  decided_at: Date;
  valid_from: Date | null;
  valid_to: Date | null;
}

interface LaterRow {
  item_id: string;
  version: number;
  position: number;
  decided_at: Date;
  action: Exclude<DecisionAction, 'publish'>;
}

/** The histories of these items as they were at a position; items not published by then are left out. */
export async function readItemHistories(
  executor: Executor,
  itemIds: readonly string[],
  upTo: number,
): Promise<readonly ItemHistory[]> {
  const versions = await executor.query<VersionRow>(
    `select v.item_id, i.collection_id, i.sort, i.kind, i.from_id, i.to_id, v.version, v.position, d.decided_at, v.valid_from, v.valid_to
       from item_versions v join items i on i.id = v.item_id join decisions d on d.position = v.position
      where v.item_id = any($1) and v.position <= $2 order by v.item_id, v.version`,
    [itemIds, upTo],
  );
  const later = await executor.query<LaterRow>(
    `select e.item_id, e.version, e.position, d.decided_at, d.action
       from decision_entries e join decisions d on d.position = e.position
      where e.item_id = any($1) and e.position <= $2 and d.action <> 'publish' order by e.position`,
    [itemIds, upTo],
  );
  const decisions = new Map<string, LaterDecision[]>();
  for (const row of later.rows) {
    const decision = { position: Number(row.position), decidedAt: row.decided_at, action: row.action };
    append(decisions, `${row.item_id}@${row.version}`, decision);
  }
  const byItem = new Map<string, VersionRow[]>();
  for (const row of versions.rows) append(byItem, row.item_id, row);
  return [...byItem.values()].flatMap((rows) => toHistory(rows, decisions));
}

function toHistory(rows: readonly VersionRow[], decisions: ReadonlyMap<string, LaterDecision[]>): ItemHistory[] {
  const [item] = rows;
  if (!item) return [];
  const versions = rows.map((row) => ({
    version: row.version,
    position: Number(row.position),
    decidedAt: row.decided_at,
    interval: { from: row.valid_from, to: row.valid_to },
    later: decisions.get(`${row.item_id}@${row.version}`) ?? [],
  }));
  const thing = { itemId: item.item_id, collectionId: item.collection_id, versions };
  if (item.sort === 'node') return [{ ...thing, sort: 'node', kind: itemKindSchema.parse(item.kind) }];
  const ends = { fromId: item.from_id ?? '', toId: item.to_id ?? '' };
  return [{ ...thing, sort: 'edge', kind: relationTypeSchema.parse(item.kind), ...ends }];
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

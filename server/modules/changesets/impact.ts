import type { ItemKind, RelationType } from '../../../graph-schema/index.ts';
import type { Executor } from '../../ports/database.ts';
import type { GraphIndex, Neighbourhood, PointInTime } from '../../ports/graph-index.ts';
import type { PublishedState } from '../../publishing/index.ts';

/** An item that leans on something that changes, and on which of it. */
export interface ImpactedItem {
  readonly itemId: string;
  readonly version: number;
  readonly leansOn: readonly string[];
}

/** What people decide one by one; wholes such as products are no statement of their own. */
const decidedKinds: readonly ItemKind[] = [
  'step',
  'script',
  'best_practice',
  'scenario',
  'procedure',
  'clause',
  'product_fact',
];

/** Relations that say that the words of one item rest on those of another. */
const leaning: readonly RelationType[] = [
  'GOVERNED_BY',
  'MENTIONS',
  'APPLIES_TO',
  'HAS_STEP',
  'USES_SCRIPT',
  'DERIVED_FROM',
  'CONFLICTS_WITH',
];

/** A step leans on a clause, its scenario on the step: beyond that, what is reached is only in the neighbourhood. */
const depth = 2;
const most = 5_000;

interface Question {
  readonly graph: GraphIndex;
  readonly state: PublishedState;
  readonly at: PointInTime;
  /** What changes or goes. */
  readonly itemIds: readonly string[];
  /** What is replaced as a whole, and needs no decision of its own. */
  readonly replaced: ReadonlySet<string>;
}

/**
 * Everything in force whose words rest on these items: what is reached backwards through the graph, and what quotes the
 * same passages of the same sources.
 */
export async function impactOf(executor: Executor, question: Question): Promise<readonly ImpactedItem[]> {
  const { graph, state, at, itemIds, replaced } = question;
  if (itemIds.length === 0) return [];
  const reached = await graph.impact({ itemIds, depth, types: leaning, limit: most, at });
  const leansOn = reasons(reached, new Set(itemIds));
  for (const [itemId, on] of await quoting(executor, state, at, itemIds)) {
    leansOn.set(itemId, new Set([...(leansOn.get(itemId) ?? []), ...on]));
  }
  const found: ImpactedItem[] = [];
  for (const [itemId, on] of leansOn) {
    const item = state.get(itemId);
    const version = state.inForce(itemId, at)?.version;
    if (item?.sort !== 'node' || version === undefined || replaced.has(itemId)) continue;
    if (decidedKinds.includes(item.kind)) found.push({ itemId, version, leansOn: [...on].sort() });
  }
  return found.sort((a, b) => (a.itemId < b.itemId ? -1 : 1));
}

/** Carries each start along the relations that were walked, from their ends to their beginnings. */
function reasons({ edges }: Neighbourhood, starts: ReadonlySet<string>): Map<string, Set<string>> {
  const on = new Map<string, Set<string>>([...starts].map((id) => [id, new Set([id])]));
  for (let step = 0; step < depth; step += 1) {
    const next = edges.flatMap(({ fromId, toId }) =>
      [...(on.get(toId) ?? [])].map((start) => [fromId, start] as const),
    );
    for (const [itemId, start] of next) on.set(itemId, (on.get(itemId) ?? new Set()).add(start));
  }
  return on;
}

async function quoting(
  executor: Executor,
  state: PublishedState,
  at: PointInTime,
  itemIds: readonly string[],
): Promise<Map<string, Set<string>>> {
  const versions = itemIds.flatMap((itemId) => {
    const version = state.inForce(itemId, at)?.version;
    return version === undefined ? [] : [{ itemId, version }];
  });
  const found = await executor.query<{ item_id: string; start: string }>(
    `select distinct o.item_id, e.item_id as start
       from jsonb_to_recordset($1::jsonb) as r ("itemId" text, version int)
       join evidence e on e.item_id = r."itemId" and e.version = r.version
       join evidence o on o.segment_id = e.segment_id and o.item_id <> e.item_id and o.start_unit < e.end_unit and e.start_unit < o.end_unit
       join items i on i.id = o.item_id and i.sort = 'node'
       where o.version = (select max(v.version) from item_versions v where v.item_id = o.item_id)`,
    [JSON.stringify(versions)],
  );
  const on = new Map<string, Set<string>>();
  for (const { item_id, start } of found.rows) on.set(item_id, (on.get(item_id) ?? new Set()).add(start));
  return on;
}

/** How much an item is used by calls. */
export interface Use {
  /** Calls a week on whose screens it was, over the last four weeks. */
  readonly callsPerWeek: number;
  /** Open calls that show it now. */
  readonly openCalls: number;
}

const weeks = 4;

/** The use of each of these items. */
export async function readUse(executor: Executor, itemIds: readonly string[]): Promise<ReadonlyMap<string, Use>> {
  const found = await executor.query<{ item_id: string; calls: number; open: number }>(
    `select x.item_id,
            count(distinct x.call_id) filter (where x.shown_at > now() - make_interval(weeks => ${weeks}))::int as calls,
            count(distinct x.call_id) filter (where x.gone_at is null and c.status = 'open')::int as open
       from exposures x join calls c on c.id = x.call_id where x.item_id = any($1) group by x.item_id`,
    [itemIds],
  );
  const used = new Map<string, Use>(
    found.rows.map(({ item_id, calls, open }) => [item_id, { callsPerWeek: calls / weeks, openCalls: open }]),
  );
  return new Map(itemIds.map((id) => [id, used.get(id) ?? { callsPerWeek: 0, openCalls: 0 }]));
}

import type { DraftPart, ItemKind } from '../../../graph-schema/index.ts';
import type { Executor } from '../../ports/database.ts';
import type { GraphIndex, PointInTime } from '../../ports/graph-index.ts';
import type { PublishedState } from '../../publishing/index.ts';
import type { Passage } from './align-passages.ts';
import type { StandingRelation } from './plan-relations.ts';

/** A clause or a product's term that is in force. */
export interface StandingPassage extends Passage {
  readonly itemId: string;
  readonly version: number;
}

/** The kinds of wholes of which new versions come, and the kind of their passages. */
export const passageKinds = { regulation: 'clause', product: 'product_fact' } as const;
export type WholeKind = keyof typeof passageKinds;

export const isWhole = (kind: string): kind is WholeKind => kind in passageKinds;

const most = 100_000;

/** The words of a clause or term, without its number. */
export function wordsOf(kind: ItemKind, content: Readonly<Record<string, unknown>>): string {
  const parts = kind === 'clause' ? [content['heading'], content['text']] : [content['statement']];
  return parts.filter((part) => typeof part === 'string').join('\n');
}

/** The passages of a whole that are in force, in the order of the document that they were drawn from. */
export async function standingPassages(
  executor: Executor,
  graph: GraphIndex,
  whole: { readonly itemId: string; readonly kind: WholeKind },
  at: PointInTime,
): Promise<readonly StandingPassage[]> {
  const kind = passageKinds[whole.kind];
  const { nodes } = await graph.neighbourhood({
    itemIds: [whole.itemId],
    depth: 1,
    types: ['PART_OF'],
    direction: 'in',
    limit: most,
    at,
  });
  const own = nodes.filter((node) => node.kind === kind && node.distance === 1);
  const found = await executor.query<{
    item_id: string;
    version: number;
    key: string;
    content: Readonly<Record<string, unknown>> | null;
  }>(
    `select v.item_id, v.version, i.key, v.content from item_versions v join items i on i.id = v.item_id
       join jsonb_to_recordset($1::jsonb) as r ("itemId" text, version int) on r."itemId" = v.item_id and r.version = v.version
       left join lateral (select g.revision_id, g.ordinal, e.start_unit from evidence e join segments g on g.id = e.segment_id
                           where e.item_id = v.item_id and e.version = v.version order by g.revision_id desc, g.ordinal, e.start_unit limit 1) place on true
      order by place.revision_id, place.ordinal, place.start_unit, i.key`,
    [JSON.stringify(own.map(({ itemId, version }) => ({ itemId, version })))],
  );
  return found.rows.flatMap(({ item_id, version, key, content }) =>
    content ? [{ itemId: item_id, version, key, text: wordsOf(kind, content) }] : [],
  );
}

/** The passages that a new version of the document states, in its order. */
export function statedPassages(parts: readonly DraftPart[], kind: WholeKind): readonly Passage[] {
  return parts.flatMap((part) =>
    part.sort === 'node' && part.kind === passageKinds[kind]
      ? [{ key: part.key, text: wordsOf(part.kind, part.content) }]
      : [],
  );
}

/** Relations in force at these passages, without those that make them part of their whole. */
export function standingRelations(
  state: PublishedState,
  passages: readonly StandingPassage[],
  wholeId: string,
  at: PointInTime,
): readonly StandingRelation[] {
  const found = new Map<string, StandingRelation>();
  for (const { itemId } of passages) {
    for (const edge of [...state.edges(itemId, 'out'), ...state.edges(itemId, 'in')]) {
      const version = state.inForce(edge.itemId, at)?.version;
      if (version === undefined || (edge.kind === 'PART_OF' && edge.toId === wholeId)) continue;
      const { kind: type, fromId, toId } = edge;
      found.set(edge.itemId, { edgeId: edge.itemId, version, type, fromId, toId });
    }
  }
  return [...found.values()];
}

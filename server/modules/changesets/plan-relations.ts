import type { RelationType } from '../../../graph-schema/index.ts';

/** A relation in force that begins or ends at a passage of the old text. */
export interface StandingRelation {
  readonly edgeId: string;
  readonly version: number;
  readonly type: RelationType;
  readonly fromId: string;
  readonly toId: string;
}

/** A relation by its two ends: an item, or a passage of the new text by its key. */
export interface PlannedRelation {
  readonly type: RelationType;
  readonly from: End;
  readonly to: End;
}
export type End = { readonly itemId: string } | { readonly key: string };

interface OldPassage {
  readonly itemId: string;
  readonly key: string;
  /** The key under which its words stand in the new text; null: nowhere. */
  readonly movedTo: string | null;
  /** Whether it reads otherwise than before, so that what it refers to has to be read anew. */
  readonly reworded: boolean;
}

export interface RelationPlan {
  readonly retire: readonly StandingRelation[];
  /** The relation whose words and evidence each carries on. */
  readonly publish: readonly (PlannedRelation & { readonly like: StandingRelation })[];
}

/**
 * What becomes of relations when passages changed their numbers: each follows the words that it was about. Those whose
 * words are gone, and references that a reworded passage does not make any more, are retired. `stated` are the relations
 * that the new text makes itself.
 */
export function planRelations(
  passages: readonly OldPassage[],
  standing: readonly StandingRelation[],
  stated: readonly PlannedRelation[],
): RelationPlan {
  const byId = new Map(passages.map((passage) => [passage.itemId, passage]));
  const idOf = new Map(passages.map((passage) => [passage.key, passage.itemId]));
  const resolved = (end: End): End => ('key' in end ? asItem(end.key) : end);
  const asItem = (key: string): End => {
    const itemId = idOf.get(key);
    return itemId === undefined ? { key } : { itemId };
  };
  const name = ({ type, from, to }: PlannedRelation) =>
    [endName(resolved(from)), type, endName(resolved(to))].join(' ');
  const asIs = ({ type, fromId, toId }: StandingRelation): PlannedRelation => ({
    type,
    from: { itemId: fromId },
    to: { itemId: toId },
  });
  const follow = (itemId: string): End | null => {
    const passage = byId.get(itemId);
    if (!passage) return { itemId };
    return passage.movedTo === null ? null : asItem(passage.movedTo);
  };

  const statedNames = new Set(stated.map(name));
  const wanted = new Map<string, PlannedRelation & { like: StandingRelation }>();
  for (const relation of standing) {
    const [from, to] = [follow(relation.fromId), follow(relation.toId)];
    if (!from || !to) continue;
    const followed = { type: relation.type, from, to };
    const reference = relation.type === 'MENTIONS' && byId.get(relation.fromId)?.reworded === true;
    if (reference && !statedNames.has(name(followed))) continue;
    wanted.set(name(followed), { ...followed, like: relation });
  }
  const there = new Set(standing.map((relation) => name(asIs(relation))));
  return {
    retire: standing.filter((relation) => {
      const own = name(asIs(relation));
      return !wanted.has(own) && !statedNames.has(own);
    }),
    publish: [...wanted].flatMap(([key, relation]) => (there.has(key) || statedNames.has(key) ? [] : [relation])),
  };
}

const endName = (end: End): string => ('key' in end ? `key:${end.key}` : end.itemId);

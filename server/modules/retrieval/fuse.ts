import type { ItemKind, RelationType } from '../../../graph-schema/index.ts';
import type { GraphEdge, Neighbourhood } from '../../ports/graph-index.ts';
import type { TextHit } from '../../ports/text-index.ts';
import { relationWeights, undampedDegree } from './relation-weights.ts';

/** Where a walk over relations starts, and how relevant that item is by itself, 0..1. */
export interface Seed {
  readonly itemId: string;
  readonly strength: number;
}

/** What an item inherits over one relation. */
export interface Inherited {
  readonly strength: number;
  readonly viaItemId: string;
  readonly relation: RelationType;
}

export interface FusedCandidate<H extends TextHit = TextHit> {
  readonly itemId: string;
  readonly version: number;
  readonly kind: ItemKind;
  /** 0..1, comparable within one question only. */
  readonly score: number;
  readonly text?: H;
  readonly graph?: Inherited;
  /** How near in meaning, 0..1. */
  readonly meaning?: number;
}

/** Something in force that may be an answer. */
export interface Eligible {
  readonly itemId: string;
  readonly version: number;
  readonly kind: ItemKind;
}

/** What was found by its words or by its meaning, and how relevant it is by both, 0..1. */
export interface Relevant<H extends TextHit = TextHit> {
  readonly found: Eligible;
  readonly strength: number;
  readonly text?: H;
  /** How near in meaning, 0..1. */
  readonly meaning?: number;
}

/** Even the best hit leaves room for what the graph adds, so that near ties are settled by it. */
const ceiling = 0.9;
/** Where meaning was compared, its share in how relevant something is; what was said in so many words counts more. */
const meaningShare = 0.3;

/**
 * Joins what was found by words and by meaning, the most relevant first: the sum of both, each against the best of the
 * question (CombSUM of normalised scores; Fox and Shaw, 1994). Without meanings, the words' own order.
 */
export function byWordsAndMeaning<H extends TextHit>(
  hits: readonly H[],
  meant: readonly Eligible[] = [],
  meanings: ReadonlyMap<string, number> = new Map(),
): Relevant<H>[] {
  const best = hits[0]?.score ?? 0;
  const share = meanings.size > 0 ? meaningShare : 0;
  const texts = new Map(hits.map((hit) => [hit.itemId, hit]));
  const found = new Map<string, Eligible>([...hits, ...meant].map((one) => [one.itemId, one]));
  const relevant = [...found].map(([itemId, one]): Relevant<H> => {
    const [text, meaning] = [texts.get(itemId), meanings.get(itemId) ?? 0];
    const words = text && best > 0 ? text.score / best : 0;
    const strength = ceiling * ((1 - share) * words + share * meaning);
    return { found: one, strength, ...(text && { text }), ...(meaning > 0 && { meaning }) };
  });
  // Array.sort keeps the order of equals.
  return relevant.sort((a, b) => b.strength - a.strength);
}

/** What each neighbour of the seeds inherits: over its strongest relation only, less where one node has very many. */
export function inheritance(seeds: readonly Seed[], edges: readonly GraphEdge[]): Map<string, Inherited> {
  const strengths = new Map<string, number>();
  for (const { itemId, strength } of seeds) strengths.set(itemId, Math.max(strength, strengths.get(itemId) ?? 0));
  const degrees = new Map<string, number>();
  const walks = edges.flatMap(({ type, fromId, toId }) => [
    { type, viaItemId: fromId, itemId: toId, weight: relationWeights[type]?.out ?? 0, group: `${fromId} ${type} out` },
    { type, viaItemId: toId, itemId: fromId, weight: relationWeights[type]?.in ?? 0, group: `${toId} ${type} in` },
  ]);
  for (const { group } of walks) degrees.set(group, (degrees.get(group) ?? 0) + 1);

  const inherited = new Map<string, Inherited>();
  for (const { type, viaItemId, itemId, weight, group } of walks) {
    const damping = Math.min(1, Math.sqrt(undampedDegree / (degrees.get(group) ?? 1)));
    const strength = (strengths.get(viaItemId) ?? 0) * weight * damping;
    if (strength > (inherited.get(itemId)?.strength ?? 0))
      inherited.set(itemId, { strength, viaItemId, relation: type });
  }
  return inherited;
}

/**
 * Joins what is relevant by itself with its neighbourhood: 1 - (1 - r)(1 - m)(1 - g), for the relevance r, the strength m
 * of being named, and g of what is inherited. Each adds, none takes away; without relations and names the order stays.
 */
export function fuse<H extends TextHit>(
  relevant: readonly Relevant<H>[],
  named: readonly Seed[],
  seeds: readonly Seed[],
  around: Pick<Neighbourhood, 'nodes' | 'edges'>,
): FusedCandidate<H>[] {
  const inherited = inheritance(seeds, around.edges);
  const names = new Map(named.map((seed) => [seed.itemId, seed.strength]));
  const candidates = new Map<string, FusedCandidate<H>>();

  const consider = ({ found, strength, text, meaning }: Relevant<H>) => {
    const { itemId, version, kind } = found;
    if (candidates.has(itemId)) return;
    const graph = inherited.get(itemId);
    const score = 1 - (1 - strength) * (1 - (names.get(itemId) ?? 0)) * (1 - (graph?.strength ?? 0));
    if (score <= 0) return;
    candidates.set(itemId, {
      itemId,
      version,
      kind,
      score,
      ...(text && { text }),
      ...(graph && { graph }),
      ...(meaning !== undefined && { meaning }),
    });
  };
  for (const one of relevant) consider(one);
  for (const found of around.nodes) consider({ found, strength: 0 });
  // Array.sort keeps the order of equals: what is relevant by itself, then what only the graph found.
  return [...candidates.values()].sort((a, b) => b.score - a.score);
}

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

/** Even the best text hit leaves room for what the graph adds, so that near ties are settled by it. */
const textCeiling = 0.9;

/** How relevant a hit is by its words alone, 0..1, against the best hit of the question. */
export function textStrength(hit: TextHit, best: TextHit | undefined): number {
  return best && best.score > 0 ? (textCeiling * hit.score) / best.score : 0;
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

const noMeaning = { versions: [], strengths: new Map<string, number>() };

/**
 * Joins text hits, what is near in meaning, and their neighbourhood: 1 - (1 - t)(1 - v)(1 - m)(1 - g), for the strength
 * t of the words, v of the meaning, m of being named, and g of what is inherited. Each adds, none takes away; without
 * relations, names and vectors the order is the text's.
 */
export function fuse<H extends TextHit>(
  hits: readonly H[],
  named: readonly Seed[],
  seeds: readonly Seed[],
  around: Pick<Neighbourhood, 'nodes' | 'edges'>,
  meant: { readonly versions: readonly Eligible[]; readonly strengths: ReadonlyMap<string, number> } = noMeaning,
): FusedCandidate<H>[] {
  const inherited = inheritance(seeds, around.edges);
  const names = new Map(named.map((seed) => [seed.itemId, seed.strength]));
  const best = hits[0];
  const candidates = new Map<string, FusedCandidate<H>>();

  const consider = (found: Eligible, text?: H) => {
    if (candidates.has(found.itemId)) return;
    const graph = inherited.get(found.itemId);
    const t = text ? textStrength(text, best) : 0;
    const m = names.get(found.itemId) ?? 0;
    const meaning = meant.strengths.get(found.itemId) ?? 0;
    const score = 1 - (1 - t) * (1 - meaning) * (1 - m) * (1 - (graph?.strength ?? 0));
    if (score <= 0) return;
    const { itemId, version, kind } = found;
    candidates.set(itemId, {
      itemId,
      version,
      kind,
      score,
      ...(text && { text }),
      ...(graph && { graph }),
      ...(meaning > 0 && { meaning }),
    });
  };
  for (const hit of hits) consider(hit, hit);
  for (const version of meant.versions) consider(version);
  for (const node of around.nodes) consider(node);
  // Array.sort keeps the order of equals: text hits in their own order, then what only the graph found.
  return [...candidates.values()].sort((a, b) => b.score - a.score);
}

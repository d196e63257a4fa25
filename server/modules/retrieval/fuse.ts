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

export interface FusedCandidate {
  readonly itemId: string;
  readonly version: number;
  readonly kind: ItemKind;
  /** 0..1, comparable within one question only. */
  readonly score: number;
  readonly text?: TextHit;
  readonly graph?: Inherited;
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

/**
 * Joins text hits and their neighbourhood: 1 - (1 - t)(1 - m)(1 - g), for the strength t of the words, m of being
 * named, and g of what is inherited. Each adds, none takes away; without relations and names the order is the text's.
 */
export function fuse(
  hits: readonly TextHit[],
  named: readonly Seed[],
  seeds: readonly Seed[],
  around: Pick<Neighbourhood, 'nodes' | 'edges'>,
): FusedCandidate[] {
  const inherited = inheritance(seeds, around.edges);
  const names = new Map(named.map((seed) => [seed.itemId, seed.strength]));
  const best = hits[0];
  const candidates = new Map<string, FusedCandidate>();

  const consider = (found: { itemId: string; version: number; kind: ItemKind }, text?: TextHit) => {
    if (candidates.has(found.itemId)) return;
    const graph = inherited.get(found.itemId);
    const t = text ? textStrength(text, best) : 0;
    const m = names.get(found.itemId) ?? 0;
    const score = 1 - (1 - t) * (1 - m) * (1 - (graph?.strength ?? 0));
    if (score <= 0) return;
    const { itemId, version, kind } = found;
    candidates.set(itemId, { itemId, version, kind, score, ...(text && { text }), ...(graph && { graph }) });
  };
  for (const hit of hits) consider(hit, hit);
  for (const node of around.nodes) consider(node);
  // Array.sort keeps the order of equals: text hits in their own order, then what only the graph found.
  return [...candidates.values()].sort((a, b) => b.score - a.score);
}

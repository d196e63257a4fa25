import type { GraphEdge } from '../../ports/graph-index.ts';
import type { TextHit } from '../../ports/text-index.ts';

/** Below this confidence a question counts as one that nothing answers. */
export const defaultThreshold = 0.15;

// Of few words, one rare word in common stands out by accident; a long question is mostly circumstances.
const shortQuestion = 8;
const leastCoverage = 0.25;

/** Whether a short question, of so many words and Han characters with content, shares too little with its best hit. */
export function barelyCovered(contentWords: number, best: TextHit | undefined): boolean {
  return contentWords <= shortQuestion && (best?.coverage ?? 0) < leastCoverage;
}

/** How many hits a confident answer must stand out from. */
export const rivalCount = 19;

// Logistic regression on whether the best hit was right, over two measures that do not depend on the collection's
// words: fitted once on half of a set of questions, checked on its other half and on another language and domain.
const intercept = -2.76;
const perLogProminence = 1.18;
const perCoverage = 2.77;

/**
 * How likely the best hit answers the question, 0..1: how far its score stands out from those of its rivals (a missing
 * rival scores 0), in units of the logarithm of the collection's size, with which BM25 scores grow; and how much of the
 * question it covers.
 */
export function confidence(hits: readonly TextHit[], edges: readonly GraphEdge[], versionsIndexed: number): number {
  const best = hits[0];
  if (!best) return 0;
  const rivals = hits.filter((hit) => hit !== best && !isAlly(hit.itemId, best.itemId, edges)).slice(0, rivalCount);
  const mean = rivals.reduce((sum, hit) => sum + hit.score, 0) / rivalCount;
  const prominence = Math.max(0, best.score - mean) / Math.log(1 + Math.max(versionsIndexed, 2));
  const z = intercept + perLogProminence * Math.log(prominence + 0.01) + perCoverage * best.coverage;
  return 1 / (1 + Math.exp(-z));
}

// A scenario and its own steps and scripts say the same thing; they confirm each other rather than compete.
function isAlly(itemId: string, bestId: string, edges: readonly GraphEdge[]): boolean {
  return edges.some(
    ({ fromId, toId }) => (fromId === itemId && toId === bestId) || (fromId === bestId && toId === itemId),
  );
}

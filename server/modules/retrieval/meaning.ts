import type { PointInTime } from '../../ports/graph-index.ts';
import type { QuestionPart } from './question.ts';

/** A version whose meaning is near to what was asked. */
export interface MeantVersion {
  readonly itemId: string;
  readonly version: number;
  /** Cosine similarity, -1..1. */
  readonly similarity: number;
}

/** What a model says that is meant; `none`: there is no model, or it is not ready; `down`: it gave no answer in time. */
export interface Meaning {
  find(query: {
    readonly text: string;
    readonly at: PointInTime;
    readonly limit: number;
    readonly collectionIds?: readonly string[];
  }): Promise<{ readonly state: 'used' | 'none' | 'down'; readonly hits: readonly MeantVersion[] }>;
}

/** Longest question that is compared by meaning, in UTF-16 units; what was said last counts. */
const longestQuestion = 1_000;

/** What is compared by meaning: what the customer said, oldest first; whatever was said if no customer spoke. */
export function meantText(parts: readonly QuestionPart[]): string {
  const said = parts.filter(({ role }) => role === 'customer');
  return (said.length > 0 ? said : parts)
    .toSorted((a, b) => b.ageIndex - a.ageIndex)
    .map(({ text }) => text)
    .join('\n')
    .slice(-longestQuestion);
}

/** Even the nearest version leaves room for what its words and relations say. */
const meaningCeiling = 0.7;

/**
 * How relevant each version is by its meaning, 0..1. Models put everything near to everything, so only the place between
 * the nearest and the furthest of those that were fetched tells anything (min-max normalisation; Fox and Shaw, 1994).
 */
export function meaningStrengths(hits: readonly MeantVersion[]): ReadonlyMap<string, number> {
  const [nearest, furthest] = [hits[0]?.similarity ?? 0, hits.at(-1)?.similarity ?? 0];
  const range = nearest - furthest;
  if (range <= 0) return new Map();
  return new Map(hits.map(({ itemId, similarity }) => [itemId, (meaningCeiling * (similarity - furthest)) / range]));
}

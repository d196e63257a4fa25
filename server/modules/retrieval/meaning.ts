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
    /** What is also compared by itself: what is near to the whole is ordered by what is nearest to one of them. */
    readonly aspects?: readonly string[];
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

/** As many of a talk's utterances are compared by themselves: the longest, because they say most. */
const mostAspects = 8;

/** The customer's utterances by themselves, where there are several: one of them asks, the others only surround it. */
export function aspectsOf(parts: readonly QuestionPart[]): string[] {
  const said = parts.filter(({ role }) => role === 'customer').map(({ text }) => text.slice(-longestQuestion));
  return said.length > 1 ? said.toSorted((a, b) => b.length - a.length).slice(0, mostAspects) : [];
}

/**
 * How relevant each version is by its meaning, 0..1. Models put everything near to everything, so only the place between
 * the nearest and the furthest of those that were fetched tells anything (min-max normalisation; Fox and Shaw, 1994).
 */
export function meaningStrengths(hits: readonly MeantVersion[]): ReadonlyMap<string, number> {
  const [nearest, furthest] = [hits[0]?.similarity ?? 0, hits.at(-1)?.similarity ?? 0];
  const range = nearest - furthest;
  if (range <= 0) return new Map();
  return new Map(hits.map(({ itemId, similarity }) => [itemId, (similarity - furthest) / range]));
}

import type { TextQuery } from '../../ports/text-index.ts';
import { type QueryWeights, queryTerms, type TermStatistics } from './query-terms.ts';

export interface WeightedTerm {
  /** -1 for a word that no version holds. */
  readonly term: number;
  /** Its idf times its weight in the question. */
  readonly mass: number;
}

/** The terms of a question, those with the greatest mass first. `documents`: how many are indexed. */
export function weightedTerms(
  { parts }: Pick<TextQuery, 'parts'>,
  { terms, postings }: Pick<TermStatistics, 'terms'> & { readonly postings: { count(term: number): number } },
  documents: number,
  weights: QueryWeights,
): WeightedTerm[] {
  const count = (key: number) => {
    const term = terms.find(key);
    return term < 0 ? 0 : postings.count(term);
  };
  const weighted: WeightedTerm[] = [];
  for (const [key, weight] of queryTerms(parts, { terms, count }, weights)) {
    const term = typeof key === 'number' ? terms.find(key) : -1;
    const held = term < 0 ? 0 : postings.count(term);
    weighted.push({ term, mass: Math.log(1 + (documents - held + 0.5) / (held + 0.5)) * weight });
  }
  return weighted.sort((a, b) => b.mass - a.mass);
}

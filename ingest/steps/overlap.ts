import { contentTerms } from './text-terms.ts';

/** The candidate that shares most terms with the text (cosine of term sets); the first one when none shares any. */
export function mostAlike<T>(text: string, candidates: readonly T[], textOf: (candidate: T) => string): T | null {
  const wanted = new Set(contentTerms(text));
  let best: T | null = candidates[0] ?? null;
  let bestScore = 0;
  for (const candidate of candidates) {
    const terms = new Set(contentTerms(textOf(candidate)));
    const shared = [...terms].filter((term) => wanted.has(term)).length;
    const score = shared / Math.sqrt(Math.max(1, terms.size) * Math.max(1, wanted.size));
    if (score > bestScore) {
      best = candidate;
      bestScore = score;
    }
  }
  return best;
}

import { cosine, type SparseVector } from './call-vectors.ts';

export interface Candidate<T> {
  readonly value: T;
  readonly vector: SparseVector;
  /** How good it is alone. */
  readonly score: number;
  /** At most `perGroup` of one group are picked. */
  readonly group: string;
}

// From this cosine on two texts say the same in the same words.
const sameWords = 0.9;

/** Picks good candidates that are unlike each other (maximal marginal relevance), best first. */
export function pickDiverse<T>(candidates: readonly Candidate<T>[], limit: number, perGroup: number): T[] {
  const picked: Candidate<T>[] = [];
  const pool = candidates
    .filter((c) => c.score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, 200);
  while (picked.length < limit && pool.length > 0) {
    let [best, bestValue] = [-1, 0];
    for (const [i, candidate] of pool.entries()) {
      if (picked.filter((p) => p.group === candidate.group).length >= perGroup) continue;
      const near = Math.max(0, ...picked.map((p) => cosine(p.vector, candidate.vector)));
      if (near > sameWords) continue;
      const value = candidate.score * (1 - near);
      if (value > bestValue) [best, bestValue] = [i, value];
    }
    const [next] = best < 0 ? [] : pool.splice(best, 1);
    if (!next) break;
    picked.push(next);
  }
  return picked.map((candidate) => candidate.value);
}

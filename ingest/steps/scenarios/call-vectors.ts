import type { StoredSource } from '../../ports.ts';
import { contentTerms } from '../text-terms.ts';
import type { createPacer } from './give-way.ts';
import { isRequest, sentencesOf } from './sentences.ts';

/** A sparse vector of unit length: parallel arrays, terms ascending. */
export interface SparseVector {
  readonly terms: Uint32Array;
  readonly weights: Float32Array;
}

export interface Vocabulary {
  readonly ids: ReadonlyMap<string, number>;
  /** Inverse document frequency by id; 0 for terms that tell nothing. */
  readonly idf: Float32Array;
  /** In how many calls the term is met, by id. */
  readonly frequency: Uint32Array;
}

export interface CallVectors {
  readonly vocabulary: Vocabulary;
  readonly vectors: readonly SparseVector[];
}

// Requests and the opening carry the matter; the rest of the talk counts half. So does the agent, who names the matter
// in the institution's words where customers describe it in many.
const openingTurns = 3;
const halfWeight = 0.5;

/** What each call is about: TF-IDF of its terms, the customer's requests and opening counting double. */
export async function callVectors(
  calls: readonly StoredSource[],
  giveWay: ReturnType<typeof createPacer>,
): Promise<CallVectors> {
  const ids = new Map<string, number>();
  const documentFrequency: number[] = [];
  const counts: Map<number, number>[] = [];
  for (const call of calls) {
    const count = new Map<number, number>();
    for (const { text, weight } of weightedSentences(call)) {
      for (const term of contentTerms(text)) {
        const id = ids.get(term) ?? ids.size;
        ids.set(term, id);
        if (!count.has(id)) documentFrequency[id] = (documentFrequency[id] ?? 0) + 1;
        count.set(id, (count.get(id) ?? 0) + weight);
      }
    }
    counts.push(count);
    await giveWay();
  }
  const idf = Float32Array.from(documentFrequency, (df) => (df < 2 ? 0 : Math.log(1 + calls.length / df)));
  // A term of one call joins nothing; one of nearly all calls tells nothing.
  documentFrequency.forEach((df, id) => {
    if (calls.length >= 10 && df > 0.4 * calls.length) idf[id] = 0;
  });
  return {
    vocabulary: { ids, idf, frequency: Uint32Array.from(documentFrequency) },
    vectors: counts.map((count) => unitVector(count, idf)),
  };
}

function* weightedSentences(call: StoredSource): Generator<{ text: string; weight: number }> {
  for (const { text, turn } of sentencesOf(call, 'customer')) {
    yield { text, weight: isRequest(text) || turn < openingTurns ? 1 : halfWeight };
  }
  for (const { text } of sentencesOf(call, 'agent')) yield { text, weight: halfWeight };
}

/** A text as a unit vector over a vocabulary; unknown terms are left out. */
export function textVector(text: string, vocabulary: Vocabulary): SparseVector {
  const count = new Map<number, number>();
  for (const term of contentTerms(text)) {
    const id = vocabulary.ids.get(term);
    if (id !== undefined) count.set(id, (count.get(id) ?? 0) + 1);
  }
  return unitVector(count, vocabulary.idf);
}

/** The mean direction of some vectors. */
export function centroidOf(vectors: readonly SparseVector[]): SparseVector {
  const sums = new Map<number, number>();
  for (const { terms, weights } of vectors) {
    terms.forEach((term, i) => {
      sums.set(term, (sums.get(term) ?? 0) + (weights[i] ?? 0));
    });
  }
  return normalised([...sums]);
}

function unitVector(count: ReadonlyMap<number, number>, idf: Float32Array): SparseVector {
  return normalised(
    [...count].map(([id, n]) => [id, (1 + Math.log(Math.max(1, n))) * Math.min(1, n) * (idf[id] ?? 0)]),
  );
}

function normalised(weights: readonly (readonly [id: number, weight: number])[]): SparseVector {
  const entries = weights.filter(([, weight]) => weight > 0).sort((a, b) => a[0] - b[0]);
  const norm = Math.hypot(...entries.map(([, weight]) => weight)) || 1;
  return {
    terms: Uint32Array.from(entries, ([id]) => id),
    weights: Float32Array.from(entries, ([, weight]) => weight / norm),
  };
}

/** Cosine of two unit vectors. */
export function cosine(a: SparseVector, b: SparseVector): number {
  let [i, j, sum] = [0, 0, 0];
  while (i < a.terms.length && j < b.terms.length) {
    const [x = 0, y = 0] = [a.terms[i], b.terms[j]];
    if (x === y) sum += (a.weights[i++] ?? 0) * (b.weights[j++] ?? 0);
    else if (x < y) i++;
    else j++;
  }
  return sum;
}

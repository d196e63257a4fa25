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
  /** Those of the calls that were asked for, in their order. */
  readonly vectors: readonly SparseVector[];
  /** That of any of the calls, computed anew. */
  vectorOf(call: StoredSource): SparseVector;
}

// Requests and the opening carry the matter; the rest of the talk counts half. So does the agent, who names the matter
// in the institution's words where customers describe it in many.
const openingTurns = 3;
const halfWeight = 0.5;

/** Terms of one call with their weights, packed: a map for each call would take more room than its words. */
interface TermCounts {
  readonly terms: Uint32Array;
  readonly counts: Float32Array;
}

/**
 * What calls are about: TF-IDF of their terms, the customer's requests and opening counting double. Every call is read
 * for the vocabulary; vectors are kept of those that are `kept`.
 */
export async function callVectors(
  calls: readonly StoredSource[],
  kept: (index: number) => boolean,
  giveWay: ReturnType<typeof createPacer>,
): Promise<CallVectors> {
  const ids = new Map<string, number>();
  const documentFrequency: number[] = [];
  const counts: TermCounts[] = [];
  for (const [index, call] of calls.entries()) {
    const count = countsOf(call, (term) => {
      const id = ids.get(term) ?? ids.size;
      ids.set(term, id);
      return id;
    });
    for (const id of count.keys()) documentFrequency[id] = (documentFrequency[id] ?? 0) + 1;
    if (kept(index)) counts.push({ terms: Uint32Array.from(count.keys()), counts: Float32Array.from(count.values()) });
    await giveWay();
  }
  const idf = Float32Array.from(documentFrequency, (df) => (df < 2 ? 0 : Math.log(1 + calls.length / df)));
  // A term of one call joins nothing; one of nearly all calls tells nothing.
  documentFrequency.forEach((df, id) => {
    if (calls.length >= 10 && df > 0.4 * calls.length) idf[id] = 0;
  });
  return {
    vocabulary: { ids, idf, frequency: Uint32Array.from(documentFrequency) },
    vectors: counts.map(({ terms, counts: own }) =>
      unitVector(
        Array.from(terms, (term, i): [number, number] => [term, own[i] ?? 0]),
        idf,
      ),
    ),
    vectorOf: (call) => unitVector([...countsOf(call, (term) => ids.get(term))], idf),
  };
}

function countsOf(call: StoredSource, idOf: (term: string) => number | undefined): Map<number, number> {
  const count = new Map<number, number>();
  for (const { text, weight } of weightedSentences(call)) {
    for (const term of contentTerms(text)) {
      const id = idOf(term);
      if (id !== undefined) count.set(id, (count.get(id) ?? 0) + weight);
    }
  }
  return count;
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
  return unitVector([...count], vocabulary.idf);
}

/** The sum of some vectors, for their mean direction. */
export interface VectorSum {
  add(vector: SparseVector): void;
  direction(): SparseVector;
  /** The sum of the cosines of all that were added with a unit vector. */
  cosines(vector: SparseVector): number;
}

export function vectorSum(): VectorSum {
  const sums = new Map<number, number>();
  return {
    add({ terms, weights }) {
      terms.forEach((term, i) => {
        sums.set(term, (sums.get(term) ?? 0) + (weights[i] ?? 0));
      });
    },
    direction: () => normalised([...sums]),
    cosines: ({ terms, weights }) =>
      terms.reduce((total, term, i) => total + (sums.get(term) ?? 0) * (weights[i] ?? 0), 0),
  };
}

function unitVector(counts: readonly (readonly [id: number, count: number])[], idf: Float32Array): SparseVector {
  return normalised(counts.map(([id, n]) => [id, (1 + Math.log(Math.max(1, n))) * Math.min(1, n) * (idf[id] ?? 0)]));
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

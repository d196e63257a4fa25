import { contentTerms } from '../text-terms.ts';

/** A sparse vector of unit length: parallel arrays, terms ascending. */
export interface SparseVector {
  readonly terms: Uint32Array;
  readonly weights: Float32Array;
}

export interface Vocabulary {
  readonly ids: ReadonlyMap<string, number>;
  /** Inverse document frequency by id; 0 for terms that tell nothing. */
  readonly idf: Float32Array;
  /** In how many of the calls that were read for it the term is met, by id. */
  readonly frequency: Uint32Array;
}

/** The words of a call and their weights. */
type WeightedWords = ReadonlyMap<string, number>;

export interface CallVectors {
  readonly vocabulary: Vocabulary;
  /** Those of the calls that were added, in their order. */
  readonly vectors: readonly SparseVector[];
  /** That of any other call, over the same vocabulary. */
  vectorOf(words: WeightedWords): SparseVector;
}

/** Terms of one call with their weights, packed: a map for each call would take more room than its words. */
interface TermCounts {
  readonly terms: Uint32Array;
  readonly counts: Float32Array;
}

/** Gathers the words of calls, one call at a time; `vectors` then says what each is about: TF-IDF over all that were added. */
export interface VectorGathering {
  add(words: WeightedWords): void;
  vectors(): CallVectors;
}

export function gatherVectors(): VectorGathering {
  const ids = new Map<string, number>();
  const documentFrequency: number[] = [];
  const counts: TermCounts[] = [];
  return {
    add(words) {
      const terms = Uint32Array.from(words.keys(), (term) => {
        const id = ids.get(term) ?? ids.size;
        ids.set(term, id);
        documentFrequency[id] = (documentFrequency[id] ?? 0) + 1;
        return id;
      });
      counts.push({ terms, counts: Float32Array.from(words.values()) });
    },
    vectors() {
      const calls = counts.length;
      const idf = Float32Array.from(documentFrequency, (df) => (df < 2 ? 0 : Math.log(1 + calls / df)));
      // A term of one call joins nothing; one of nearly all calls tells nothing.
      documentFrequency.forEach((df, id) => {
        if (calls >= 10 && df > 0.4 * calls) idf[id] = 0;
      });
      return {
        vocabulary: { ids, idf, frequency: Uint32Array.from(documentFrequency) },
        vectors: counts.map(({ terms, counts: own }) =>
          unitVector(
            Array.from(terms, (term, i): [number, number] => [term, own[i] ?? 0]),
            idf,
          ),
        ),
        vectorOf: (words) =>
          unitVector(
            [...words].flatMap(([term, count]): [number, number][] => {
              const id = ids.get(term);
              return id === undefined ? [] : [[id, count]];
            }),
            idf,
          ),
      };
    },
  };
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

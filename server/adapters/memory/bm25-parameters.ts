import type { QueryWeights } from './query-terms.ts';

/** A field's weight, and how strongly its length counts against it (0: not at all, 1: fully). */
export interface FieldParameters {
  readonly weight: number;
  readonly b: number;
}

/** BM25F (Robertson, Zaragoza and Taylor 2004): frequencies are weighted and normalised per field, then saturated. */
export interface Bm25Parameters {
  readonly k1: number;
  readonly title: FieldParameters;
  readonly context: FieldParameters;
  readonly phrases: FieldParameters;
  readonly body: FieldParameters;
  readonly query: QueryWeights;
  /** Where the terms that are left carry no more than this share of the question, they bring in no new documents. */
  readonly tail: number;
}

export const bm25Parameters: Bm25Parameters = {
  k1: 1.2,
  title: { weight: 1, b: 0.5 },
  context: { weight: 2, b: 0.5 },
  phrases: { weight: 1, b: 0.3 },
  body: { weight: 1, b: 0.75 },
  query: {
    unigram: 0.6,
    stem: 0.5,
    touchingStop: 0.6,
    acrossWords: 0.6,
    spoken: 0.6,
    written: 0,
    repetition: 2,
    mostTerms: 400,
  },
  tail: 0.5,
};

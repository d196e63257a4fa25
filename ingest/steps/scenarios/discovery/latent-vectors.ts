import type { createPacer } from '../give-way.ts';
import { leadingDirections, unit } from './leading-directions.ts';
import type { TermTable } from './term-table.ts';
import { weightedTerms } from './weighted-terms.ts';

export interface LatentSettings {
  /** How many directions are kept, at most one a text. */
  readonly directions: number;
  /** The power of a direction's spread by which it weighs: 1 as it is, 0.5 half whitened. */
  readonly power: number;
  readonly giveWay: ReturnType<typeof createPacer>;
}

/**
 * Texts by the words that go together in the collection, so that two meet that share none: latent semantic analysis of
 * TF-IDF (Deerwester and others, 1990). A vector of length 1 for each text, zeros where it has no term. Time grows with
 * the terms of all texts times the directions.
 */
export async function latentVectors(table: TermTable, settings: LatentSettings): Promise<Float32Array[]> {
  const { texts, offsets, terms, vocabulary } = table;
  const weights = weightedTerms(table);
  const ofTerms = new Float64Array(vocabulary.length);
  // The similarities of all texts to each other, times a vector, without ever writing them down.
  const times = (axis: Float64Array): Float64Array => {
    ofTerms.fill(0);
    for (let text = 0; text < texts; text++) {
      const own = axis[text] ?? 0;
      for (let t = offsets[text] ?? 0; t < (offsets[text + 1] ?? 0); t++) {
        const term = terms[t] ?? 0;
        ofTerms[term] = (ofTerms[term] ?? 0) + own * (weights[t] ?? 0);
      }
    }
    const product = new Float64Array(texts);
    for (let text = 0; text < texts; text++) {
      let sum = 0;
      for (let t = offsets[text] ?? 0; t < (offsets[text + 1] ?? 0); t++)
        sum += (ofTerms[terms[t] ?? 0] ?? 0) * (weights[t] ?? 0);
      product[text] = sum;
    }
    return product;
  };
  const wanted = Math.min(settings.directions, texts);
  const found = await leadingDirections(times, texts, wanted, settings.giveWay);
  const scales = found.map(({ spread }) => (spread > 0 ? spread ** settings.power : 0));
  return Array.from({ length: texts }, (_, text) =>
    unit(Float32Array.from(found, ({ axis }, d) => (axis[text] ?? 0) * (scales[d] ?? 0))),
  );
}

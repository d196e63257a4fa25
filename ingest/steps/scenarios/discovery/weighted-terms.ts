import type { TermTable } from './term-table.ts';

/** The weight of each term of each text, as the table has them: TF-IDF, each text of length 1. */
export function weightedTerms(table: TermTable): Float32Array {
  const { texts, offsets, terms } = table;
  const weights = Float32Array.from(terms, (term, at) => weightOf(table, term, at));
  for (let text = 0; text < texts; text++) {
    const own = weights.subarray(offsets[text] ?? 0, offsets[text + 1] ?? 0);
    const norm = Math.hypot(...own) || 1;
    own.forEach((weight, t) => {
      own[t] = weight / norm;
    });
  }
  return weights;
}

function weightOf({ counts, frequency, texts }: TermTable, term: number, at: number): number {
  const mentions = (counts[at] ?? 0) / 2;
  const often = mentions < 1 ? mentions : 1 + Math.log(mentions);
  return often * Math.log(1 + texts / (frequency[term] ?? 1));
}

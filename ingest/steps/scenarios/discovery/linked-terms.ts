import type { createPacer } from '../give-way.ts';
import { linkOnAverage } from './co-association.ts';
import type { TermTable } from './term-table.ts';
import { weightedTerms } from './weighted-terms.ts';

/**
 * Average linkage of texts by the cosine of their terms, the rarer weighing more (TF-IDF), cut at each of the given numbers
 * of groups: a label for each text. Takes the square of the texts in memory, so it is for few of them.
 */
export async function linkedTerms(
  table: TermTable,
  groups: readonly number[],
  giveWay: ReturnType<typeof createPacer>,
): Promise<Int32Array[]> {
  const { texts } = table;
  const joins = await linkOnAverage(await termCosines(table, giveWay), texts, giveWay);
  return groups.map((count) => {
    const labels = Int32Array.from({ length: texts }, (_, i) => i);
    const rootOf = (i: number): number => {
      const above = labels[i] ?? i;
      return above === i ? i : rootOf(above);
    };
    for (const { a, b } of joins.slice(0, Math.max(0, texts - count))) labels[rootOf(b)] = rootOf(a);
    return labels.map((_, i) => rootOf(i));
  });
}

/** For every two texts the cosine of their weighted terms: n² numbers, row by row. */
async function termCosines(table: TermTable, giveWay: ReturnType<typeof createPacer>): Promise<Float32Array> {
  const { texts, offsets, terms } = table;
  const weights = weightedTerms(table);
  const met: { readonly text: number; readonly weight: number }[][] = table.vocabulary.map(() => []);
  for (let text = 0; text < texts; text++) {
    for (let t = offsets[text] ?? 0; t < (offsets[text + 1] ?? 0); t++)
      met[terms[t] ?? 0]?.push({ text, weight: weights[t] ?? 0 });
  }
  const similarity = new Float32Array(texts * texts);
  for (const own of met) {
    for (const a of own) {
      for (const b of own) {
        const at = a.text * texts + b.text;
        similarity[at] = (similarity[at] ?? 0) + a.weight * b.weight;
      }
    }
    await giveWay();
  }
  return similarity;
}

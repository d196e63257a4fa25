/** One text as it is compared: its terms, each with a weight in halves (2 is one full mention). */
export type WeightedTerms = ReadonlyMap<string, number>;

/** The terms of many texts, packed: those of text `i` lie from `offsets[i]` to `offsets[i + 1]`. */
export interface TermTable {
  readonly texts: number;
  readonly offsets: Uint32Array;
  readonly terms: Uint32Array;
  /** In halves. */
  readonly counts: Uint8Array;
  readonly vocabulary: readonly string[];
  /** In how many texts a term is met. */
  readonly frequency: Uint32Array;
}

const mostCount = 8;

/**
 * Packs texts. Terms of a single text are dropped, since they join nothing, and so are those of more than
 * `mostShare` of the texts, which tell none from another.
 */
export function termTable(texts: readonly WeightedTerms[], mostShare: number): TermTable {
  const frequencies = new Map<string, number>();
  for (const text of texts) for (const term of text.keys()) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
  const most = Math.max(3, texts.length * mostShare);
  const kept = [...frequencies].filter(([, n]) => n >= 2 && n <= most);
  const ids = new Map(kept.map(([term], id) => [term, id]));
  const [terms, counts, offsets]: [number[], number[], number[]] = [[], [], [0]];
  for (const text of texts) {
    for (const [term, weight] of text) {
      const id = ids.get(term);
      if (id === undefined) continue;
      terms.push(id);
      counts.push(Math.min(mostCount, weight));
    }
    offsets.push(terms.length);
  }
  return {
    texts: texts.length,
    offsets: Uint32Array.from(offsets),
    terms: Uint32Array.from(terms),
    counts: Uint8Array.from(counts),
    vocabulary: kept.map(([term]) => term),
    frequency: Uint32Array.from(kept, ([, n]) => n),
  };
}

import { conversationalMask, englishStopWords } from './stop-words.ts';
import { pairKey, type TermTable } from './term-table.ts';
import { stemTerm, tokenise } from './tokenise.ts';

/** How much a question's terms count against each other. */
export interface QueryWeights {
  /** A single Han character against a pair of them or a word. */
  readonly unigram: number;
  /** A word's stem; the word as it is written counts 1 less this. */
  readonly stem: number;
  /** A pair of which one character belongs to a conversational phrase. */
  readonly touchingStop: number;
  /** A pair that is less cohesive than a pair it overlaps with: mostly the end of one word and the beginning of the next. */
  readonly acrossWords: number;
  /** A number or an amount, in addition to what it is said with; one that no version holds does not count. */
  readonly spoken: number;
  /** The same of one in digits, which are a term of their own. */
  readonly written: number;
  /** How fast a term that is said again and again stops to gain: the part's weight at which half the gain is had. */
  readonly repetition: number;
  /** Only so many terms, the rarest and weightiest, are looked up: what bounds the time of a very long question. */
  readonly mostTerms: number;
}

/** What the index knows of its terms. */
export interface TermStatistics {
  readonly terms: Pick<TermTable, 'find' | 'findWord'>;
  /** How many documents hold a term. */
  count(key: number): number;
}

/** Adds the terms of every part, each by its part's weight. Terms that no document holds are kept under a name. */
export function queryTerms(
  parts: readonly { readonly text: string; readonly weight: number }[],
  statistics: TermStatistics,
  weights: QueryWeights,
): Map<number | string, number> {
  const { terms } = statistics;
  const total = new Map<number | string, number>();
  for (const part of parts) {
    if (!(part.weight > 0)) continue;
    const add = (term: number | string, weight: number) => {
      if (weight > 0) total.set(term, (total.get(term) ?? 0) + weight * part.weight);
    };
    const addWord = (word: string, weight: number) => {
      const key = terms.findWord(word);
      add(key < 0 ? word : key, weight);
    };
    tokenise(part.text, {
      word(word, stem) {
        if (englishStopWords.has(word)) return;
        addWord(word, stem === null ? 1 : 1 - weights.stem);
        if (stem !== null) addWord(stemTerm(stem), weights.stem);
      },
      ideographs(folded, start, end) {
        const mask = conversationalMask(folded, start, end);
        const units = Array.from(mask, (_, n) => folded.charCodeAt(start + n));
        for (const [n, unit] of units.entries()) if (!mask[n]) add(unit, weights.unigram);
        for (const { pair, weight } of weightedPairs(units, mask, statistics, weights)) add(pair, weight);
      },
      quantity({ term, inDigits }) {
        if (terms.findWord(term) >= 0) addWord(term, inDigits ? weights.written : weights.spoken);
      },
    });
  }
  const { repetition } = weights;
  // At weight 1 nothing changes; above, the gain levels off at (repetition + 1).
  for (const [term, weight] of total) total.set(term, (weight * (repetition + 1)) / (weight + repetition));
  return total;
}

/** The pairs of a stretch of Han characters; `mask` says which of these belong to conversation. */
function* weightedPairs(
  units: readonly number[],
  mask: readonly boolean[],
  { terms, count }: TermStatistics,
  weights: QueryWeights,
): Generator<{ readonly pair: number; readonly weight: number }> {
  const cohesions = units.slice(1).map((unit, n) => {
    const before = units[n] ?? 0;
    // Pointwise mutual information, but for the number of documents, which is the same for all.
    return mask[n] || mask[n + 1]
      ? Number.NEGATIVE_INFINITY
      : Math.log((count(pairKey(before, unit)) + 0.1) / ((count(before) + 1) * (count(unit) + 1)));
  });
  for (const [n, cohesion] of cohesions.entries()) {
    const stops = Number(mask[n]) + Number(mask[n + 1]);
    const pair = pairKey(units[n] ?? 0, units[n + 1] ?? 0);
    // Where a word meets a phrase of conversation the pair is mostly an accident: nobody asks for what is not there.
    if (stops === 1 && terms.find(pair) >= 0) yield { pair, weight: weights.touchingStop };
    if (stops > 0) continue;
    const rival = Math.max(cohesions[n - 1] ?? Number.NEGATIVE_INFINITY, cohesions[n + 1] ?? Number.NEGATIVE_INFINITY);
    yield { pair, weight: cohesion < rival ? weights.acrossWords : 1 };
  }
}

/** Words and Han characters of a text that do not belong to conversation. */
export function countContentWords(text: string): number {
  let count = 0;
  tokenise(text, {
    word(word) {
      if (!englishStopWords.has(word)) count += 1;
    },
    ideographs(folded, start, end) {
      for (const stopped of conversationalMask(folded, start, end)) if (!stopped) count += 1;
    },
  });
  return count;
}

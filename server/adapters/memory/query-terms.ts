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
  /** How fast a term that is said again and again stops to gain: the part's weight at which half the gain is had. */
  readonly repetition: number;
  /** Only so many terms, the rarest and weightiest, are looked up: what bounds the time of a very long question. */
  readonly mostTerms: number;
}

/** Adds the terms of every part, each by its part's weight. Terms that no document holds are kept under a name. */
export function queryTerms(
  parts: readonly { readonly text: string; readonly weight: number }[],
  terms: TermTable,
  weights: QueryWeights,
): Map<number | string, number> {
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
        for (let at = start; at < end; at++) {
          const stopped = mask[at - start] === true;
          if (!stopped) add(folded.charCodeAt(at), weights.unigram);
          if (at + 1 === end) continue;
          const nextStopped = mask[at + 1 - start] === true;
          if (stopped && nextStopped) continue;
          const pair = pairKey(folded.charCodeAt(at), folded.charCodeAt(at + 1));
          if (!stopped && !nextStopped) add(pair, 1);
          // Where a word meets a phrase of conversation the pair is mostly an accident: nobody asks for what is not there.
          else if (terms.find(pair) >= 0) add(pair, weights.touchingStop);
        }
      },
    });
  }
  const { repetition } = weights;
  // At weight 1 nothing changes; above, the gain levels off at (repetition + 1).
  for (const [term, weight] of total) total.set(term, (weight * (repetition + 1)) / (weight + repetition));
  return total;
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

import type { StoredSource } from '../../../ports.ts';
import { contentTerms, plainWords } from '../../text-terms.ts';
import { unifyScript } from '../../unify-script.ts';
import { isPhraseWord } from '../phrase-words.ts';
import { isRequest, sentencesOf } from '../sentences.ts';
import type { WeightedTerms } from './term-table.ts';

// The word lists of ICU, which Node brings along.
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
const han = /\p{Script=Han}/u;
const hanRun = /\p{Script=Han}{2,}/gu;
const sentence = /[^。！？!?\n]+?(?:[。！？!?\n]+["”』」]?|\.(?=\s|$)|$)/g;

/** In halves: a word of a request, or of what went wrong, counts one; any other half. */
const requestWeight = 2;
const otherWeight = 1;

/**
 * The terms by which the matter of a sentence is known: English stems and pairs of neighbours among them, pairs of
 * Chinese characters and pairs of neighbouring Chinese words; no stop words of conversation, numbers or placeholders.
 */
export function matterTerms(text: string): string[] {
  return withNeighbours(text, contentTerms(text));
}

function withNeighbours(text: string, single: readonly string[]): string[] {
  const latin = single.filter((term) => !han.test(term));
  return [...single, ...neighbours(latin), ...neighbours(chineseWords(text))];
}

const neighbours = (words: readonly string[]): string[] => words.slice(1).map((word, i) => `${words[i]} ${word}`);

function chineseWords(text: string): string[] {
  if (!han.test(text)) return [];
  return [...plainWords(text).matchAll(hanRun)].flatMap(([run]) =>
    [...segmenter.segment(unifyScript(run))].map(({ segment }) => segment).filter(isPhraseWord),
  );
}

/** The terms of one customer's text; what is asked for, or went wrong, weighs double. */
export function termsOfText(text: string): WeightedTerms {
  const terms = new Map<string, number>();
  for (const match of text.matchAll(sentence)) {
    const own = match[0].trim();
    if (own !== '') add(terms, own, isRequest(own) ? requestWeight : otherWeight);
  }
  return terms;
}

/** A call as it was read, once for all that compares it. */
export interface CallTerms {
  /** By which mixtures group it. */
  readonly matter: WeightedTerms;
  /** Its words alone with their weights, by which it is compared with sentences. */
  readonly words: ReadonlyMap<string, number>;
}

// Requests and the opening carry the matter; the rest of the talk counts half. So does the agent, who names the matter
// in the institution's words where customers describe it in many.
const openingTurns = 3;
const halfWord = 0.5;

/**
 * Reads a call: what its customer asks for weighs double, and among its words the opening as well; what the agent says
 * weighs as much as the customer's other words.
 */
export function readCall(call: StoredSource): CallTerms {
  const [matter, words] = [new Map<string, number>(), new Map<string, number>()];
  const read = (text: string, weight: number, wordWeight: number) => {
    const single = contentTerms(text);
    for (const term of withNeighbours(text, single)) matter.set(term, (matter.get(term) ?? 0) + weight);
    for (const term of single) words.set(term, (words.get(term) ?? 0) + wordWeight);
  };
  for (const { text, turn } of sentencesOf(call, 'customer')) {
    const asks = isRequest(text);
    read(text, asks ? requestWeight : otherWeight, asks || turn < openingTurns ? 1 : halfWord);
  }
  for (const { text } of sentencesOf(call, 'agent')) read(text, otherWeight, halfWord);
  return { matter, words };
}

/** The terms of a call by which it finds its group. */
export const termsOfCall = (call: StoredSource): WeightedTerms => readCall(call).matter;

function add(terms: Map<string, number>, text: string, weight: number): void {
  for (const term of matterTerms(text)) terms.set(term, (terms.get(term) ?? 0) + weight);
}

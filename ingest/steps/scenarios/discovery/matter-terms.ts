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
  const single = contentTerms(text);
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

/**
 * The terms of a call: what its customer asks for weighs double; what the agent says, who names the matter in the
 * institution's words where customers describe it in many, weighs as much as the customer's other words.
 */
export function termsOfCall(call: StoredSource): WeightedTerms {
  const terms = new Map<string, number>();
  for (const { text } of sentencesOf(call, 'customer')) add(terms, text, isRequest(text) ? requestWeight : otherWeight);
  for (const { text } of sentencesOf(call, 'agent')) add(terms, text, otherWeight);
  return terms;
}

function add(terms: Map<string, number>, text: string, weight: number): void {
  for (const term of matterTerms(text)) terms.set(term, (terms.get(term) ?? 0) + weight);
}

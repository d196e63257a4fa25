import type { Citation } from '../../../graph-schema/index.ts';
import { checkSentence, type Refusal } from './faithfulness/check-sentence.ts';
import type { ApprovedPassage } from './passages.ts';
import { isActive, speaksToModels } from './suspicious-words.ts';

export type CheckedSentence =
  | {
      readonly supported: true;
      readonly text: string;
      readonly citations: readonly Citation[];
      readonly by: readonly ApprovedPassage[];
    }
  | { readonly supported: false; readonly reason: Refusal | 'active' | 'speaks_to_models' | 'no_such_passage' };

const reference = /\s*[[【(（]\s*(\d+(?:\s*[,，、;；]\s*\d+)*)\s*[\]】)）]/gu;
const bullet = /^\s*(?:[-*•·]|\d{1,2}[.)、](?=\s|\p{Script=Han})|[（(][一二三四五六七八九十]{1,3}[)）])\s*/u;
const longestSentence = 400;

/** A sentence cut out of a quotation keeps the mark that opened it: it goes. */
const withoutLoneQuote = (text: string) => (text.includes('”') ? text : text.replace(/\s*“/gu, ''));

/**
 * A sentence of the model with what it cites. Supported is what the cited passages say, or, where it cites none, what
 * one passage says; whatever else the sentence wants, it is refused.
 */
export function checkComposed(raw: string, passages: readonly ApprovedPassage[]): CheckedSentence {
  const refused = (reason: Extract<CheckedSentence, { supported: false }>['reason']) =>
    ({ supported: false, reason }) as const;
  if (isActive(raw)) return refused('active');
  if (speaksToModels(raw)) return refused('speaks_to_models');
  const numbers = [...raw.matchAll(reference)].flatMap(([, list]) => (list ?? '').split(/\D+/).map(Number));
  const cited = [...new Set(numbers)].flatMap((number) => passages.filter((passage) => passage.number === number));
  const text = withoutLoneQuote(
    raw
      .replace(reference, '')
      .replace(bullet, '')
      .replace(/\*\*|__|^["“”']+|["“”']+$/gu, '')
      .trim(),
  );
  if (text === '' || text.length > longestSentence) return refused('too_little');
  if (numbers.length > 0 && cited.length < new Set(numbers).size) return refused('no_such_passage');
  const candidates = cited.length > 0 ? [cited] : passages.map((passage) => [passage]);
  let reason: Refusal = 'new_words';
  for (const among of candidates) {
    const verdict = checkSentence(text, among);
    if (verdict.supported) {
      const by = verdict.by.flatMap((index) => among[index] ?? []);
      return { supported: true, text, by, citations: by.flatMap(({ citations }) => citations) };
    }
    if (verdict.reason !== 'new_words') reason = verdict.reason;
  }
  return refused(reason);
}

import { personalDataTypes } from '../../../graph-schema/index.ts';
import { foldText } from '../../text/fold-text.ts';
import { type Quantity, quantitiesIn } from '../../text/quantities.ts';
import { stemEnglish } from './stem-english.ts';

/** What a text is cut into. Positions count UTF-16 units of the folded text. */
export interface TokenSink {
  /** A word of a script that separates words, or a number; `stem` is null where there is no inflection to take off. */
  word(word: string, stem: string | null): void;
  /** A stretch of Han characters (or kana) without anything between them. */
  ideographs(folded: string, start: number, end: number): void;
  /** A number or an amount, beside the words and characters that it is said with; see `quantitiesIn`. */
  quantity?(quantity: Quantity): void;
}

// What redaction leaves in place of personal data says nothing about the matter.
const placeholder = new RegExp(
  `\\[(?:${[...personalDataTypes, 'REDACTED'].join('|')})(?:[-_ ]?\\d+)?\\](?:-[b-v]{12}(?![a-z]))?`,
  'g',
);
const ideographs = '\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\u3005\u3007\\u{20000}-\\u{3ffff}';
const letter = `(?![${ideographs}])[\\p{L}\\p{N}]`;
const token = new RegExp(`([${ideographs}]+)|(\\d+(?:[.,]\\d+)*)(?!${letter})|(?:${letter})+`, 'gu');

/** A word, a number or a stretch of Han characters in a folded text, in UTF-16 units. */
export interface Stretch {
  readonly sort: 'word' | 'number' | 'ideographs';
  readonly start: number;
  readonly text: string;
}

/** A text in the form in which words are compared, without what redaction left in it. */
export function foldedForSearch(text: string): string {
  return foldText(text.includes('[') ? text.replace(placeholder, ' ') : text);
}

/** What a folded text is made of, in its order. */
export function* stretchesOf(folded: string): Generator<Stretch> {
  for (const match of folded.matchAll(token)) {
    const [found, han, digits] = match;
    const sort = han !== undefined ? 'ideographs' : digits !== undefined ? 'number' : 'word';
    yield { sort, start: match.index, text: found };
  }
}

/** Cuts a text into words and stretches of Han characters, in the form in which they are compared. */
export function tokenise(text: string, sink: TokenSink): void {
  const folded = foldedForSearch(text);
  for (const { sort, start, text: found } of stretchesOf(folded)) {
    if (sort === 'ideographs') sink.ideographs(folded, start, start + found.length);
    else if (sort === 'number') sink.word(found.replace(/,(?=\d{3}(?!\d))/g, ''), null);
    else sink.word(found, stemEnglish(found));
  }
  if (sink.quantity) for (const quantity of quantitiesIn(folded)) sink.quantity(quantity);
}

/** How a stem is named among the words: apart from every word, since no word holds a tilde. */
export function stemTerm(stem: string): string {
  return `~${stem}`;
}

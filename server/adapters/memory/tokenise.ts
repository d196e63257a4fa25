import { personalDataTypes } from '../../../graph-schema/index.ts';
import { foldText } from '../../text/fold-text.ts';
import { stemEnglish } from './stem-english.ts';

/** What a text is cut into. Positions count UTF-16 units of the folded text. */
export interface TokenSink {
  /** A word of a script that separates words, or a number; `stem` is null where there is no inflection to take off. */
  word(word: string, stem: string | null): void;
  /** A stretch of Han characters (or kana) without anything between them. */
  ideographs(folded: string, start: number, end: number): void;
}

// What redaction leaves in place of personal data says nothing about the matter.
const placeholder = new RegExp(
  `\\[(?:${[...personalDataTypes, 'REDACTED'].join('|')})(?:[-_ ]?\\d+)?\\](?:-[b-v]{12}(?![a-z]))?`,
  'g',
);
const ideographs = '\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\u3005\u3007\\u{20000}-\\u{3ffff}';
const letter = `(?![${ideographs}])[\\p{L}\\p{N}]`;
const token = new RegExp(`([${ideographs}]+)|(\\d+(?:[.,]\\d+)*)(?!${letter})|(?:${letter})+`, 'gu');

/** Cuts a text into words and stretches of Han characters, in the form in which they are compared. */
export function tokenise(text: string, sink: TokenSink): void {
  const folded = foldText(text.includes('[') ? text.replace(placeholder, ' ') : text);
  for (const match of folded.matchAll(token)) {
    const [found, han, digits] = match;
    if (han !== undefined) sink.ideographs(folded, match.index, match.index + han.length);
    else if (digits !== undefined) {
      const number = digits.replace(/,(?=\d{3}(?!\d))/g, '');
      sink.word(number, null);
    } else sink.word(found, stemEnglish(found));
  }
}

/** How a stem is named among the words: apart from every word, since no word holds a tilde. */
export function stemTerm(stem: string): string {
  return `~${stem}`;
}

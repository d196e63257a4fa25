import type { Language } from '../../../graph-schema/index.ts';
import type { JsonValue } from '../../ports.ts';
import { BadRecord } from '../bad-record.ts';

/** Something to be told of a document that was read all the same. */
export interface DocumentNotice {
  /** What follows the file's name: ` page 3`. */
  readonly at: string;
  readonly reason: string;
  readonly remedy: string;
}

/** A document with headings, lists and tables, as Markdown, whatever it was before. */
export interface RichDocument {
  readonly markdown: string;
  /** The title that the file's properties state, which may be another one than that of the text. */
  readonly title: string | null;
  readonly language: Language | null;
  /** What the reader has to say about how it read the file; holds no content. */
  readonly notes: Readonly<Record<string, JsonValue>>;
  readonly notices: readonly DocumentNotice[];
}

/** Most pages or slides of one file. */
export const mostPages = 2_000;
/** Longest text of one file, in UTF-16 units. */
export const longestText = 10_000_000;
/** Deepest nesting of elements in HTML and XML. */
export const deepestElements = 256;

/** Throws BadRecord for a text beyond `longestText`. */
export function refuseLongText(length: number): void {
  if (length <= longestText) return;
  throw new BadRecord(`the document has more than ${longestText} characters`, 'Split it up.');
}

import type { ParsedDocument, StoredSegment, StoredSource } from '../ports.ts';
import { isFrontMatter } from '../sources/text-document.ts';
import type { DraftFrame } from './draft-parts.ts';
import { type Block, markdownBlocks } from './markdown-blocks.ts';

/** A section of a document with its blocks read. */
export interface SectionView {
  readonly segment: StoredSegment;
  readonly heading: string;
  readonly blocks: readonly Block[];
}

/** A stored document as the miners read it. */
export interface DocumentView {
  readonly source: StoredSource;
  readonly document: ParsedDocument;
  /** Front matter, where the document has it. */
  readonly head: StoredSegment | null;
  readonly sections: readonly SectionView[];
}

export function documentView(source: StoredSource, document: ParsedDocument): DocumentView {
  const head = source.segments.find((segment) => isFrontMatter(segment)) ?? null;
  const sections = source.segments
    .filter((segment) => segment !== head)
    .map((segment) => ({ segment, heading: segment.heading ?? '', blocks: markdownBlocks(segment.text) }));
  return { source, document, head, sections };
}

export function frameOf(document: ParsedDocument, confidence: number): DraftFrame {
  return { validFrom: document.validFrom, validTo: document.validTo, confidence };
}

/** Where the words stand: in the body rather than in the front matter, and a section before its later mentions. */
export function findWords(
  view: DocumentView,
  words: readonly string[],
): { segment: StoredSegment; start: number; end: number } | null {
  const segments = [...view.sections.map((section) => section.segment), ...(view.head ? [view.head] : [])];
  for (const word of words) {
    if (word.trim() === '') continue;
    for (const segment of segments) {
      const start = segment.text.indexOf(word);
      if (start >= 0) return { segment, start, end: start + word.length };
    }
  }
  return null;
}

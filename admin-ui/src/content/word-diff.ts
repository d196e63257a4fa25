import { diffArrays } from 'diff';

export interface DiffPart {
  readonly change: 'same' | 'added' | 'removed';
  readonly text: string;
}

// Beyond this the words of both sides are compared line by line: a page must not freeze over a long document.
const wordLimit = 12_000;

/** What changed between two texts, word by word, in any script. */
export function wordDiff(before: string, after: string): readonly DiffPart[] {
  const cut = before.length + after.length > wordLimit ? lines : words;
  return diffArrays(cut(before), cut(after)).map((part) => ({
    change: part.added ? 'added' : part.removed ? 'removed' : 'same',
    text: part.value.join(''),
  }));
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

function words(text: string): string[] {
  return Array.from(segmenter.segment(text), (piece) => piece.segment);
}

function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

const words = new Intl.Segmenter('zh', { granularity: 'word' });

/** Where the words of a text stand, in UTF-16 units; blanks and marks between them are none. */
export function wordsOf(text: string): readonly (readonly [start: number, end: number])[] {
  return [...words.segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ index, segment }) => [index, index + segment.length]);
}

export interface WordRange {
  readonly from: number;
  readonly to: number;
}

/** The words that are marked after an arrow key: the next or the one before, or one more or less with Shift. */
export function moveRange(range: WordRange | null, step: 1 | -1, extend: boolean, count: number): WordRange | null {
  if (count === 0) return null;
  const within = (n: number) => Math.max(0, Math.min(count - 1, n));
  if (range === null) return step === 1 ? { from: 0, to: 0 } : { from: count - 1, to: count - 1 };
  if (extend) return { from: range.from, to: within(range.to + step) };
  const at = within(range.to + step);
  return { from: at, to: at };
}

/** The stretch from the first to the last marked word. */
export function spanOfRange(text: string, range: WordRange | null): readonly [start: number, end: number] | null {
  const all = wordsOf(text);
  const [low, high] = range ? [all[Math.min(range.from, range.to)], all[Math.max(range.from, range.to)]] : [];
  return low && high ? [low[0], high[1]] : null;
}

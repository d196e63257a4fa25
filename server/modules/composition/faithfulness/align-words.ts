/** A run of tokens that stands in both texts, in the same order. */
export interface Block {
  readonly a: number;
  readonly b: number;
  readonly length: number;
}

/**
 * The runs that two sequences share in order: the longest one, then the longest ones on either side of it (Ratcliff and
 * Metzener, Dr. Dobb's Journal, 1988). Of equal ones the first.
 */
export function sharedRuns(a: readonly string[], b: readonly string[]): readonly Block[] {
  const runs: Block[] = [];
  const between = (a0: number, a1: number, b0: number, b1: number) => {
    const longest = longestRun(a, b, a0, a1, b0, b1);
    if (!longest) return;
    between(a0, longest.a, b0, longest.b);
    runs.push(longest);
    between(longest.a + longest.length, a1, longest.b + longest.length, b1);
  };
  between(0, a.length, 0, b.length);
  return runs;
}

function longestRun(
  a: readonly string[],
  b: readonly string[],
  a0: number,
  a1: number,
  b0: number,
  b1: number,
): Block | null {
  let best: Block | null = null;
  let lengths = new Map<number, number>();
  for (let i = a0; i < a1; i += 1) {
    const next = new Map<number, number>();
    for (let j = b0; j < b1; j += 1) {
      if (a[i] !== b[j]) continue;
      const length = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, length);
      if (length > (best?.length ?? 0)) best = { a: i - length + 1, b: j - length + 1, length };
    }
    lengths = next;
  }
  return best;
}

/** Where a run stands contiguously in a sequence, among places that are still free; -1: nowhere. */
export function placeOf(run: readonly string[], b: readonly string[], free: (index: number) => boolean): number {
  for (let from = 0; from + run.length <= b.length; from += 1)
    if (run.every((key, offset) => b[from + offset] === key && free(from + offset))) return from;
  return -1;
}

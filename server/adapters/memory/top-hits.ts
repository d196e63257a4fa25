/**
 * Takes documents off in the order of falling score, ties by rising number, without sorting those nobody asks for.
 * `take` returns -1 when none is left.
 */
export interface RankedQueue {
  take(): number;
}

/** Orders `documents` (changed in place) by `scores[document]`. */
export function rankedQueue(documents: Uint32Array, scores: Float32Array): RankedQueue {
  let size = documents.length;
  const before = (a: number, b: number) => {
    const x = scores[a] ?? 0;
    const y = scores[b] ?? 0;
    return x > y || (x === y && a < b);
  };

  function sink(start: number): void {
    const moved = documents[start] ?? 0;
    let at = start;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && before(documents[child + 1] ?? 0, documents[child] ?? 0)) child += 1;
      if (!before(documents[child] ?? 0, moved)) break;
      documents[at] = documents[child] ?? 0;
      at = child;
    }
    documents[at] = moved;
  }

  for (let at = (size >> 1) - 1; at >= 0; at--) sink(at);
  return {
    take() {
      if (size === 0) return -1;
      const top = documents[0] ?? 0;
      size -= 1;
      documents[0] = documents[size] ?? 0;
      if (size > 0) sink(0);
      return top;
    },
  };
}

/** The `limit` documents of the highest scores, best first, ties by rising number. Documents with a score of 0 or less are left out. */
export function topDocuments(documents: Uint32Array, scores: Float32Array, limit: number): Uint32Array {
  const heap = new Uint32Array(Math.min(limit, documents.length));
  let size = 0;
  let least = 0;
  const worse = (a: number, b: number) => {
    const x = scores[a] ?? 0;
    const y = scores[b] ?? 0;
    return x < y || (x === y && a > b);
  };

  // The worst of those kept stands at the root.
  function sink(start: number): void {
    const moved = heap[start] ?? 0;
    let at = start;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && worse(heap[child + 1] ?? 0, heap[child] ?? 0)) child += 1;
      if (!worse(heap[child] ?? 0, moved)) break;
      heap[at] = heap[child] ?? 0;
      at = child;
    }
    heap[at] = moved;
  }

  for (let n = 0; n < documents.length; n++) {
    const document = documents[n] ?? 0;
    const score = scores[document] ?? 0;
    if (score <= 0) continue;
    if (size < heap.length) {
      heap[size++] = document;
      if (size < heap.length) continue;
      for (let at = (size >> 1) - 1; at >= 0; at--) sink(at);
    } else if (score >= least && worse(heap[0] ?? 0, document)) {
      heap[0] = document;
      sink(0);
    } else continue;
    least = scores[heap[0] ?? 0] ?? 0;
  }
  return heap.subarray(0, size).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
}

import type { SparseVector } from './call-vectors.ts';
import type { createPacer } from './give-way.ts';

/** One merge of two clusters, named by a member of each, at their mean similarity. */
export interface Merge {
  readonly a: number;
  readonly b: number;
  readonly similarity: number;
}

/**
 * Average linkage (UPGMA) by the nearest-neighbour chain: n² similarities in memory (4 bytes each), n² time, the same
 * merges as the plain algorithm. Merges come out sorted from the most alike down.
 */
export async function averageLinkage(
  vectors: readonly SparseVector[],
  giveWay: ReturnType<typeof createPacer>,
  onRow: (done: number) => void,
): Promise<Merge[]> {
  const n = vectors.length;
  const similarity = await similarities(vectors, giveWay, onRow);
  const size = new Float64Array(n).fill(1);
  const alive = new Uint8Array(n).fill(1);
  const merges: Merge[] = [];
  const chain: number[] = [];
  while (merges.length < n - 1) {
    if (chain.length === 0) chain.push(alive.indexOf(1));
    const top = chain.at(-1) ?? 0;
    const before = chain.at(-2) ?? -1;
    const next = nearest(similarity, alive, n, top, before);
    if (next !== before) {
      chain.push(next);
      continue;
    }
    chain.length -= 2;
    merges.push({ a: before, b: top, similarity: similarity[top * n + before] ?? 0 });
    join(similarity, size, alive, n, before, top);
    await giveWay();
  }
  return merges.sort((a, b) => b.similarity - a.similarity);
}

async function similarities(
  vectors: readonly SparseVector[],
  giveWay: ReturnType<typeof createPacer>,
  onRow: (done: number) => void,
): Promise<Float32Array> {
  const n = vectors.length;
  const matrix = new Float32Array(n * n);
  // Of each term, the vectors before that have it: only what two vectors share is looked at.
  const postings = new Map<number, { readonly at: number; readonly weight: number }[]>();
  for (const [i, { terms, weights }] of vectors.entries()) {
    const cosines = new Float64Array(i);
    terms.forEach((term, t) => {
      const weight = weights[t] ?? 0;
      const before = postings.get(term) ?? [];
      for (const { at, weight: other } of before) cosines[at] = (cosines[at] ?? 0) + weight * other;
      before.push({ at: i, weight });
      postings.set(term, before);
    });
    cosines.forEach((value, j) => {
      matrix[i * n + j] = value;
      matrix[j * n + i] = value;
    });
    onRow(i + 1);
    await giveWay();
  }
  return matrix;
}

/** The most similar living cluster; on a tie the one that the chain came from, so that the chain ends. */
function nearest(similarity: Float32Array, alive: Uint8Array, n: number, top: number, before: number): number {
  let best = before;
  let bestValue = before < 0 ? -1 : (similarity[top * n + before] ?? -1);
  for (let j = 0; j < n; j++) {
    const value = similarity[top * n + j] ?? -1;
    if (alive[j] === 1 && j !== top && value > bestValue) [best, bestValue] = [j, value];
  }
  return best;
}

/** `b` is merged into `a`: similarities become the mean over the members of both. */
function join(similarity: Float32Array, size: Float64Array, alive: Uint8Array, n: number, a: number, b: number): void {
  const [sizeA, sizeB] = [size[a] ?? 1, size[b] ?? 1];
  for (let k = 0; k < n; k++) {
    if (alive[k] !== 1 || k === a || k === b) continue;
    const mean = ((similarity[a * n + k] ?? 0) * sizeA + (similarity[b * n + k] ?? 0) * sizeB) / (sizeA + sizeB);
    similarity[a * n + k] = mean;
    similarity[k * n + a] = mean;
  }
  size[a] = sizeA + sizeB;
  alive[b] = 0;
}

/** The clusters that the merges at or above the threshold make, as a label for each member. */
export function cutAt(n: number, merges: readonly Merge[], threshold: number): Int32Array {
  const parent = Int32Array.from({ length: n }, (_, i) => i);
  const find = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root] ?? root;
    parent[i] = root;
    return root;
  };
  for (const { a, b, similarity } of merges) if (similarity >= threshold) parent[find(b)] = find(a);
  return Int32Array.from({ length: n }, (_, i) => find(i));
}

import type { createPacer } from '../give-way.ts';

/** Joins of groups, most alike first: `b` went into `a` at this mean share of runs. */
export interface Join {
  readonly a: number;
  readonly b: number;
  readonly share: number;
}

/** For every two texts, in what share of the runs they share a group (below 0 is none): n² numbers, row by row. */
export function coAssociation(runs: readonly Int32Array[], n: number): Float32Array {
  const together = new Float32Array(n * n);
  for (const labels of runs) {
    const members = new Map<number, number[]>();
    labels.forEach((label, i) => {
      if (label < 0) return;
      const own = members.get(label);
      if (own) own.push(i);
      else members.set(label, [i]);
    });
    for (const own of members.values()) {
      for (const i of own) for (const j of own) together[i * n + j] = (together[i * n + j] ?? 0) + 1;
    }
  }
  for (let i = 0; i < together.length; i++) together[i] = (together[i] ?? 0) / runs.length;
  return together;
}

/**
 * Average linkage (UPGMA) by the nearest-neighbour chain over a matrix of n² similarities that it uses up.
 */
export async function linkOnAverage(
  similarity: Float32Array,
  n: number,
  giveWay: ReturnType<typeof createPacer>,
): Promise<Join[]> {
  const size = new Float64Array(n).fill(1);
  const alive = new Uint8Array(n).fill(1);
  const joins: Join[] = [];
  const chain: number[] = [];
  while (joins.length < n - 1) {
    if (chain.length === 0) chain.push(alive.indexOf(1));
    const top = chain.at(-1) ?? 0;
    const before = chain.at(-2) ?? -1;
    let [next, value] = [before, before < 0 ? -1 : (similarity[top * n + before] ?? -1)];
    for (let j = 0; j < n; j++) {
      const other = similarity[top * n + j] ?? -1;
      if (other > value && alive[j] === 1 && j !== top) [next, value] = [j, other];
    }
    if (next !== before) {
      chain.push(next);
      continue;
    }
    await giveWay();
    chain.length -= 2;
    joins.push({ a: before, b: top, share: value });
    const [one, two] = [size[before] ?? 1, size[top] ?? 1];
    for (let k = 0; k < n; k++) {
      if (alive[k] !== 1 || k === before || k === top) continue;
      const mean = ((similarity[before * n + k] ?? 0) * one + (similarity[top * n + k] ?? 0) * two) / (one + two);
      similarity[before * n + k] = mean;
      similarity[k * n + before] = mean;
    }
    size[before] = one + two;
    alive[top] = 0;
  }
  return joins.sort((x, y) => y.share - x.share);
}

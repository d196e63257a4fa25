const damping = 0.85;
const rounds = 40;

/** A reference from one node to another; a weight above 1 for more of them. */
export interface Reference {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/**
 * PageRank (Page, Brin, Motwani and Winograd 1998) of `count` nodes as the logarithm of the rank over the least one:
 * 0 for what nobody refers to. What refers to nothing passes nothing on.
 */
export function logPageRank(count: number, references: readonly Reference[]): Float64Array {
  const given = new Float64Array(count);
  for (const { from, weight } of references) given[from] = (given[from] ?? 0) + weight;
  let rank = new Float64Array(count).fill(1);
  for (let round = 0; round < rounds; round++) {
    const next = new Float64Array(count).fill(1 - damping);
    for (const { from, to, weight } of references) {
      next[to] = (next[to] ?? 0) + (damping * (rank[from] ?? 0) * weight) / (given[from] ?? 1);
    }
    rank = next;
  }
  return rank.map((value) => Math.log(value / (1 - damping)));
}

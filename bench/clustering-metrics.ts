/** How well found groups agree with the true ones; shares of 1. */
export interface ClusteringScores {
  /** Share of the objects in the true group that their found group is matched with, one to one, at best (Hungarian method). */
  readonly acc: number;
  /** Mutual information over the mean of both entropies. */
  readonly nmi: number;
  /** Rand index adjusted for chance (Hubert and Arabie, 1985). */
  readonly ari: number;
}

/** Compares a found label with a true one, object by object. */
export function scoreClustering(found: readonly (string | number)[], truth: readonly string[]): ClusteringScores {
  const table = contingency(found, truth);
  const n = found.length;
  const columns = table[0]?.map((_, t) => table.reduce((sum, row) => sum + (row[t] ?? 0), 0)) ?? [];
  const rows = table.map((row) => row.reduce((sum, value) => sum + value, 0));
  return {
    acc: matched(table) / n,
    nmi: normalisedInformation(table, rows, columns, n),
    ari: rand(table, rows, columns, n),
  };
}

function contingency(found: readonly (string | number)[], truth: readonly string[]): number[][] {
  const [own, real] = [[...new Set(found)], [...new Set(truth)]];
  const [rowOf, columnOf] = [new Map(own.map((f, i) => [f, i])), new Map(real.map((t, i) => [t, i]))];
  const table = own.map(() => real.map(() => 0));
  for (const [i, label] of found.entries()) {
    const row = table[rowOf.get(label) ?? -1];
    const column = columnOf.get(truth[i] ?? '');
    if (row && column !== undefined) row[column] = (row[column] ?? 0) + 1;
  }
  return table;
}

function normalisedInformation(table: number[][], rows: number[], columns: number[], n: number): number {
  const entropy = (sizes: number[]) =>
    -sizes.reduce((sum, size) => sum + (size > 0 ? (size / n) * Math.log(size / n) : 0), 0);
  let information = 0;
  for (const [r, row] of table.entries()) {
    for (const [c, both] of row.entries()) {
      if (both > 0) information += (both / n) * Math.log((both * n) / ((rows[r] ?? 1) * (columns[c] ?? 1)));
    }
  }
  const mean = (entropy(rows) + entropy(columns)) / 2;
  return mean === 0 ? 1 : information / mean;
}

const pairs = (n: number) => (n * (n - 1)) / 2;

function rand(table: number[][], rows: number[], columns: number[], n: number): number {
  const sum = (sizes: number[]) => sizes.reduce((total, size) => total + pairs(size), 0);
  const together = sum(table.flat());
  const expected = (sum(rows) * sum(columns)) / Math.max(1, pairs(n));
  const most = (sum(rows) + sum(columns)) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}

/** How many objects the best one-to-one matching of rows and columns holds (shortest augmenting paths, Jonker and Volgenant, 1987). */
function matched(table: number[][]): number {
  const wide = (table[0]?.length ?? 0) >= table.length;
  const gain = wide ? table : (table[0] ?? []).map((_, c) => table.map((row) => row[c] ?? 0));
  const [n, m] = [gain.length, gain[0]?.length ?? 0];
  const [u, v] = [new Float64Array(n + 1), new Float64Array(m + 1)];
  const rowOf = new Int32Array(m + 1);
  for (let row = 1; row <= n; row++) {
    rowOf[0] = row;
    augment(gain, u, v, rowOf, m);
  }
  let total = 0;
  for (let column = 1; column <= m; column++) total += gain[(rowOf[column] ?? 0) - 1]?.[column - 1] ?? 0;
  return total;
}

function augment(gain: number[][], u: Float64Array, v: Float64Array, rowOf: Int32Array, m: number): void {
  const least = new Float64Array(m + 1).fill(Number.POSITIVE_INFINITY);
  const way = new Int32Array(m + 1);
  const used = new Uint8Array(m + 1);
  let at = 0;
  do {
    used[at] = 1;
    const row = rowOf[at] ?? 0;
    let [delta, next] = [Number.POSITIVE_INFINITY, 0];
    for (let column = 1; column <= m; column++) {
      if (used[column]) continue;
      const reduced = -(gain[row - 1]?.[column - 1] ?? 0) - (u[row] ?? 0) - (v[column] ?? 0);
      if (reduced < (least[column] ?? 0)) {
        least[column] = reduced;
        way[column] = at;
      }
      if ((least[column] ?? 0) < delta) [delta, next] = [least[column] ?? 0, column];
    }
    for (let column = 0; column <= m; column++) {
      if (used[column]) {
        const owner = rowOf[column] ?? 0;
        u[owner] = (u[owner] ?? 0) + delta;
        v[column] = (v[column] ?? 0) - delta;
      } else least[column] = (least[column] ?? 0) - delta;
    }
    at = next;
  } while (rowOf[at] !== 0);
  while (at !== 0) {
    const before = way[at] ?? 0;
    rowOf[at] = rowOf[before] ?? 0;
    at = before;
  }
}

import type { createPacer } from '../give-way.ts';

const rounds = 12;

/** Spherical k-means (Dhillon and Modha, 2001), begun as k-means++ begins: a label for each vector. */
export async function sphericalMeans(
  vectors: readonly Float32Array[],
  groups: number,
  random: () => number,
  giveWay: ReturnType<typeof createPacer>,
): Promise<Int32Array> {
  let centres = await beginnings(vectors, groups, random, giveWay);
  const labels = new Int32Array(vectors.length);
  for (let round = 0; round < rounds; round++) {
    let moved = 0;
    for (const [i, vector] of vectors.entries()) {
      const label = nearest(vector, centres);
      if (label !== labels[i]) moved++;
      labels[i] = label;
      if (i % 64 === 0) await giveWay();
    }
    if (moved === 0) break;
    centres = middles(vectors, labels, centres);
  }
  return labels;
}

async function beginnings(
  vectors: readonly Float32Array[],
  groups: number,
  random: () => number,
  giveWay: ReturnType<typeof createPacer>,
): Promise<Float32Array[]> {
  const distance = new Float64Array(vectors.length).fill(2);
  let next = Math.floor(random() * vectors.length);
  const centres: Float32Array[] = [];
  while (centres.length < groups) {
    const centre = vectors[next];
    if (!centre) break;
    centres.push(centre);
    let total = 0;
    vectors.forEach((vector, i) => {
      distance[i] = Math.min(distance[i] ?? 0, Math.max(0, 1 - dot(vector, centre)));
      total += distance[i] ?? 0;
    });
    let left = random() * total;
    next = distance.findIndex((own) => {
      left -= own;
      return left < 0;
    });
    if (next < 0) break;
    await giveWay();
  }
  return centres;
}

// Of one kind of vectors alone: shared with other kinds it takes twice as long.
function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function nearest(vector: Float32Array, centres: readonly Float32Array[]): number {
  let [best, value] = [0, Number.NEGATIVE_INFINITY];
  for (const [k, centre] of centres.entries()) {
    const own = dot(vector, centre);
    if (own > value) [best, value] = [k, own];
  }
  return best;
}

function middles(
  vectors: readonly Float32Array[],
  labels: Int32Array,
  before: readonly Float32Array[],
): Float32Array[] {
  const sums = before.map((centre) => new Float32Array(centre.length));
  vectors.forEach((vector, i) => {
    const sum = sums[labels[i] ?? 0];
    if (sum) for (let d = 0; d < vector.length; d++) sum[d] = (sum[d] ?? 0) + (vector[d] ?? 0);
  });
  return sums.map((sum, k) => {
    const norm = Math.hypot(...sum);
    return norm > 0 ? sum.map((value) => value / norm) : (before[k] ?? sum);
  });
}

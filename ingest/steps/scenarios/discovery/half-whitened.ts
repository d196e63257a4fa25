import type { createPacer } from '../give-way.ts';
import { seededRandom } from './seeded-random.ts';

/** More directions than these say little of what texts are about. */
const mostDirections = 100;
const iterations = 12;
/** So many vectors say which directions there are. */
const mostRead = 2_000;

/**
 * Vectors about their common middle, along the directions in which they differ most, of length 1; zeros where there is none.
 * Each direction weighs by the square root of its spread: what all texts of an embedding model share drowns the rest
 * otherwise (Mu and Viswanath, 2018), and full whitening weighs noise as much as meaning.
 */
export async function halfWhitened(
  vectors: readonly (readonly number[] | null)[],
  giveWay: ReturnType<typeof createPacer>,
): Promise<Float32Array[]> {
  const centred = centre(vectors);
  const given = centred.filter((_, i) => vectors[i] !== null);
  const stride = Math.max(1, Math.ceil(given.length / mostRead));
  const read = given.filter((_, i) => i % stride === 0);
  const size = given[0]?.length ?? 0;
  const directions = await principal(
    await covariance(read, size, giveWay),
    size,
    Math.min(mostDirections, size),
    giveWay,
  );
  const turned: Float32Array[] = [];
  for (const vector of centred) {
    turned.push(
      unit(
        Float32Array.from(directions, ({ axis, spread }) => (spread > 0 ? dot(vector, axis) / Math.sqrt(spread) : 0)),
      ),
    );
    await giveWay();
  }
  return turned;
}

function centre(vectors: readonly (readonly number[] | null)[]): Float32Array[] {
  const given = vectors.filter((vector) => vector !== null);
  const middle = new Float64Array(given[0]?.length ?? 0);
  for (const vector of given)
    for (let i = 0; i < middle.length; i++) middle[i] = (middle[i] ?? 0) + (vector[i] ?? 0) / given.length;
  return vectors.map((vector) => Float32Array.from(middle, (mean, i) => (vector ? (vector[i] ?? 0) - mean : 0)));
}

type Rows = readonly Float64Array[];

async function covariance(
  vectors: readonly Float32Array[],
  size: number,
  giveWay: ReturnType<typeof createPacer>,
): Promise<Rows> {
  const rows = Array.from({ length: size }, () => new Float64Array(size));
  for (const vector of vectors) {
    for (const [i, row] of rows.entries()) {
      const own = vector[i] ?? 0;
      for (let j = 0; j < size; j++) row[j] = (row[j] ?? 0) + own * (vector[j] ?? 0);
    }
    await giveWay();
  }
  return rows;
}

interface Direction {
  readonly axis: Float64Array;
  /** The square root of its eigenvalue. */
  readonly spread: number;
}

/** The directions of the largest eigenvalues, by orthogonal iteration from a seeded beginning. */
async function principal(
  matrix: Rows,
  size: number,
  wanted: number,
  giveWay: ReturnType<typeof createPacer>,
): Promise<Direction[]> {
  const random = seededRandom(1);
  let axes = orthonormal(
    Array.from({ length: wanted }, () => Float64Array.from({ length: size }, () => random() - 0.5)),
  );
  const times = (axis: Float64Array) => Float64Array.from(matrix, (row) => dot(row, axis));
  for (let round = 0; round < iterations; round++) {
    const next: Float64Array[] = [];
    for (const axis of axes) {
      next.push(times(axis));
      await giveWay();
    }
    axes = orthonormal(next);
    await giveWay();
  }
  return axes.map((axis) => ({ axis, spread: Math.sqrt(Math.max(0, dot(times(axis), axis))) })).map(withoutNoise);
}

/** What rounding left of a direction that the vectors do not have is none. */
const withoutNoise = ({ axis, spread }: Direction): Direction => ({ axis, spread: spread > 1e-6 ? spread : 0 });

/** Gram and Schmidt's orthonormalisation, in place order; what depends on those before becomes zeros. */
function orthonormal(axes: readonly Float64Array[]): Float64Array[] {
  const kept: Float64Array[] = [];
  for (const axis of axes) {
    const own = Float64Array.from(axis);
    for (const other of kept) {
      const share = dot(own, other);
      for (let i = 0; i < own.length; i++) own[i] = (own[i] ?? 0) - share * (other[i] ?? 0);
    }
    const norm = Math.sqrt(dot(own, own));
    kept.push(own.map((value) => (norm > 1e-12 ? value / norm : 0)));
  }
  return kept;
}

function dot(a: Float32Array | Float64Array, b: Float32Array | Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function unit(vector: Float32Array): Float32Array {
  const norm = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((value) => value / norm);
}

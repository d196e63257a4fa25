import type { createPacer } from '../give-way.ts';
import { seededRandom } from './seeded-random.ts';

const iterations = 12;

/** A direction of unit length in which vectors differ, and how much. */
export interface Direction {
  readonly axis: Float64Array;
  /** The square root of its eigenvalue; 0: the vectors do not have it. */
  readonly spread: number;
}

/**
 * The directions of the largest eigenvalues of a symmetric matrix, which is given by what it makes of a vector of `size`
 * numbers; by orthogonal iteration from a seeded beginning, the largest first.
 */
export async function leadingDirections(
  times: (axis: Float64Array) => Float64Array,
  size: number,
  wanted: number,
  giveWay: ReturnType<typeof createPacer>,
): Promise<Direction[]> {
  const random = seededRandom(1);
  let axes = orthonormal(
    Array.from({ length: wanted }, () => Float64Array.from({ length: size }, () => random() - 0.5)),
  );
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

/** The inner product of two vectors of one length. */
export function dot(a: Float32Array | Float64Array, b: Float32Array | Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** The vector at length 1; zeros stay zeros. */
export function unit(vector: Float32Array): Float32Array {
  const norm = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((value) => value / norm);
}

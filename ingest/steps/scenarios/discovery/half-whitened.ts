import type { createPacer } from '../give-way.ts';
import { dot, leadingDirections, unit } from './leading-directions.ts';

/** More directions than these say little of what texts are about. */
const mostDirections = 100;
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
  const matrix = await covariance(read, size, giveWay);
  const directions = await leadingDirections(
    (axis) => Float64Array.from(matrix, (row) => dot(row, axis)),
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

async function covariance(
  vectors: readonly Float32Array[],
  size: number,
  giveWay: ReturnType<typeof createPacer>,
): Promise<readonly Float64Array[]> {
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

import { seeded } from './seeded.ts';

/** Made-up vectors that lie in clusters, as those of texts do: the same for the same seed. */
export interface ClusteredVectors {
  /** Of length 1. */
  next(): number[];
}

/** Box and Muller, 1958. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function unit(vector: readonly number[]): number[] {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / length);
}

/** In how many directions the vectors really differ: far fewer than they have numbers, as with embeddings of texts. */
const INTRINSIC = 48;
/** How far a vector lies from its centre, the centres lying 1 from the middle. */
const SPREAD = 1.2;
/** Of what is not in those directions. */
const NOISE = 0.15;

/** Vectors around `clusters` centres that overlap, on a plane of few directions through a space of `dimensions`. */
export function clusteredVectors(dimensions: number, clusters: number, seed: number): ClusteredVectors {
  const random = seeded(seed);
  const direction = (length: number): number[] => unit(Array.from({ length }, () => normal(random)));
  const axes = Array.from({ length: INTRINSIC }, () => direction(dimensions));
  const centres = Array.from({ length: clusters }, () => direction(INTRINSIC));
  return {
    next() {
      const centre = centres[Math.floor(random() * clusters)] ?? [];
      const away = direction(INTRINSIC);
      const place = centre.map((value, index) => value + SPREAD * (away[index] ?? 0));
      const vector = direction(dimensions).map((value) => value * NOISE);
      for (const [axis, amount] of place.entries()) {
        const along = axes[axis] ?? [];
        for (let index = 0; index < dimensions; index += 1) {
          vector[index] = (vector[index] ?? 0) + amount * (along[index] ?? 0);
        }
      }
      return unit(vector);
    },
  };
}

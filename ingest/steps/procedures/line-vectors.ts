import type { SparseVector } from '../scenarios/call-vectors.ts';

const words = /\p{Script=Han}+|[\p{L}\p{N}'’]+|[○#]/gu;

/**
 * The features by which two masked lines are compared: words and pairs of words of Latin script with the beginnings of
 * longer words, characters and pairs of characters of Chinese. Words of grammar stay in: "what" tells a question.
 */
export function lineFeatures(masked: string): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (feature: string, weight: number) => counts.set(feature, (counts.get(feature) ?? 0) + weight);
  let before = '^';
  for (const [run] of masked.matchAll(words)) {
    if (/\p{Script=Han}/u.test(run)) {
      const characters = [...run];
      characters.forEach((character, i) => {
        add(character, 0.5);
        const next = characters[i + 1];
        if (next !== undefined) add(character + next, 1);
      });
      before = characters.at(-1) ?? '^';
      continue;
    }
    add(run, 1);
    if (run.length > 5) add(`${run.slice(0, 5)}*`, 0.5);
    add(`${before} ${run}`, 0.7);
    before = run;
  }
  return counts;
}

/** Turns features into unit vectors, rare features weighing more; those of one line alone are left out. */
export interface LineSpace {
  vectorOf(features: ReadonlyMap<string, number>): SparseVector;
}

export function createLineSpace(lines: readonly ReadonlyMap<string, number>[]): LineSpace {
  const frequency = new Map<string, number>();
  for (const features of lines) for (const f of features.keys()) frequency.set(f, (frequency.get(f) ?? 0) + 1);
  const ids = new Map<string, { readonly id: number; readonly idf: number }>();
  for (const [feature, df] of frequency) {
    if (df >= 2 || lines.length < 4) ids.set(feature, { id: ids.size, idf: Math.log(1 + lines.length / df) });
  }
  return {
    vectorOf(features) {
      const weights: (readonly [id: number, weight: number])[] = [];
      for (const [feature, count] of features) {
        const known = ids.get(feature);
        if (known) weights.push([known.id, (count >= 1 ? 1 + Math.log(count) : count) * known.idf]);
      }
      weights.sort((a, b) => a[0] - b[0]);
      const norm = Math.hypot(...weights.map(([, weight]) => weight)) || 1;
      return {
        terms: Uint32Array.from(weights, ([id]) => id),
        weights: Float32Array.from(weights, ([, weight]) => weight / norm),
      };
    },
  };
}

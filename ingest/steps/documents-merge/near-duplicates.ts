import { unifyScript } from '../unify-script.ts';

/** Words of a shingle: enough that two texts share few by chance, few enough that a changed word costs little. */
const shingleLength = 4;
/** Numbers of a signature; the standard error of its estimate is about 1/sqrt(128) = .09. */
const signatureLength = 128;

/** Hashes of every run of four words (a Chinese character is one), with case, width, script and punctuation unified. */
export function shinglesOf(text: string): ReadonlySet<number> {
  const words =
    unifyScript(text.normalize('NFKC').toLowerCase()).match(/\p{Script=Han}|[\p{L}\p{N}]+(?:[.,]\d+)*/gu) ?? [];
  const shingles = new Set<number>();
  for (let i = 0; i + shingleLength <= words.length; i++)
    shingles.add(hashOf(words.slice(i, i + shingleLength).join(' ')));
  return shingles;
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** A MinHash signature (Broder 1997): the share of equal numbers estimates the Jaccard similarity of the shingles. */
export function minHash(shingles: ReadonlySet<number>): readonly number[] {
  const least = new Array<number>(signatureLength).fill(0xffffffff);
  for (const shingle of shingles) {
    let state = shingle;
    for (let i = 0; i < signatureLength; i++) {
      // One step of a 32-bit mixer for each permutation.
      state = Math.imul(state ^ (state >>> 15) ^ Math.imul(i + 1, 0x9e3779b1), 0x85ebca6b);
      const value = (state ^ (state >>> 13)) >>> 0;
      if (value < (least[i] ?? 0)) least[i] = value;
    }
  }
  return least;
}

export function estimatedSimilarity(a: readonly number[], b: readonly number[]): number {
  return a.length === 0 ? 0 : a.filter((value, i) => value === b[i]).length / a.length;
}

/** The Jaccard similarity, 0..1. */
export function similarity(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const [fewer, more] = a.size <= b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const shingle of fewer) if (more.has(shingle)) shared++;
  return shared === 0 ? 0 : shared / (a.size + b.size - shared);
}

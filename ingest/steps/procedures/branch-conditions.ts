import { lineFeatures } from './line-vectors.ts';
import { maskSlots } from './mask-slots.ts';
import type { Taking } from './path-takings.ts';

/** What separates one path from the others that leave the same step. */
export interface BranchCondition {
  /** What a look-up returned, or what the customer said. */
  readonly by: 'looked_up' | 'heard';
  /** Any of these: `field: value` of look-ups, or words. */
  readonly signs: readonly string[];
  /** Of the times that the path was taken, those with a sign, 0..1. */
  readonly coverage: number;
  /** Of the times that a sign was there, those that took the path, were all paths equally frequent, 0..1. */
  readonly precision: number;
  /** Times that show it best, with the sign; at most five. */
  readonly examples: readonly Taking[];
}

// Of a chi-square with one degree of freedom this is exceeded by chance once in 2,000; many signs are tried.
const leastChiSquare = 12;
const leastPrecision = 0.75;
const leastCoverage = 0.3;
const mostSigns = 3;
const fewestTakings = 3;
const longestValue = 60;

interface Sign {
  readonly name: string;
  readonly by: BranchCondition['by'];
  readonly own: ReadonlySet<number>;
  readonly chiSquare: number;
  readonly precision: number;
}

/** The words, or the results of look-ups, that tell a path from the others of its step; null: nothing tells them apart. */
export function branchCondition(own: readonly Taking[], others: readonly Taking[]): BranchCondition | null {
  if (own.length < fewestTakings || others.length < fewestTakings) return null;
  for (const by of ['looked_up', 'heard'] as const) {
    const signs = signsOf(own, others, by);
    const chosen = chooseSigns(signs, own.length);
    const covered = new Set(chosen.flatMap((sign) => [...sign.own]));
    const best = chosen[0];
    if (!best || covered.size < leastCoverage * own.length) continue;
    const names = chosen.map(({ name }) => name);
    const beside = others.filter((taking) => names.some((name) => featuresOf(taking, by).has(name))).length;
    const [coverage, wrong] = [covered.size / own.length, beside / others.length];
    return {
      by,
      signs: names,
      coverage,
      precision: coverage / (coverage + wrong),
      examples: [...covered]
        .flatMap((i) => own[i] ?? [])
        .sort((a, b) => a.heard.length - b.heard.length || a.trace - b.trace)
        .slice(0, 5),
    };
  }
  return null;
}

function featuresOf(taking: Taking, by: BranchCondition['by']): Set<string> {
  if (by === 'heard') return new Set([...lineFeatures(maskSlots(taking.heard)).keys()].filter(isReadable));
  return new Set(
    taking.results.flatMap(({ field, value }) =>
      value.length <= longestValue ? [field === '' ? value : `${field}: ${value}`] : [],
    ),
  );
}

// Of single characters only those that answer a question say something.
const answers = new Set('不没是好对行要有');

/** Beginnings of words and slots name nothing that a reader knows. */
function isReadable(feature: string): boolean {
  if (!/\p{L}/u.test(feature) || /[*^○#]/.test(feature)) return false;
  return !/^\p{Script=Han}$/u.test(feature) || answers.has(feature);
}

function signsOf(own: readonly Taking[], others: readonly Taking[], by: BranchCondition['by']): Sign[] {
  const [inside, outside] = [new Map<string, Set<number>>(), new Map<string, number>()];
  for (const [i, taking] of own.entries()) {
    for (const name of featuresOf(taking, by)) inside.set(name, (inside.get(name) ?? new Set()).add(i));
  }
  for (const taking of others) {
    for (const name of featuresOf(taking, by)) outside.set(name, (outside.get(name) ?? 0) + 1);
  }
  return [...inside]
    .flatMap(([name, found]): Sign[] => {
      const [a, b] = [found.size, outside.get(name) ?? 0];
      if (a < fewestTakings) return [];
      const [inShare, outShare] = [a / own.length, b / others.length];
      const precision = inShare / (inShare + outShare);
      return [{ name, by, own: found, chiSquare: chiSquare(a, own.length, b, others.length), precision }];
    })
    .filter((sign) => sign.precision >= leastPrecision && sign.chiSquare >= leastChiSquare)
    .sort((x, y) => y.chiSquare - x.chiSquare || y.name.length - x.name.length || (x.name < y.name ? -1 : 1));
}

/** The strongest sign, and others while they explain more of what is not explained yet. */
function chooseSigns(signs: readonly Sign[], takings: number): Sign[] {
  const chosen: Sign[] = [];
  const covered = new Set<number>();
  for (const sign of signs) {
    if (chosen.length >= mostSigns) break;
    const fresh = [...sign.own].filter((i) => !covered.has(i)).length;
    if (chosen.length > 0 && fresh < Math.max(fewestTakings, 0.15 * takings)) continue;
    chosen.push(sign);
    for (const i of sign.own) covered.add(i);
  }
  return chosen;
}

/** Pearson's chi-square of `a` of `n` against `b` of `m`. */
export function chiSquare(a: number, n: number, b: number, m: number): number {
  const [all, marked] = [n + m, a + b];
  const spread = marked * (all - marked) * n * m;
  return spread === 0 ? 0 : (all * (a * (m - b) - b * (n - a)) ** 2) / spread;
}

import { percentile } from '../../statistics/ranking-metrics.ts';
import { seeded } from '../../statistics/seeded.ts';

/** What observers said of one unit: a category each; whoever did not see it is absent. */
export type Judgements = ReadonlyMap<string, string>;

/** A unit that may count for more than one, as a stretch of text counts by its length. */
export interface WeightedUnit {
  readonly values: readonly string[];
  readonly weight: number;
}

/**
 * Cohen's kappa of pairs of judgements (Cohen 1960): the agreement beyond what two observers with these habits reach by
 * chance. NaN without pairs, and where both always say the same one thing, since nothing could be told apart.
 */
export function cohensKappa(pairs: readonly (readonly [string, string])[]): number {
  const total = pairs.length;
  const [first, second] = [new Map<string, number>(), new Map<string, number>()];
  let agreed = 0;
  for (const [a, b] of pairs) {
    first.set(a, (first.get(a) ?? 0) + 1);
    second.set(b, (second.get(b) ?? 0) + 1);
    if (a === b) agreed += 1;
  }
  let chance = 0;
  for (const [category, count] of first) chance += (count / total) * ((second.get(category) ?? 0) / total);
  return (agreed / total - chance) / (1 - chance);
}

/** What a unit, or all units of a call, add to alpha; tallies may be joined in any order. */
export interface Tally {
  /** Judgements that a pair could be made of, by their category and weight. */
  readonly totals: ReadonlyMap<string, number>;
  readonly disagreed: number;
}

export function tallyOf({ values, weight }: WeightedUnit): Tally {
  const totals = new Map<string, number>();
  if (values.length < 2) return { totals, disagreed: 0 };
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let disagreed = 0;
  for (const [value, count] of counts) {
    totals.set(value, count * weight);
    disagreed += (weight * count * (values.length - count)) / (values.length - 1);
  }
  return { totals, disagreed };
}

/** Units that belong together as one tally. */
export function joinTallies(tallies: readonly Tally[]): Tally {
  const totals = new Map<string, number>();
  let disagreed = 0;
  for (const tally of tallies) {
    disagreed += tally.disagreed;
    for (const [value, count] of tally.totals) totals.set(value, (totals.get(value) ?? 0) + count);
  }
  return { totals, disagreed };
}

/**
 * Krippendorff's alpha for nominal data (Krippendorff 2011, "Computing Krippendorff's alpha-reliability"), for any
 * number of observers and with missing judgements. NaN where no unit has two judgements, or all are of one category.
 */
export function alphaOf(tallies: readonly Tally[]): number {
  const { totals, disagreed } = joinTallies(tallies);
  let [all, same] = [0, 0];
  for (const count of totals.values()) {
    all += count;
    same += count * count;
  }
  const expected = (all * all - same) / (all - 1);
  return all <= 1 || expected === 0 ? Number.NaN : 1 - disagreed / expected;
}

/** One unit in which every judgement counts once. */
export const tallyJudgements = (unit: Judgements): Tally => tallyOf({ values: [...unit.values()], weight: 1 });

/** Every two judgements of one unit, each observer's in the order of their names. */
export function pairsOf(units: readonly Judgements[]): (readonly [string, string])[] {
  return units.flatMap((unit) => {
    const values = [...unit].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
    return values.flatMap((a, n) => values.slice(n + 1).map((b) => [a, b] as const));
  });
}

/**
 * The 95% interval of a statistic by the percentile bootstrap over calls (Efron 1979): what belongs to one call is drawn
 * together. Null where too few draws (less than half) have a value.
 */
export function interval95<T>(
  calls: readonly T[],
  statistic: (drawn: readonly T[]) => number,
  resamples = 200,
): readonly [low: number, high: number] | null {
  const random = seeded(1);
  const draws: number[] = [];
  for (let n = 0; n < resamples; n += 1) {
    const drawn: T[] = [];
    for (let c = 0; c < calls.length; c += 1) {
      const call = calls[Math.floor(random() * calls.length)];
      if (call !== undefined) drawn.push(call);
    }
    const value = statistic(drawn);
    if (!Number.isNaN(value)) draws.push(value);
  }
  return draws.length * 2 < resamples ? null : [percentile(draws, 0.025), percentile(draws, 0.975)];
}

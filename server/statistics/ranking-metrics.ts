import { seeded } from './seeded.ts';

/** One query's ranking, best first, and what would have been right. */
export interface Judged {
  readonly ranked: readonly string[];
  readonly relevant: ReadonlySet<string>;
}

/** Share of the relevant documents among the first `k`; a document that is ranked twice counts once. */
export function recallAt(k: number, { ranked, relevant }: Judged): number {
  if (relevant.size === 0) throw new RangeError('recall needs at least one relevant document');
  const found = new Set(ranked.slice(0, k).filter((id) => relevant.has(id)));
  return found.size / relevant.size;
}

/** One over the rank of the first relevant document among the first `k`, 0 if there is none. */
export function reciprocalRankAt(k: number, { ranked, relevant }: Judged): number {
  const rank = ranked.slice(0, k).findIndex((id) => relevant.has(id));
  return rank < 0 ? 0 : 1 / (rank + 1);
}

/** The mean; 0 for none. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The value that a share `p` (0..1) of the values does not exceed (nearest rank); 0 for none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? 0;
}

/** The 95% interval of the mean by the percentile bootstrap (Efron 1979), with a seed: the same values, the same interval. */
export function bootstrapCi95(
  values: readonly number[],
  resamples = 2_000,
  seed = 1,
): readonly [low: number, high: number] {
  const random = seeded(seed);
  const means = Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let n = 0; n < values.length; n++) sum += values[Math.floor(random() * values.length)] ?? 0;
    return values.length === 0 ? 0 : sum / values.length;
  });
  return [percentile(means, 0.025), percentile(means, 0.975)];
}

/** Something with a score, and whether it was right. */
export interface Scored {
  readonly score: number;
  readonly right: boolean;
}

/**
 * Area under the ROC curve: how often a right one scores above a wrong one, ties by half (Mann and Whitney 1947);
 * NaN without both.
 */
export function auroc(scored: readonly Scored[]): number {
  const sorted = [...scored].sort((a, b) => a.score - b.score);
  let [rights, wrongs, pairs] = [0, 0, 0];
  for (let n = 0; n < sorted.length; ) {
    const { score } = sorted[n] ?? { score: 0 };
    const tied: boolean[] = [];
    for (; n < sorted.length && sorted[n]?.score === score; n++) tied.push(sorted[n]?.right === true);
    const right = tied.filter(Boolean).length;
    const wrong = tied.length - right;
    pairs += right * (wrongs + wrong / 2);
    rights += right;
    wrongs += wrong;
  }
  return pairs / (rights * wrongs);
}

/** The 95% interval of `auroc`, by drawing whole groups that belong together, with a seed. */
export function bootstrapAuroc95(
  groups: readonly (readonly Scored[])[],
  resamples = 1_000,
  seed = 1,
): readonly [low: number, high: number] {
  const random = seeded(seed);
  const draws = Array.from({ length: resamples }, () =>
    auroc(groups.flatMap(() => groups[Math.floor(random() * groups.length)] ?? [])),
  ).filter((value) => !Number.isNaN(value));
  return [percentile(draws, 0.025), percentile(draws, 0.975)];
}

export interface RankingScores {
  readonly recall: { readonly 1: number; readonly 5: number; readonly 10: number; readonly 20: number };
  readonly mrr10: number;
  /** Of recall at 10. */
  readonly ci95: readonly [low: number, high: number];
}

/** The means over all queries, rounded to four places. */
export function scoreRankings(judged: readonly Judged[]): RankingScores {
  const recall = (k: number) => judged.map((each) => recallAt(k, each));
  const [low, high] = bootstrapCi95(recall(10));
  return {
    recall: {
      1: rounded(mean(recall(1))),
      5: rounded(mean(recall(5))),
      10: rounded(mean(recall(10))),
      20: rounded(mean(recall(20))),
    },
    mrr10: rounded(mean(judged.map((each) => reciprocalRankAt(10, each)))),
    ci95: [rounded(low), rounded(high)],
  };
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000;

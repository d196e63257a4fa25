import { qValues } from '../ingest/steps/practices/false-discoveries.ts';
import { findPractices, practiceSettings } from '../ingest/steps/practices/find-practices.ts';
import { seeded } from './seeded.ts';
import { type PlantedConduct, type PracticeWorld, practiceWorld, type Truth } from './simulation/practice-world.ts';

export interface PracticesBenchOptions {
  readonly agents: number;
  readonly calls: number;
  readonly seeds: number;
  readonly seed: number;
}

const lifts = [0.08, 0.12, 0.16, 0.2] as const;
const idle = 20;

interface Judged {
  readonly found: readonly PlantedConduct[];
  readonly world: PracticeWorld;
  /** Rightly found ones whose interval, widened for having been selected, holds the true difference. */
  readonly covered: number;
}

/** Looks for practices in worlds whose truth is known, and counts what was found rightly, wrongly and not at all. */
export async function practicesBench(options: PracticesBenchOptions) {
  const startedAt = performance.now();
  const runs = Array.from({ length: options.seeds }, (_, i) => {
    const world = practiceWorld(
      { agents: options.agents, calls: options.calls, lifts, idle },
      seeded(options.seed + i),
    );
    return { ours: findIn(world), plain: plainly(world), worldOnly: nothingHelps(options, options.seed + i) };
  });
  const [ours, plain] = [runs.map((run) => run.ours), runs.map((run) => run.plain)];
  return {
    worlds: runs.length,
    tried: lifts.length + 4 * idle,
    falseDiscoveryRate: falseShare(ours),
    power: powerByLift(ours),
    falseBySort: falseBySort(ours),
    /** Worlds in which nothing helps and yet something was found. */
    foundWhereNothingHelps: rounded(runs.filter((run) => run.worldOnly > 0).length / runs.length),
    coverage: rounded(
      ours.reduce((sum, run) => sum + run.covered, 0) /
        Math.max(
          1,
          ours.reduce((sum, run) => sum + rightOf(run), 0),
        ),
    ),
    plainComparison: { falseDiscoveryRate: falseShare(plain), power: powerByLift(plain) },
    seconds: rounded((performance.now() - startedAt) / 1_000),
  };
}

function findIn(world: PracticeWorld): Judged {
  const practices = findPractices(world.calls, world.conducts);
  const covered = practices.filter(
    ({ conduct, selectedLow, selectedHigh }) =>
      conduct.lift > 0 && selectedLow <= conduct.trueLift && conduct.trueLift <= selectedHigh,
  ).length;
  return { found: practices.map(({ conduct }) => conduct), world, covered };
}

function nothingHelps({ agents, calls }: PracticesBenchOptions, seed: number): number {
  const world = practiceWorld({ agents, calls, lifts: [0], idle }, seeded(seed + 500_000));
  return findPractices(world.calls, world.conducts).length;
}

/** What many would do: solved rates with and without it over all calls, two proportions, corrected just the same. */
function plainly(world: PracticeWorld): Judged {
  const p = world.conducts.map(({ did }) => {
    const sides = [true, false].map((side) => world.calls.filter((_, i) => did[i] === side));
    const [one, other] = sides.map((calls) => ({
      n: calls.length,
      solved: calls.filter(({ solved }) => solved).length,
    }));
    if (!one || !other || one.n === 0 || other.n === 0) return { p: 1, better: false };
    const pooled = (one.solved + other.solved) / (one.n + other.n);
    const z =
      (one.solved / one.n - other.solved / other.n) / Math.sqrt(pooled * (1 - pooled) * (1 / one.n + 1 / other.n));
    return { p: normalTails(z), better: z > 0 };
  });
  const q = qValues(p.map((test) => test.p));
  const found = world.conducts.filter(
    (_, i) => (q[i] ?? 1) <= practiceSettings.falseDiscoveryRate && p[i]?.better === true,
  );
  return { found, world, covered: 0 };
}

/** Both tails of the normal distribution (Abramowitz and Stegun 7.1.26, error below 1.5e-7). */
function normalTails(z: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(z)) / Math.SQRT2);
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return poly * Math.exp((-z * z) / 2);
}

const rightOf = ({ found }: Judged) => found.filter(({ lift }) => lift > 0).length;

function falseShare(runs: readonly Judged[]): number {
  return rounded(
    runs.reduce((sum, run) => sum + (run.found.length === 0 ? 0 : 1 - rightOf(run) / run.found.length), 0) /
      runs.length,
  );
}

function powerByLift(runs: readonly Judged[]): Record<string, number> {
  const share = (lift: number) =>
    runs.filter(({ found }) => found.some((own) => own.lift === lift)).length / runs.length;
  return Object.fromEntries(lifts.map((lift) => [`+${Math.round(lift * 100)}%`, rounded(share(lift))]));
}

function falseBySort(runs: readonly Judged[]): Record<string, number> {
  const truths: readonly Truth[] = ['idle', 'habit of the skilled', 'goes along', 'done in easy calls'];
  const mean = (truth: Truth) =>
    runs.reduce((sum, { found }) => sum + found.filter((own) => own.truth === truth).length, 0) / runs.length;
  return Object.fromEntries(truths.map((truth) => [truth, rounded(mean(truth))]));
}

const rounded = (value: number) => Math.round(value * 1_000) / 1_000;

import { type DifficultyFit, fitDifficulty } from './fit-difficulty.ts';
import { type JudgedCalls, type Strata, stratify } from './strata.ts';

export interface RankOptions {
  /** An agent with fewer calls is not compared with others. */
  readonly minimumCalls?: number;
  /** Which share of the agents who are compared may be at the top, 0..1. */
  readonly topShare?: number;
  /** The smallest stratum. */
  readonly stratumCalls?: number;
  readonly stratumAgents?: number;
}

/** How an agent does, beside what the average agent would do with the very same calls. Rates and effects are shares, 0..1. */
export interface RankedAgent {
  readonly agentId: string;
  readonly calls: number;
  readonly solved: number;
  readonly rawRate: number;
  /** What the average agent would have solved of these calls. */
  readonly expectedRate: number;
  /** How much more than the average agent they would solve of the institution's mix of calls; shrunken towards 0. */
  readonly effect: number;
  /** The interval of 95% around it. */
  readonly low: number;
  readonly high: number;
  /** They have calls enough to be compared. */
  readonly eligible: boolean;
  readonly top: boolean;
}

export interface AgentRanking {
  /** By the lower end of the interval, the best first. */
  readonly agents: readonly RankedAgent[];
  readonly strata: number;
  /** Standard deviation of the agents' true effects on the logit scale, as it is estimated. */
  readonly spread: number;
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const of = (values: Float64Array | Int32Array, index: number) => values[index] ?? 0;
// 95% of a normal distribution.
const z = 1.96;

/**
 * Compares agents as if all had had the same calls. Each call is compared with calls like it (`stratify`); how hard those
 * are and how each agent does are fitted together (`fitDifficulty`); then each agent's effect is shrunken towards the
 * mean by how little is known of it (empirical Bayes: Efron and Morris, JASA 70, 1975; for profiling providers:
 * Normand, Glickman and Gatsonis, JASA 92, 1997). At the top are those whose whole interval lies above 0 and whose lower
 * end is among the highest tenth, so that few lucky calls do not lead there. Pure: the same calls give the same answer.
 */
export function rankAgents(calls: readonly JudgedCalls[], options: RankOptions = {}): AgentRanking {
  const { minimumCalls = 30, topShare = 0.1, stratumCalls = 50, stratumAgents = 5 } = options;
  const strata = stratify(calls, { calls: stratumCalls, agents: stratumAgents });
  if (strata.cells.length === 0) return { agents: [], strata: 0, spread: 0 };
  const fit = fitDifficulty(strata);
  const totals = totalsOf(strata);
  const eligible = totals.map((total) => total.calls >= minimumCalls);
  const prior = estimatePrior(fit, eligible);
  const mixes = mixOf(strata, fit);
  const expected = expectedOf(strata, fit, prior.means);
  const compared = strata.agents.map((agentId, agent): RankedAgent => {
    const { calls: count, solved } = totals[agent] ?? { calls: 0, solved: 0 };
    const component = of(fit.componentOfAgent, agent);
    const mean = prior.means[component] ?? 0;
    const shrink = prior.variance / (prior.variance + of(fit.variances, agent));
    const middle = shrink * (of(fit.agents, agent) - mean);
    const half = z * Math.sqrt(shrink * of(fit.variances, agent));
    const gain = (better: number) => gainOn(mixes[component] ?? [], mean, better);
    return {
      agentId,
      calls: count,
      solved,
      rawRate: solved / count,
      expectedRate: of(expected, agent) / count,
      effect: gain(middle),
      low: gain(middle - half),
      high: gain(middle + half),
      eligible: eligible[agent] ?? false,
      top: false,
    };
  });
  const ranked = compared.toSorted((a, b) => b.low - a.low || (a.agentId < b.agentId ? -1 : 1));
  const places = Math.ceil(topShare * ranked.filter((agent) => agent.eligible).length);
  const top = new Set(ranked.filter((agent) => agent.eligible && agent.low > 0).slice(0, places));
  return {
    agents: ranked.map((agent) => ({ ...agent, top: top.has(agent) })),
    strata: strata.count,
    spread: Math.sqrt(prior.variance),
  };
}

function totalsOf({ agents, cells }: Strata): { calls: number; solved: number }[] {
  const totals = agents.map(() => ({ calls: 0, solved: 0 }));
  for (const { agent, calls, solved } of cells) {
    const total = totals[agent];
    if (!total) continue;
    total.calls += calls;
    total.solved += solved;
  }
  return totals;
}

interface Prior {
  /** Of the agents' true effects. */
  readonly variance: number;
  /** Of each component. */
  readonly means: readonly number[];
}

/** Paule and Mandel's estimate (1982): the variance under which the agents scatter as much as they do. */
function estimatePrior(fit: DifficultyFit, eligible: readonly boolean[]): Prior {
  const components = Math.max(-1, ...fit.componentOfAgent) + 1;
  const means = (variance: number) => {
    const [sums, weights] = [new Float64Array(components), new Float64Array(components)];
    eligible.forEach((counts, agent) => {
      if (!counts) return;
      const component = of(fit.componentOfAgent, agent);
      const weight = 1 / (variance + of(fit.variances, agent));
      sums[component] = of(sums, component) + weight * of(fit.agents, agent);
      weights[component] = of(weights, component) + weight;
    });
    return Array.from(sums, (sum, component) => (of(weights, component) > 0 ? sum / of(weights, component) : 0));
  };
  const present = new Set(fit.componentOfAgent.filter((_, agent) => eligible[agent] === true)).size;
  const degrees = eligible.filter(Boolean).length - present;
  const excess = (variance: number) => {
    const middle = means(variance);
    return eligible.reduce((sum, counts, agent) => {
      if (!counts) return sum;
      const away = of(fit.agents, agent) - (middle[of(fit.componentOfAgent, agent)] ?? 0);
      return sum + (away * away) / (variance + of(fit.variances, agent));
    }, -degrees);
  };
  if (degrees <= 0 || excess(0) <= 0) return { variance: 0, means: means(0) };
  let [low, high] = [0, 16];
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2;
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  return { variance: low, means: means(low) };
}

/** A stratum's difficulty and its share in all calls of its component. */
type Mix = readonly { readonly difficulty: number; readonly share: number }[];

function mixOf({ cells, count }: Strata, fit: DifficultyFit): readonly Mix[] {
  const calls = new Float64Array(count);
  for (const cell of cells) calls[cell.stratum] = of(calls, cell.stratum) + cell.calls;
  const mixes: { difficulty: number; calls: number }[][] = [];
  for (let stratum = 0; stratum < count; stratum += 1) {
    const component = of(fit.componentOfStratum, stratum);
    mixes[component] ??= [];
    mixes[component].push({ difficulty: of(fit.strata, stratum), calls: of(calls, stratum) });
  }
  return mixes.map((mix) => {
    const all = mix.reduce((sum, each) => sum + each.calls, 0);
    return mix.map(({ difficulty, calls: own }) => ({ difficulty, share: own / all }));
  });
}

const gainOn = (mix: Mix, mean: number, better: number): number =>
  mix.reduce(
    (sum, { difficulty, share }) => sum + share * (logistic(difficulty + mean + better) - logistic(difficulty + mean)),
    0,
  );

/** How many of each agent's calls the average agent would have solved. */
function expectedOf({ agents, cells }: Strata, fit: DifficultyFit, means: readonly number[]): Float64Array {
  const expected = new Float64Array(agents.length);
  for (const { agent, stratum, calls } of cells) {
    const mean = means[of(fit.componentOfAgent, agent)] ?? 0;
    expected[agent] = of(expected, agent) + calls * logistic(of(fit.strata, stratum) + mean);
  }
  return expected;
}

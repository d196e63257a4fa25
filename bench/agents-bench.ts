import { type JudgedCalls, type RankOptions, rankAgents } from '../server/modules/agents/index.ts';
import { bootstrapCi95, mean, percentile } from './ranking-metrics.ts';
import { seeded } from './seeded.ts';

export interface AgentsBenchOptions {
  readonly agents: number;
  readonly calls: number;
  readonly seeds: number;
  readonly seed: number;
  /** How strongly good agents are given hard calls; 0: calls are dealt out evenly. */
  readonly unfairness: number;
}

interface World {
  readonly calls: readonly JudgedCalls[];
  /** True skill by agent, on the logit scale. */
  readonly skills: ReadonlyMap<string, number>;
  /** How many calls there are of each true difficulty. */
  readonly mix: ReadonlyMap<number, number>;
}

const minimumCalls = 30;

/**
 * Agents of known skill take calls of known difficulty, the best the hardest; how many of the true top tenth each way of
 * ranking finds, and how many whom it puts there belong there. `naive` is observed minus expected with plain stratum rates.
 */
export async function agentsBench(options: AgentsBenchOptions) {
  const worlds = Array.from({ length: options.seeds }, (_, index) => worldOf(options, options.seed + index));
  const ways = {
    adjusted: worlds.map((world) => judged(world, adjustedTop(world.calls))),
    naive: worlds.map((world) => judged(world, topBy(world, naiveEffect(world.calls)))),
    raw: worlds.map((world) => judged(world, topBy(world, rawRate(world.calls)))),
  };
  const noSkill = worlds.map((_, index) => adjustedTop(worldOf({ ...options, spread: 0 }, options.seed + index).calls));
  return {
    ...options,
    minimumCalls,
    ways: Object.fromEntries(Object.entries(ways).map(([way, scores]) => [way, summary(scores)])),
    intervalCoverage: rounded(mean(worlds.map(coverage))),
    topOfAgentsAllAlike: rounded(mean(noSkill.map((top) => top.size))),
    rankMs: rounded(
      percentile(
        worlds.map(({ calls }) => timed(() => rankAgents(calls))),
        0.5,
      ),
    ),
  };
}

interface Score {
  readonly precision: number;
  readonly recall: number;
  /** Of those at the top, how many have fewer than twice the minimum of calls. */
  readonly fewCalls: number;
}

function summary(scores: readonly Score[]) {
  const of = (field: keyof Score) => scores.map((score) => score[field]);
  return {
    precision: rounded(mean(of('precision'))),
    precisionCi95: bootstrapCi95(of('precision')).map(rounded),
    recall: rounded(mean(of('recall'))),
    recallCi95: bootstrapCi95(of('recall')).map(rounded),
    topWithFewCalls: rounded(mean(of('fewCalls'))),
  };
}

function worldOf(
  { agents, calls, unfairness, spread = 0.45 }: AgentsBenchOptions & { spread?: number },
  seed: number,
): World {
  const random = seeded(seed * 7_919 + 1);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const kinds = Array.from({ length: 14 }, (_, kind) => ({
    name: `type ${kind}`,
    harder: normal() * 0.9,
    weight: random() + 0.1,
  }));
  const risks = [
    { name: 'low', harder: 0, weight: 0.7 },
    { name: 'medium', harder: -0.5, weight: 0.22 },
    { name: 'high', harder: -1.3, weight: 0.08 },
  ];
  const matters = kinds.flatMap((kind) =>
    risks.map((risk) => ({
      facets: {
        complaintType: kind.name,
        riskLevel: risk.name,
        channel: 'phone',
        language: 'zh-Hans',
        repeatCustomer: null,
      },
      logit: 0.6 + kind.harder + risk.harder,
      weight: kind.weight * risk.weight,
    })),
  );
  const workloads = Array.from({ length: agents }, () => Math.exp(normal() * 0.9));
  const allWork = workloads.reduce((sum, work) => sum + work, 0);
  const skills = new Map<string, number>();
  const taken: JudgedCalls[] = [];
  const mix = new Map<number, number>();
  for (const [agent, work] of workloads.entries()) {
    const agentId = `a${agent}`;
    const skill = normal() * spread;
    skills.set(agentId, skill);
    // Of how good they are thought to be, whatever they are: with agents all alike the unfairness stays.
    const repute = spread === 0 ? normal() : skill / spread;
    const weights = matters.map(({ logit, weight }) => weight * Math.exp(-unfairness * repute * logit));
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    for (let left = Math.max(3, Math.round((calls * work) / allWork)); left > 0; left -= 1) {
      let draw = random() * all;
      const place = weights.findIndex((weight) => {
        draw -= weight;
        return draw <= 0;
      });
      const matter = matters[Math.max(0, place)];
      if (!matter) continue;
      mix.set(matter.logit, (mix.get(matter.logit) ?? 0) + 1);
      taken.push({ agentId, facets: matter.facets, solved: random() < logistic(matter.logit + skill) });
    }
  }
  return { calls: taken, skills, mix };
}

function adjustedTop(calls: readonly JudgedCalls[], options: RankOptions = {}): Set<string> {
  const { agents } = rankAgents(calls, { minimumCalls, ...options });
  return new Set(agents.filter(({ top }) => top).map(({ agentId }) => agentId));
}

function countsOf(calls: readonly JudgedCalls[]) {
  const counts = new Map<string, number>();
  for (const { agentId } of calls) counts.set(agentId, (counts.get(agentId) ?? 0) + 1);
  return counts;
}

function topBy({ calls }: Pick<World, 'calls'>, worthOf: (agentId: string) => number): Set<string> {
  const eligible = [...countsOf(calls)].filter(([, count]) => count >= minimumCalls).map(([agentId]) => agentId);
  const best = eligible.toSorted((a, b) => worthOf(b) - worthOf(a));
  return new Set(best.slice(0, Math.ceil(eligible.length * 0.1)));
}

function rawRate(calls: readonly JudgedCalls[]) {
  const [counts, solved] = [countsOf(calls), countsOf(calls.filter((call) => call.solved))];
  return (agentId: string) => (solved.get(agentId) ?? 0) / (counts.get(agentId) ?? 1);
}

function naiveEffect(calls: readonly JudgedCalls[]) {
  const stratumOf = ({ facets }: JudgedCalls) => `${facets.complaintType} ${facets.riskLevel}`;
  const rates = new Map<string, { calls: number; solved: number }>();
  for (const call of calls) {
    const rate = rates.get(stratumOf(call)) ?? { calls: 0, solved: 0 };
    rates.set(stratumOf(call), { calls: rate.calls + 1, solved: rate.solved + Number(call.solved) });
  }
  const [excess, counts] = [new Map<string, number>(), countsOf(calls)];
  for (const call of calls) {
    const rate = rates.get(stratumOf(call)) ?? { calls: 1, solved: 0 };
    const more = Number(call.solved) - rate.solved / rate.calls;
    excess.set(call.agentId, (excess.get(call.agentId) ?? 0) + more);
  }
  return (agentId: string) => (excess.get(agentId) ?? 0) / (counts.get(agentId) ?? 1);
}

function judged({ calls, skills }: World, top: ReadonlySet<string>): Score {
  const counts = countsOf(calls);
  const truth = topBy({ calls }, (agentId) => skills.get(agentId) ?? 0);
  const found = [...top].filter((agentId) => truth.has(agentId)).length;
  const few = [...top].filter((agentId) => (counts.get(agentId) ?? 0) < 2 * minimumCalls).length;
  return {
    precision: top.size === 0 ? 0 : found / top.size,
    recall: found / truth.size,
    fewCalls: top.size === 0 ? 0 : few / top.size,
  };
}

/** How often the interval of 95% holds what the agent would truly gain on the mix of calls over the average agent. */
function coverage({ calls, skills, mix }: World): number {
  const ranked = rankAgents(calls, { minimumCalls }).agents.filter(({ eligible }) => eligible);
  const average = mean(ranked.map(({ agentId }) => skills.get(agentId) ?? 0));
  const rateAt = (skill: number) =>
    [...mix].reduce((sum, [logit, count]) => sum + count * logistic(logit + skill), 0) / calls.length;
  const held = ranked.filter(({ agentId, low, high }) => {
    const truth = rateAt(skills.get(agentId) ?? 0) - rateAt(average);
    return truth >= low && truth <= high;
  });
  return held.length / ranked.length;
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const rounded = (value: number) => Math.round(value * 10_000) / 10_000;

function timed(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

import type { Strata } from './strata.ts';

/** How hard each stratum is and how each agent does, on the logit scale; an agent's mean in each component is 0. */
export interface DifficultyFit {
  readonly strata: Float64Array;
  readonly agents: Float64Array;
  /** Variance of each agent's effect, with that of the strata in which they work. */
  readonly variances: Float64Array;
  /** Agents of one component share strata, be it through others; those of two cannot be compared. */
  readonly componentOfAgent: Int32Array;
  readonly componentOfStratum: Int32Array;
}

/** A standard deviation so wide that it only keeps agents who solved all or none finite. */
const priorVariance = 9;
const mostRounds = 300;
const closeEnough = 1e-5;

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const at = (values: Float64Array | Int32Array, index: number) => values[index] ?? 0;

/**
 * Fits logit(solved) = stratum + agent by penalised maximum likelihood, in turns of one Newton step for all agents and one for
 * all strata. Agents are fixed effects here, not drawn at random: where the best get the hardest calls, random effects
 * would take part of their skill for easiness of those calls (Kalbfleisch and Wolfe, On monitoring outcomes of medical
 * providers, Statistics in Biosciences 5, 2013).
 */
export function fitDifficulty({ agents: ids, cells, count }: Strata): DifficultyFit {
  const components = findComponents({ agents: ids, cells, count });
  const agents = new Float64Array(ids.length);
  const strata = new Float64Array(count).fill(overallLogit(cells));
  const overall = at(strata, 0);
  for (let round = 0; round < mostRounds; round += 1) {
    const moved = Math.max(step(agents, 'agent', 0), step(strata, 'stratum', overall));
    centre();
    if (moved < closeEnough) break;
  }
  return { strata, agents, variances: variances(), ...components };

  function step(values: Float64Array, side: 'agent' | 'stratum', prior: number): number {
    const gradient = values.map((value) => (prior - value) / priorVariance);
    const curvature = new Float64Array(values.length).fill(1 / priorVariance);
    for (const cell of cells) {
      const p = logistic(at(agents, cell.agent) + at(strata, cell.stratum));
      const place = cell[side];
      gradient[place] = at(gradient, place) + cell.solved - cell.calls * p;
      curvature[place] = at(curvature, place) + cell.calls * p * (1 - p);
    }
    let moved = 0;
    for (let i = 0; i < values.length; i += 1) {
      // A longer step from a flat place would overshoot.
      const change = Math.max(-1, Math.min(1, at(gradient, i) / at(curvature, i)));
      values[i] = at(values, i) + change;
      moved = Math.max(moved, Math.abs(change));
    }
    return moved;
  }

  /** Moves what agents of a component have in common to its strata. */
  function centre(): void {
    const weights = new Float64Array(components.count);
    const sums = new Float64Array(components.count);
    const callsOf = new Float64Array(agents.length);
    for (const { agent, calls } of cells) callsOf[agent] = at(callsOf, agent) + calls;
    for (let agent = 0; agent < agents.length; agent += 1) {
      const component = at(components.componentOfAgent, agent);
      weights[component] = at(weights, component) + at(callsOf, agent);
      sums[component] = at(sums, component) + at(callsOf, agent) * at(agents, agent);
    }
    const mean = (component: number) => at(sums, component) / Math.max(1, at(weights, component));
    for (let agent = 0; agent < agents.length; agent += 1)
      agents[agent] = at(agents, agent) - mean(at(components.componentOfAgent, agent));
    for (let stratum = 0; stratum < strata.length; stratum += 1)
      strata[stratum] = at(strata, stratum) + mean(at(components.componentOfStratum, stratum));
  }

  function variances(): Float64Array {
    const ofAgent = new Float64Array(agents.length).fill(1 / priorVariance);
    const ofStratum = new Float64Array(strata.length).fill(1 / priorVariance);
    const information = cells.map(({ agent, stratum, calls }) => {
      const p = logistic(at(agents, agent) + at(strata, stratum));
      const known = calls * p * (1 - p);
      ofAgent[agent] = at(ofAgent, agent) + known;
      ofStratum[stratum] = at(ofStratum, stratum) + known;
      return known;
    });
    const found = ofAgent.map((known) => 1 / known);
    for (const [index, { agent, stratum }] of cells.entries()) {
      const share = (information[index] ?? 0) / at(ofAgent, agent);
      found[agent] = at(found, agent) + (share * share) / at(ofStratum, stratum);
    }
    return found;
  }
}

function overallLogit(cells: Strata['cells']): number {
  const calls = cells.reduce((sum, cell) => sum + cell.calls, 0);
  const solved = cells.reduce((sum, cell) => sum + cell.solved, 0);
  return Math.log((solved + 0.5) / (calls - solved + 0.5));
}

function findComponents({ agents, cells, count }: Strata) {
  const parents = Int32Array.from({ length: agents.length + count }, (_, place) => place);
  const rootOf = (place: number): number => {
    let root = place;
    while (at(parents, root) !== root) root = at(parents, root);
    for (let next = place; next !== root; ) {
      const above = at(parents, next);
      parents[next] = root;
      next = above;
    }
    return root;
  };
  for (const { agent, stratum } of cells) parents[rootOf(agent)] = rootOf(agents.length + stratum);
  const numbers = new Map<number, number>();
  const numberOf = (place: number) => {
    const root = rootOf(place);
    const number = numbers.get(root) ?? numbers.size;
    numbers.set(root, number);
    return number;
  };
  const componentOfAgent = Int32Array.from(agents, (_, agent) => numberOf(agent));
  const componentOfStratum = Int32Array.from({ length: count }, (_, stratum) => numberOf(agents.length + stratum));
  return { componentOfAgent, componentOfStratum, count: numbers.size };
}

import { twoSidedP, twoSidedQuantile } from './t-distribution.ts';

/** One call in which something was done or not. */
export interface Observation {
  /** Index of the call. */
  readonly call: number;
  readonly agent: string;
  readonly team: string | null;
  /** Calls of one cell are of one agent and equally hard, as far as anybody knew before the agent did anything. */
  readonly cell: string;
  readonly did: boolean;
  readonly solved: boolean;
}

/** How much more often calls are solved when it is done, in calls of one agent that are equally hard. */
export interface HeldEqual {
  /** Difference of the solved rates, -1..1. */
  readonly lift: number;
  readonly standardError: number;
  readonly degrees: number;
  /** Two-sided, of no difference at all. */
  readonly p: number;
  /** Calls that could be compared, the agents that they are of, and their teams. */
  readonly calls: number;
  readonly agents: number;
  readonly teams: number;
  /** Solved calls among those with it. */
  readonly solvedWith: number;
}

const fewestAgents = 5;

/**
 * Compares calls in which it was done with those in which it was not, of the same agent and equally hard, so that neither
 * the agent's skill nor the calls that they get pass for an effect: Mantel and Haenszel's risk difference over cells of
 * agent and difficulty (Greenland and Robins, Biometrics 41, 1985). Agents are the clusters: the spread of their sums gives
 * the error, held against Student's t (Ibragimov and Mueller, JBES 28, 2010), since calls of one agent are not independent.
 * Null: fewer than five agents have calls of both sorts.
 */
export function heldEqual(observations: readonly Observation[]): HeldEqual | null {
  const cells = new Map<string, Cell>();
  for (const observation of observations) {
    const cell = cells.get(observation.cell) ?? emptyCell(observation);
    cells.set(observation.cell, cell);
    const side = observation.did ? cell.did : cell.didNot;
    side.calls++;
    if (observation.solved) side.solved++;
  }
  const agents = new Map<string, { difference: number; weight: number }>();
  const teams = new Set<string>();
  let [calls, solvedWith] = [0, 0];
  for (const { agent, team, did, didNot } of cells.values()) {
    if (did.calls === 0 || didNot.calls === 0) continue;
    const weight = (did.calls * didNot.calls) / (did.calls + didNot.calls);
    const own = agents.get(agent) ?? { difference: 0, weight: 0 };
    own.difference += weight * (did.solved / did.calls - didNot.solved / didNot.calls);
    own.weight += weight;
    agents.set(agent, own);
    if (team !== null) teams.add(team);
    calls += did.calls + didNot.calls;
    solvedWith += did.solved;
  }
  if (agents.size < fewestAgents) return null;
  return { ...estimate([...agents.values()]), calls, agents: agents.size, teams: teams.size, solvedWith };
}

interface Side {
  calls: number;
  solved: number;
}

interface Cell {
  readonly agent: string;
  readonly team: string | null;
  readonly did: Side;
  readonly didNot: Side;
}

const emptyCell = ({ agent, team }: Observation): Cell => ({
  agent,
  team,
  did: { calls: 0, solved: 0 },
  didNot: { calls: 0, solved: 0 },
});

function estimate(agents: readonly { difference: number; weight: number }[]) {
  const n = agents.length;
  const weight = agents.reduce((sum, own) => sum + own.weight, 0);
  const lift = agents.reduce((sum, own) => sum + own.difference, 0) / weight;
  const residuals = agents.map((own) => own.difference - own.weight * lift);
  const spread = residuals.reduce((sum, own) => sum + own * own, 0);
  const standardError = Math.sqrt((spread * n) / (n - 1)) / weight;
  // Agents of very unequal weight count as fewer of equal weight.
  const squares = agents.reduce((sum, own) => sum + own.weight * own.weight, 0);
  const degrees = Math.max(1, (weight * weight) / squares - 1);
  const p = standardError === 0 ? (lift === 0 ? 1 : 0) : twoSidedP(lift / standardError, degrees);
  return { lift, standardError, degrees, p };
}

/** The interval around the lift that holds the truth with that confidence, within -1..1. */
export function interval(
  { lift, standardError, degrees }: HeldEqual,
  confidence: number,
): { low: number; high: number } {
  const half = twoSidedQuantile(1 - confidence, degrees) * standardError;
  return { low: Math.max(-1, lift - half), high: Math.min(1, lift + half) };
}

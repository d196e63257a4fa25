import type { createPacer } from '../scenarios/give-way.ts';
import { type BranchCondition, branchCondition } from './branch-conditions.ts';
import type { CallTrace } from './call-trace.ts';
import { type DoneSign, doneSign } from './done-signs.ts';
import { type JoinedLines, type JoinedStep, type JoinSettings, joinLines, joinSettings } from './join-lines.ts';
import { type Taking, takingsOf } from './path-takings.ts';
import {
  mineNet,
  type NetPath,
  type NetSettings,
  type NetStep,
  netSettings,
  placeless,
  sequenceOf,
} from './step-net.ts';

/** How calls ended, of those that somebody knows the end of. */
export interface Ends {
  readonly known: number;
  readonly solved: number;
}

export interface MinedStep extends NetStep {
  readonly joined: JoinedStep;
  readonly done: DoneSign | null;
  /** Of all calls with it, solved or not. */
  readonly ends: Ends;
}

export interface MinedPath extends NetPath {
  /** What separates it from the other paths of its step; null where it is the only one, or nothing does. */
  readonly condition: BranchCondition | null;
  /** Of all calls that take it, solved or not. */
  readonly ends: Ends;
  /** Times that it was taken in solved calls; at most twenty. */
  readonly examples: readonly Taking[];
}

/** A procedure as calls show it. */
export interface MinedProcedure {
  readonly traces: readonly CallTrace[];
  /** For each trace and event its step, or -1. */
  readonly labels: readonly Int32Array[];
  /** By the number of the step. */
  readonly steps: readonly MinedStep[];
  readonly paths: readonly MinedPath[];
  /** Solved calls that it was read from. */
  readonly solved: number;
}

/** Fewest solved calls, steps and paths that make a procedure. */
const fewestSolved = 3;
const fewestSteps = 3;
const fewestPaths = 2;

/**
 * Reads the procedure that solved calls follow: steps with paraphrases joined, their order, branches with what separates
 * them, loops, the signs that steps are done, and how all calls that take each way end. Null: too few calls were solved,
 * or they have nothing in common.
 */
export async function mineProcedure(
  traces: readonly CallTrace[],
  giveWay: ReturnType<typeof createPacer>,
  join: JoinSettings = joinSettings,
  settings: NetSettings = netSettings,
): Promise<MinedProcedure | null> {
  const solved = traces.filter((trace) => trace.solved === true).length;
  if (solved < fewestSolved) return null;
  // Solved calls first, so that steps are what they have.
  const ordered = [...traces].sort((a, b) => Number(b.solved === true) - Number(a.solved === true));
  const joined = withPlace(await joinLines(ordered, giveWay, join, solved), solved);
  if (joined.steps.length < fewestSteps) return null;
  const sequences = joined.labels.map(sequenceOf);
  await giveWay();
  const net = mineNet(joined.steps.length, sequences.slice(0, solved), settings);
  if (net.paths.length < fewestPaths) return null;
  const takings = takingsOf(ordered, joined.labels);
  await giveWay();
  const inSolved = takings.filter(({ trace }) => trace < solved);
  const endsOf = (calls: ReadonlySet<number>): Ends => {
    const known = [...calls].filter((trace) => ordered[trace]?.solved !== null);
    return { known: known.length, solved: known.filter((trace) => ordered[trace]?.solved === true).length };
  };
  return {
    traces: ordered,
    labels: joined.labels,
    solved,
    steps: net.steps.flatMap((step): MinedStep[] => {
      const own = joined.steps[step.step];
      if (!own) return [];
      const leaving = inSolved.filter(({ from }) => from === step.step);
      return [{ ...step, joined: own, done: doneSign(own.kind, leaving), ends: endsOf(callsOf(own)) }];
    }),
    paths: net.paths.map((path): MinedPath => pathOf(path, net.paths, takings, inSolved, endsOf)),
  };
}

/** Without small talk, the rest numbered anew. */
function withPlace({ steps, labels }: JoinedLines, solved: number): JoinedLines {
  const loose = placeless(steps.length, labels.slice(0, solved).map(sequenceOf));
  const numbers = new Map(steps.flatMap((_, step) => (loose.has(step) ? [] : [step])).map((step, i) => [step, i]));
  return {
    steps: steps.filter((_, step) => !loose.has(step)),
    labels: labels.map((own) => own.map((step) => numbers.get(step) ?? -1)),
  };
}

const callsOf = (step: JoinedStep) => new Set(step.at.map(({ trace }) => trace));

function pathOf(
  path: NetPath,
  paths: readonly NetPath[],
  takings: readonly Taking[],
  inSolved: readonly Taking[],
  endsOf: (calls: ReadonlySet<number>) => Ends,
): MinedPath {
  const isOwn = ({ from, to }: Taking) => from === path.from && to === path.to;
  const siblings = new Set(paths.filter(({ from, to }) => from === path.from && to !== path.to).map(({ to }) => to));
  const own = inSolved.filter(isOwn);
  const others = inSolved.filter(({ from, to }) => from === path.from && siblings.has(to));
  return {
    ...path,
    condition: siblings.size > 0 ? branchCondition(own, others) : null,
    ends: endsOf(new Set(takings.filter(isOwn).map(({ trace }) => trace))),
    examples: own.slice(0, 20),
  };
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type MinedProcedure, mineProcedure } from '../ingest/steps/procedures/mine-procedure.ts';
import { traceOfCall } from '../ingest/steps/procedures/trace-of-call.ts';
import { createPacer } from '../ingest/steps/scenarios/give-way.ts';
import {
  type GoldProcedure,
  type LabelledConversation,
  type ProcedureScore,
  scoreProcedure,
} from './procedure-metrics.ts';
import { seeded } from './seeded.ts';
import {
  type PlantedProcedure,
  plantedConditions,
  plantedLoop,
  plantedPaths,
  plantedProcedures,
  type SimulatedCall,
  simulateCall,
} from './simulation/procedure-world.ts';

export interface ProceduresBenchOptions {
  readonly calls: number;
  readonly seeds: number;
  readonly seed: number;
  /** Labelled conversations, and the folder of the procedures behind their tasks. */
  readonly conversations?: string;
  readonly procedures?: string;
}

/** How much noise agents make: they leave steps out, swap them, and chat. */
const noises = [
  { omit: 0.05, swap: 0.05, chatter: 0.1 },
  { omit: 0.15, swap: 0.2, chatter: 0.25 },
] as const;

/** Mines procedures whose truth is known, and counts what was recovered of their steps, paths, loops and conditions. */
export async function proceduresBench({ calls, seeds, seed, conversations, procedures }: ProceduresBenchOptions) {
  const startedAt = performance.now();
  const rows = [];
  for (const noise of noises) {
    for (const planted of plantedProcedures) {
      const scores: Recovery[] = [];
      for (let i = 0; i < seeds; i++) {
        const random = seeded(seed + i);
        const simulated = Array.from({ length: calls }, (_, n) => simulateCall(planted, `c${n}`, noise, random));
        scores.push(await recover(planted, simulated));
      }
      rows.push({ language: planted.language, ...noise, ...meansOf(scores) });
    }
  }
  const labelled = conversations && procedures ? await scoreTasks(conversations, procedures) : {};
  return { calls, worlds: seeds, rows, ...labelled, seconds: rounded((performance.now() - startedAt) / 1_000) };
}

interface Task extends LabelledConversation {
  readonly tasks: readonly string[];
  readonly multi_task: boolean;
}

/** Mines each task of single-task conversations by itself; means over tasks, those named on the folders. */
export async function scoreTasks(conversations: string, procedures: string) {
  const lines = (await readFile(conversations, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  const all = lines.map((line) => JSON.parse(line) as Task);
  const scores: ProcedureScore[] = [];
  for (const task of (await readdir(procedures)).toSorted()) {
    const own = all.filter(
      (one) => !one.multi_task && one.tasks.length === 1 && one.tasks[0] === task && one.turns.length > 0,
    );
    const gold = JSON.parse(await readFile(join(procedures, task, `${task}.json`), 'utf8')) as GoldProcedure;
    scores.push(await scoreProcedure(own, gold, task));
  }
  const mean = (of: (score: ProcedureScore) => number) =>
    rounded(scores.reduce((sum, score) => sum + of(score), 0) / Math.max(1, scores.length));
  const count = (what: keyof ProcedureScore['documented']) =>
    scores.reduce((sum, { documented }) => sum + documented[what], 0);
  return {
    tasks: scores.length,
    documentedPrecision: rounded(count('right') / Math.max(1, count('found'))),
    documentedRecall: rounded(count('right') / Math.max(1, count('gold'))),
    nodeF1: mean((score) => score.nodeF1),
    edgeF1: mean((score) => score.edgeF1),
    edgeF1Contracted: mean((score) => score.edgeF1Contracted),
  };
}

/** What was recovered of a planted procedure, 0..1 each. */
export interface Recovery {
  readonly nodeF1: number;
  readonly edgeF1: number;
  readonly loop: number;
  readonly conditions: number;
}

/** Mines the calls and holds the result against what was planted. */
export async function recover(planted: PlantedProcedure, simulated: readonly SimulatedCall[]): Promise<Recovery> {
  const traces = simulated.map(({ call }) => traceOfCall(call));
  const mined = await mineProcedure(traces, createPacer());
  if (!mined) return { nodeF1: 0, edgeF1: 0, loop: 0, conditions: 0 };
  const truths = new Map(simulated.map(({ call, truth }) => [call.key, truth]));
  const names = namesOf(mined, truths);
  const found = mined.paths.map(({ from, to }) => `${names.get(from) ?? `?${from}`} ${names.get(to) ?? `?${to}`}`);
  const right = plantedPaths.filter(([from, to]) => found.includes(`${from} ${to}`)).length;
  const conditions = plantedConditions[planted.language];
  const told = conditions.filter(([from, to, sign]) => {
    const path = mined.paths.find((own) => names.get(own.from) === from && names.get(own.to) === to);
    return path?.condition?.signs.some((word) => sign.test(word)) === true;
  });
  const loops = mined.paths.filter(({ loop }) => loop);
  return {
    nodeF1: (2 * new Set(names.values()).size) / (mined.steps.length + Object.keys(planted.steps).length + 1),
    edgeF1: (2 * right) / (found.length + plantedPaths.length),
    loop: loops.some(({ from, to }) => names.get(from) === plantedLoop[0] && names.get(to) === plantedLoop[1]) ? 1 : 0,
    conditions: told.length / conditions.length,
  };
}

/** The planted step that most lines of a mined one carry; each planted step once. */
function namesOf(mined: MinedProcedure, truths: ReadonlyMap<string, SimulatedCall['truth']>): Map<number, string> {
  const votes = mined.steps.map(({ step, joined }) => {
    const counts = new Map<string, number>();
    for (const { trace, event } of joined.at) {
      const own = mined.traces[trace];
      const said = own?.events[event];
      const name = said?.kind === 'looked_up' ? 'L' : (truths.get(own?.key ?? '')?.[said?.segment ?? -1] ?? '-');
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const [name = '-', count = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
    return { step, name, count, most: count * 2 > joined.at.length };
  });
  const names = new Map<number, string>();
  const taken = new Set<string>(['-']);
  for (const { step, name, most } of votes.toSorted((a, b) => b.count - a.count)) {
    if (!most || taken.has(name)) continue;
    names.set(step, name);
    taken.add(name);
  }
  return names;
}

function meansOf(scores: readonly Recovery[]): Recovery {
  const mean = (of: (score: Recovery) => number) =>
    rounded(scores.reduce((sum, score) => sum + of(score), 0) / scores.length);
  return {
    nodeF1: mean((score) => score.nodeF1),
    edgeF1: mean((score) => score.edgeF1),
    loop: mean((score) => score.loop),
    conditions: mean((score) => score.conditions),
  };
}

const rounded = (value: number) => Math.round(value * 1_000) / 1_000;

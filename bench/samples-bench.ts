import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProposalDraft } from '../graph-schema/index.ts';
import { mineCalls, type NamingOutcome, openScenarioModel, type StoredScenarioModel } from '../ingest/index.ts';
import { parseFile } from '../ingest/parsing.ts';
import { type IngestSettings, isProblem, type StoredSource } from '../ingest/ports.ts';
import { mineProcedure } from '../ingest/steps/procedures/mine-procedure.ts';
import { traceOfCall } from '../ingest/steps/procedures/trace-of-call.ts';
import { createPacer } from '../ingest/steps/scenarios/give-way.ts';
import { scoreClustering } from './clustering-metrics.ts';
import { type EndpointModel, endpointModel } from './endpoint-model.ts';
import { percent, rounded, timeAssignments } from './mining-bench.ts';
import { readTitles, scoreNames } from './scenario-names.ts';

export interface SamplesBenchOptions {
  /** Folder with `calls/` and, read by the scorer alone, `truth/calls.jsonl`. */
  readonly samples: string;
  readonly fineness: 'coarse' | 'normal' | 'fine';
  /** An OpenAI-compatible chat endpoint that names the scenarios as well, to be compared with the rules. */
  readonly model?: string;
  readonly modelName?: string;
  /** It names only so many, evenly spread, and names are compared for those alone. */
  readonly limit?: number;
}

interface CallTruth {
  readonly id: string;
  readonly scenario: string;
  readonly practices: readonly string[];
  /** Null: its steps are not labelled. */
  readonly steps: readonly { readonly turn: number; readonly step: string }[] | null;
}

const settings: IngestSettings = {
  timeZone: 'Asia/Shanghai',
  pseudonym: (id) => id,
  ownContacts: { phones: [], emails: [] },
  verbatim: false,
};

/** Mines the sample calls as the product does, and compares with what their author says of them. */
export async function samplesBench({
  samples,
  fineness,
  model: url,
  modelName = 'model',
  limit = Number.POSITIVE_INFINITY,
}: SamplesBenchOptions) {
  const calls = await readCalls(join(samples, 'calls'));
  const lines = (await readFile(join(samples, 'truth', 'calls.jsonl'), 'utf8')).split('\n').filter(Boolean);
  const truth = new Map(lines.map((line) => JSON.parse(line) as CallTruth).map((row) => [row.id, row]));
  const models: StoredScenarioModel[] = [];
  const startedAt = performance.now();
  const drafts = await mineCalls(calls, settings, {
    fineness,
    topAgents: bestAgents(calls),
    onModel: (found) => models.push(found),
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  const groups = drafts.map((draft) => {
    const scenario = draft.parts.find((part) => part.sort === 'node' && part.kind === 'scenario');
    return new Set(scenario?.evidence.map(({ span }) => callOfSegment(span.segmentId)));
  });
  const scored = (own: readonly StoredSource[]) => ({
    calls: own.length,
    scenarios: new Set(own.map(({ key }) => truth.get(key)?.scenario)).size,
    ...percent(
      scoreClustering(
        own.map(({ key }) => groups.findIndex((group) => group.has(key)) + 1 || `alone ${key}`),
        own.map(({ key }) => truth.get(key)?.scenario ?? ''),
      ),
    ),
    unassigned: own.filter(({ key }) => !groups.some((group) => group.has(key))).length,
  });
  const [model] = models;
  const byKey = new Map(calls.map((call) => [call.key, call]));
  const every = Math.max(1, Math.ceil(drafts.length / limit));
  const titles = await readTitles(join(samples, 'truth', 'titles.jsonl'));
  const truthOf = (n: number) =>
    n % every > 0 ? null : mostOf([...(groups[n] ?? [])].flatMap((key) => truth.get(key)?.scenario ?? []));
  const opened = model ? openScenarioModel(model) : null;
  return {
    found: drafts.length,
    chinese: scored(calls.filter(({ language }) => language !== 'en')),
    english: scored(calls.filter(({ language }) => language === 'en')),
    ...(await scoreSteps(calls, truth)),
    ...scorePractices(drafts, calls, truth),
    names: {
      byRules: scoreNames(drafts, titles, truthOf),
      ...(url !== undefined && {
        byModel: await namesByModel(
          calls,
          fineness,
          someQuestions(endpointModel(url, modelName, nameTokens), every),
          (named) => scoreNames(named, titles, truthOf),
        ),
      }),
    },
    seconds: rounded(seconds),
    assignMs: opened
      ? timeAssignments(
          calls.map(({ key }) => key),
          (key) => opened.mattersOf(byKey.get(key) as StoredSource),
        )
      : null,
  };
}

const nameTokens = 200;

/** Mines once more, with the model; the same calls make the same scenarios. */
async function namesByModel(
  calls: readonly StoredSource[],
  fineness: SamplesBenchOptions['fineness'],
  model: EndpointModel,
  score: (drafts: readonly ProposalDraft[]) => object,
) {
  let outcome: NamingOutcome | null = null;
  const options = { fineness, topAgents: bestAgents(calls), namingModel: model };
  const drafts = await mineCalls(calls, settings, {
    ...options,
    onNamed: (found) => {
      outcome = found;
    },
  });
  return { ...score(drafts), outcome, ...model.meter };
}

/** Every so manieth question; the scenarios are asked for in their order. */
function someQuestions(model: EndpointModel, every: number): EndpointModel {
  let asked = 0;
  return {
    ...model,
    ask: async (question) => (asked++ % every > 0 ? { missing: 'budget' } : model.ask(question)),
  };
}

function mostOf(names: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

const callOfSegment = (segmentId: string) => segmentId.slice(0, segmentId.lastIndexOf('#'));

async function readCalls(directory: string): Promise<StoredSource[]> {
  const calls: StoredSource[] = [];
  for (const name of (await readdir(directory)).toSorted()) {
    for await (const record of parseFile({ name, bytes: await readFile(join(directory, name)) }, settings)) {
      if (isProblem(record)) continue;
      const { hashInput: _raw, segments, ...source } = record;
      calls.push({
        ...source,
        sourceId: source.key,
        segments: segments.map((segment) => ({ ...segment, id: `${source.key}#${segment.ordinal}` })),
      });
    }
  }
  return calls;
}

const fewestCalls = 8;
const bestShare = 1 / 3;

/** The third of the agents that solve the largest share of their calls, of those with enough of them. */
function bestAgents(calls: readonly StoredSource[]): string[] {
  const byAgent = groupsBy(calls, ({ call }) => call?.agent?.id ?? '');
  const rated = [...byAgent]
    .filter(([, own]) => own.length >= fewestCalls)
    .map(([id, own]) => ({
      id,
      solved: own.filter(isSolved).length / own.length,
    }))
    .sort((a, b) => b.solved - a.solved);
  return rated.slice(0, Math.ceil(rated.length * bestShare)).map(({ id }) => id);
}

// Of fewer solved calls, in which no two agents say a step alike, nobody could tell its steps.
const fewestSolved = 12;

/**
 * Mines the labelled calls of each scenario that has enough of them by themselves: F1 of mined steps that are mostly one
 * true step, each true one once, of those that three solved calls have, since solved calls are what a procedure is read from; means.
 */
async function scoreSteps(calls: readonly StoredSource[], truth: ReadonlyMap<string, CallTruth>) {
  const labelled = calls.filter(({ key }) => truth.get(key)?.steps);
  const scores: number[] = [];
  let tooFew = 0;
  for (const [, own] of groupsBy(labelled, ({ key }) => truth.get(key)?.scenario)) {
    if (own.filter(isSolved).length < fewestSolved) {
      tooFew++;
      continue;
    }
    const stepOf = (key: string, turn: number) =>
      truth.get(key)?.steps?.find((step) => step.turn === turn)?.step ?? null;
    const said = own
      .filter(isSolved)
      .flatMap(({ key }) => [...new Set(truth.get(key)?.steps?.map(({ step }) => step) ?? [])]);
    const gold = new Set(said.filter((step) => said.filter((other) => other === step).length >= 3));
    const mined = await mineProcedure(
      own.map((call) => traceOfCall(call)),
      createPacer(),
    );
    const names = new Set<string>();
    for (const { joined } of mined?.steps ?? []) {
      const counts = new Map<string, number>();
      for (const { trace, event } of joined.at) {
        const at = mined?.traces[trace];
        const line = at?.events[event];
        const step = line && 'segment' in line ? stepOf(at?.key ?? '', line.segment) : null;
        if (step) counts.set(step, (counts.get(step) ?? 0) + 1);
      }
      const [best] = [...counts].sort((a, b) => b[1] - a[1]);
      if (best && best[1] * 2 > joined.at.length && gold.has(best[0])) names.add(best[0]);
    }
    scores.push((2 * names.size) / Math.max(1, gold.size + (mined?.steps.length ?? 0)));
  }
  return {
    stepScenarios: scores.length,
    stepScenariosTooFew: tooFew,
    stepF1: rounded(scores.reduce((sum, f1) => sum + f1, 0) / Math.max(1, scores.length)),
  };
}

const isSolved = ({ call }: StoredSource) => call?.outcome?.result === 'solved';
// As many as the comparison of calls asks for.
const fewestCompared = 30;
const fewestAgents = 5;

/**
 * Planted: scenarios in some of whose calls it was written; comparable: those in which enough calls by enough agents with
 * both sorts of calls can tell it from chance; right: a practice found whose evidence lies mostly in its lines.
 */
function scorePractices(
  drafts: Awaited<ReturnType<typeof mineCalls>>,
  calls: readonly StoredSource[],
  truth: ReadonlyMap<string, CallTruth>,
) {
  const does = ({ key }: StoredSource) => (truth.get(key)?.practices.length ?? 0) > 0;
  const planted = [...groupsBy(calls, ({ key }) => truth.get(key)?.scenario).values()].filter((own) => own.some(does));
  const comparable = planted.filter((own) => {
    const both = [...groupsBy(own, ({ call }) => call?.agent?.id).values()].filter(
      (ofAgent) => ofAgent.some(does) && !ofAgent.every(does),
    );
    return both.length >= fewestAgents && both.flat().length >= fewestCompared;
  });
  const practices = drafts.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.sort === 'node' && part.kind === 'best_practice' ? [part] : [])),
  );
  const isPlanted = (segmentId: string) => {
    const [key, turn] = [callOfSegment(segmentId), Number(segmentId.split('#').at(-1))];
    const own = truth.get(key);
    return own?.steps?.some((step) => step.turn === turn && own.practices.includes(step.step)) === true;
  };
  const right = practices.filter(
    ({ evidence }) => evidence.filter(({ span }) => isPlanted(span.segmentId)).length * 2 > evidence.length,
  );
  return {
    practicesPlanted: planted.length,
    practicesComparable: comparable.length,
    practicesFound: practices.length,
    practicesRight: right.length,
    practices: practices.map(({ content }) => content),
  };
}

function groupsBy<K>(calls: readonly StoredSource[], keyOf: (call: StoredSource) => K): Map<K, StoredSource[]> {
  const groups = new Map<K, StoredSource[]>();
  for (const call of calls) groups.set(keyOf(call), [...(groups.get(keyOf(call)) ?? []), call]);
  return groups;
}

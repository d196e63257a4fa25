import type { DraftPart, Language } from '../../../graph-schema/index.ts';
import type { HandlingContext, StoredSource } from '../../ports.ts';
import type { DraftFrame, DraftKey } from '../draft-parts.ts';
import { practiceParts } from '../practices/practice-parts.ts';
import { type PracticeSearch, practicesRationale } from '../practices/practice-search.ts';
import type { createPacer } from '../scenarios/give-way.ts';
import { barredLines } from '../scripts/barred-lines.ts';
import { rulesSaid } from '../scripts/rules-said.ts';
import { stepScriptParts } from '../scripts/step-scripts.ts';
import { mineProcedure } from './mine-procedure.ts';
import { procedureParts } from './procedure-parts.ts';
import { traceWithout } from './trace-of-call.ts';

export interface Handling {
  readonly parts: readonly DraftPart[];
  /** Why, for reviewers; empty where nothing was learnt. */
  readonly rationale: string;
  /** Whether best practices were looked for. */
  readonly practices: PracticeSearch;
}

/** Learns from calls about one matter, here or elsewhere; the same calls teach the same. */
export type LearnHandling = (
  calls: readonly StoredSource[],
  scenario: DraftKey<'scenario'>,
  language: Language | undefined,
  frame: DraftFrame,
  context: HandlingContext,
) => Promise<Handling>;

// Of a large group this many calls, evenly spread, are read.
const mostCalls = 3_000;

/** Those of a scenario's calls that are read; of these, the same are read again. */
export function handlingCalls(calls: readonly StoredSource[]): readonly StoredSource[] {
  const stride = Math.max(1, Math.ceil(calls.length / mostCalls));
  return calls.filter((_, i) => i % stride === 0);
}

/** How calls about one matter are handled: steps and paths, lines at the steps, and what the best agents do better. */
export async function learnHandling(
  calls: readonly StoredSource[],
  scenario: DraftKey<'scenario'>,
  language: Language | undefined,
  frame: DraftFrame,
  options: HandlingContext,
  giveWay: ReturnType<typeof createPacer>,
): Promise<Handling> {
  const read = handlingCalls(calls);
  const { bars, takenBack } = barredLines(read);
  await giveWay();
  const traces = [];
  for (const call of read) {
    traces.push(traceWithout(call, bars));
    await giveWay();
  }
  const mined = await mineProcedure(traces, giveWay);
  if (!mined) {
    const practices = { outcome: 'no_steps' } as const;
    return { parts: [], rationale: practicesRationale(practices, language), practices };
  }
  const byKey = new Map(read.map((call) => [call.key, call]));
  const isCommon = rulesSaid(read);
  await giveWay();
  const topAgents = new Set(options.topAgents ?? []);
  const { knownSteps = [], knownProcedures = [], trustedSources, noTopAgents } = options;
  const procedure = procedureParts(mined, byKey, {
    scenario,
    language,
    frame,
    isCommon,
    knownSteps,
    knownProcedures,
  });
  await giveWay();
  const { refs, names } = procedure;
  const scripts = stepScriptParts(mined, byKey, { refs, language, frame, topAgents, isCommon, bars, takenBack });
  await giveWay();
  const practices = practiceParts(mined, byKey, {
    scenario,
    refs,
    names,
    language,
    frame,
    topAgents,
    ...(trustedSources ? { trustedSources } : {}),
    ...(noTopAgents ? { noTopAgents } : {}),
  });
  return {
    parts: [...procedure.parts, ...scripts, ...practices.parts],
    rationale: [procedure.rationale, practicesRationale(practices.search, language)]
      .filter((text) => text !== '')
      .join('\n'),
    practices: practices.search,
  };
}

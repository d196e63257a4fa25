import type { DraftPart, Language } from '../../../graph-schema/index.ts';
import type { NoTopAgents, StoredSource } from '../../ports.ts';
import { clip, type DraftFrame, type DraftKey, edgePart, nodePart, span } from '../draft-parts.ts';
import type { MinedProcedure } from '../procedures/mine-procedure.ts';
import { type CallConduct, conductsOf } from './conducts.ts';
import { type FoundPractice, findPractices, type JudgedCall, practiceSettings } from './find-practices.ts';
import { type JudgeOptions, judgeCall } from './judged-calls.ts';
import { type PracticeSearch, searchWithoutTopAgents } from './practice-search.ts';
import { practiceDescription, practiceName } from './practice-wording.ts';

export interface PracticeFrame extends JudgeOptions {
  readonly scenario: DraftKey<'scenario'>;
  readonly refs: ReadonlyMap<number, DraftKey<'step'>>;
  readonly names: ReadonlyMap<number, string>;
  readonly language: Language | undefined;
  readonly frame: DraftFrame;
  /** Where none of the agents is one of the best: what is known of them. */
  readonly noTopAgents?: NoTopAgents;
}

export interface PracticeParts {
  readonly parts: readonly DraftPart[];
  readonly search: PracticeSearch;
}

const mostPractices = 8;
const mostEvidence = 20;

/** What the best agents of these calls do that others do less, and that gets more calls solved, as best practices. */
export function practiceParts(
  mined: MinedProcedure,
  calls: ReadonlyMap<string, StoredSource>,
  options: PracticeFrame,
): PracticeParts {
  if (options.topAgents.size === 0) return { parts: [], search: searchWithoutTopAgents(options.noTopAgents) };
  const judged = mined.traces.map(({ key }) => {
    const call = calls.get(key);
    return call ? judgeCall(call, options) : null;
  });
  const known = judged.flatMap((call, t) => (call ? [{ call, t }] : []));
  const { fewestCalls } = practiceSettings;
  if (known.length < fewestCalls)
    return { parts: [], search: { outcome: 'few_calls', minimumCalls: fewestCalls, calls: known.length } };
  const conducts = conductsOf(mined)
    .filter(
      ({ habit, step, other }) =>
        habit !== null || (options.refs.has(step) && (other === null || options.refs.has(other))),
    )
    .map((conduct) => ({
      ...conduct,
      did: known.map(({ t }) => conduct.did[t] ?? null),
      at: known.map(({ t }) => conduct.at[t] ?? -1),
    }));
  const found = findPractices(
    known.map(({ call }) => call),
    conducts,
  ).slice(0, mostPractices);
  const traces = known.map(({ t }) => t);
  const parts = found.flatMap((practice) =>
    partsOf(
      practice,
      mined,
      calls,
      known.map(({ call }) => call),
      traces,
      options,
    ),
  );
  const tried = conducts.length;
  const practices = parts.filter(({ sort }) => sort === 'node').length;
  return { parts, search: practices === 0 ? { outcome: 'none_found', tried } : { outcome: 'found', practices, tried } };
}

function partsOf(
  found: FoundPractice<CallConduct>,
  mined: MinedProcedure,
  calls: ReadonlyMap<string, StoredSource>,
  judged: readonly JudgedCall[],
  traces: readonly number[],
  { scenario, refs, names, language, frame }: PracticeFrame,
): DraftPart[] {
  const { conduct, effect } = found;
  const step = refs.get(conduct.step);
  const shown = judged
    .map((call, i) => ({ call, i }))
    .filter(({ call, i }) => call.solved && conduct.did[i] === true)
    .sort((a, b) => Number(b.call.top) - Number(a.call.top) || a.i - b.i)
    .slice(0, mostEvidence);
  const evidence = shown.flatMap(({ i }) => {
    const trace = mined.traces[traces[i] ?? -1];
    const event = trace?.events[conduct.at[i] ?? -1];
    const segment = calls.get(trace?.key ?? '')?.segments[event?.segment ?? -1];
    if (!event || !segment) return [];
    const [start, end] = event.kind === 'said' ? [event.start, event.end] : [0, segment.text.length];
    return end > start ? [span(segment, start, end, 'example')] : [];
  });
  if ((!step && !conduct.habit) || evidence.length === 0) return [];
  const detail = [
    conduct.sort,
    step?.key.slice(-120) ?? conduct.habit ?? '',
    conduct.term ?? refs.get(conduct.other ?? -1)?.key.slice(-120) ?? '',
  ];
  const ref: DraftKey<'best_practice'> = {
    kind: 'best_practice',
    key: `${scenario.key}/practice/${detail.filter((part) => part !== '').join('/')}`.slice(0, 500),
  };
  const name = clip(
    practiceName(conduct, (own) => names.get(own) ?? '', language),
    300,
  );
  const content = {
    name,
    description: practiceDescription(found, name, language),
    effect: {
      lift: rounded(effect.lift),
      low: rounded(found.low),
      high: rounded(found.high),
      calls: effect.calls,
      agents: effect.agents,
      teams: effect.teams,
      solvedCalls: effect.solvedWith,
      sort: conduct.sort,
      topShare: rounded(found.topShare),
      otherShare: rounded(found.otherShare),
      tried: found.tried,
      q: rounded(found.q),
      correctedLow: rounded(found.selectedLow),
      correctedHigh: rounded(found.selectedHigh),
    },
    language,
  };
  return [
    nodePart(ref, content, evidence, frame),
    edgePart('APPLIES_TO', ref, scenario, evidence.slice(0, 5), frame),
    ...(step ? [edgePart('APPLIES_TO', ref, step, evidence.slice(0, 5), frame)] : []),
  ];
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000;

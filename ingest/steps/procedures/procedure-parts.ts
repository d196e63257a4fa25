import type { DraftPart, Evidence, Language } from '../../../graph-schema/index.ts';
import type { KnownProcedure, KnownStep, StoredSource } from '../../ports.ts';
import { clip, type DraftFrame, type DraftKey, edgePart, nodePart, span } from '../draft-parts.ts';
import { generalise, isMostlySlots, type Particular } from '../scripts/generalise.ts';
import { type Alignment, alignDocumented } from './align-documented.ts';
import type { MinedPath, MinedProcedure, MinedStep } from './mine-procedure.ts';
import type { Taking } from './path-takings.ts';
import { conditionText, differenceText, doneText, instructionText, procedureRationale } from './procedure-wording.ts';
import { stepKeys } from './step-keys.ts';
import { stepName } from './step-name.ts';

export interface ProcedureFrame {
  readonly scenario: DraftKey<'scenario'>;
  readonly language: Language | undefined;
  readonly frame: DraftFrame;
  /** Whether a figure is a rule, and stays where others become slots. */
  readonly isCommon: (particular: Particular) => boolean;
  readonly knownSteps?: readonly KnownStep[];
  readonly knownProcedures?: readonly KnownProcedure[];
}

export interface ProcedureParts {
  readonly parts: readonly DraftPart[];
  /** What was found and where it differs from the document about it, for reviewers. */
  readonly rationale: string;
  /** The item of each mined step, by its number. */
  readonly refs: ReadonlyMap<number, DraftKey<'step'>>;
  readonly names: ReadonlyMap<number, string>;
}

const mostEvidence = 20;

/** Calls by their key, as evidence needs them. */
export type CallsByKey = ReadonlyMap<string, StoredSource>;

/** The mined procedure as steps of the scenario and paths between them, with counts, conditions and evidence. */
export function procedureParts(mined: MinedProcedure, calls: CallsByKey, options: ProcedureFrame): ProcedureParts {
  const { scenario, language, frame } = options;
  const evidence = new Map(mined.steps.map((step) => [step.step, stepEvidence(step, mined, calls)]));
  // A code that customers say aloud at a step is one that they must not be asked for.
  const stated = mined.steps.filter(
    ({ step, done }) => (evidence.get(step)?.length ?? 0) > 0 && !(done?.by === 'given' && done.type === 'PASSCODE'),
  );
  const refs = stepKeys(stated, mined, (at) => spanAt(mined, calls, at.trace, at.event), calls, options);
  const lines = new Map(stated.map((step) => [step.step, lineOf(step, mined, options)]));
  const names = new Map(
    stated.map(({ step, joined }) => {
      const line = lines.get(step) ?? '';
      return [step, joined.kind === 'looked_up' ? clip(line, 60) : stepName(line)];
    }),
  );
  const own = stated.flatMap((step): DraftPart[] => {
    const ref = refs.get(step.step);
    const spans = evidence.get(step.step) ?? [];
    if (!ref) return [];
    const content = {
      name: names.get(step.step) ?? '',
      instruction: instructionText(step.joined.kind, clip(lines.get(step.step) ?? '', 2_000), language),
      condition: entryCondition(step, mined, language),
      doneWhen: step.done ? doneText(step.done, language) : undefined,
      order: step.order,
      language,
    };
    const facts = { frequency: rounded(step.share), calls: step.ends.known, ...solvedShare(step.ends) };
    return [nodePart(ref, content, spans, frame), edgePart('HAS_STEP', scenario, ref, spans.slice(0, 5), frame, facts)];
  });
  const ways = mined.paths.flatMap((path) => pathPart(path, mined, calls, refs, options));
  const alignment = alignDocumented(
    stated.map((step) => ({ words: wordsOf(step, mined), kind: step.joined.kind, order: step.order })),
    options.knownProcedures ?? [],
  );
  const nameOf = (index: number) => names.get(stated[index]?.step ?? -1) ?? '';
  const difference = alignment ? differenceText(alignment, nameOf, language) : '';
  return {
    parts: [...own, ...ways, ...documentEdge(alignment, stated, evidence, options)],
    rationale: [procedureRationale(mined, language), difference].filter((text) => text !== '').join('\n'),
    refs,
    names,
  };
}

const eventOf = (mined: MinedProcedure, at: { readonly trace: number; readonly event: number }) =>
  mined.traces[at.trace]?.events[at.event];

/** One span a call, solved calls first, evenly spread over them; of a look-up, what the agent said next to it. */
function stepEvidence({ joined }: MinedStep, mined: MinedProcedure, calls: CallsByKey): Evidence[] {
  const byCall = new Map(joined.at.toReversed().map((at) => [at.trace, at]));
  const places = [...byCall.values()].sort((a, b) => a.trace - b.trace).filter(({ trace }) => trace < mined.solved);
  const stride = Math.max(1, Math.ceil(places.length / mostEvidence));
  return places.filter((_, i) => i % stride === 0).flatMap((at) => spanAt(mined, calls, at.trace, at.event));
}

function spanAt(mined: MinedProcedure, calls: CallsByKey, trace: number, event: number): Evidence[] {
  const own = mined.traces[trace];
  const happened = own?.events[event];
  const segment = calls.get(own?.key ?? '')?.segments[happened?.segment ?? -1];
  if (!happened || !segment) return [];
  const [start, end] = happened.kind === 'said' ? [happened.start, happened.end] : [0, segment.text.length];
  return end > start ? [span(segment, start, end, 'example')] : [];
}

function heardAt(mined: MinedProcedure, calls: CallsByKey, { trace, fromEvent, toEvent }: Taking): Evidence[] {
  const own = mined.traces[trace];
  const heard = own?.events.slice(fromEvent + 1, toEvent + 1).find(({ heardIn }) => heardIn >= 0);
  const segment = calls.get(own?.key ?? '')?.segments[heard?.heardIn ?? -1];
  return segment && segment.text.length > 0 ? [span(segment, 0, segment.text.length, 'supports')] : [];
}

/** What is typically said at the step, or looked up; another line of it where that one holds little but figures. */
function lineOf(step: MinedStep, mined: MinedProcedure, { language, isCommon }: ProcedureFrame): string {
  const typical = generalise(eventOf(mined, step.joined.typical)?.text.trim() ?? '', language, isCommon);
  if (!isMostlySlots(typical)) return typical;
  const others = [...new Set(wordsOf(step, mined))].map((text) => generalise(text.trim(), language, isCommon));
  return others.filter((line) => line !== '' && !isMostlySlots(line)).sort((a, b) => a.length - b.length)[0] ?? typical;
}

/** The condition under which the step is entered, where every way to it has one. */
function entryCondition({ step }: MinedStep, { paths }: MinedProcedure, language: Language | undefined) {
  const into = paths.filter(({ to, loop }) => to === step && !loop);
  const texts = into.flatMap(({ condition }) => (condition ? [conditionText(condition, language)] : []));
  if (into.length === 0 || texts.length < into.length) return undefined;
  return clip(texts.slice(0, 3).join(language === 'en' ? '; or: ' : '；或：'), 4_000);
}

function pathPart(
  path: MinedPath,
  mined: MinedProcedure,
  calls: CallsByKey,
  refs: ReadonlyMap<number, DraftKey<'step'>>,
  { language, frame }: ProcedureFrame,
): DraftPart[] {
  const [from, to] = [refs.get(path.from), refs.get(path.to)];
  if (!from || !to) return [];
  const shown = path.condition ? path.condition.examples : path.examples.slice(0, 5);
  const evidence = shown.flatMap((taking) => [
    ...heardAt(mined, calls, taking),
    ...spanAt(mined, calls, taking.trace, taking.toEvent),
  ]);
  if (evidence.length === 0) return [];
  const content = {
    ...(path.condition ? { condition: clip(conditionText(path.condition, language), 4_000) } : {}),
    frequency: rounded(Math.min(1, path.share)),
    calls: path.ends.known,
    ...solvedShare(path.ends),
  };
  return [edgePart('NEXT_STEP', from, to, evidence.slice(0, mostEvidence), frame, content)];
}

const solvedShare = ({ known, solved }: { readonly known: number; readonly solved: number }) =>
  known === 0 ? {} : { solvedShare: rounded(solved / known) };

const rounded = (share: number) => Math.round(share * 1_000) / 1_000;

/** What is said, or looked up, at a step, each wording once. */
export const wordsOf = (step: MinedStep, mined: MinedProcedure): string[] =>
  [...new Set(step.joined.at.map((at) => eventOf(mined, at)?.text ?? ''))].slice(0, 40);

/** The document that describes the procedure applies to the scenario. */
function documentEdge(
  alignment: Alignment | null,
  stated: readonly MinedStep[],
  evidence: ReadonlyMap<number, readonly Evidence[]>,
  { scenario, frame }: ProcedureFrame,
): DraftPart[] {
  if (!alignment) return [];
  const from: DraftKey<'procedure'> = { kind: 'procedure', key: alignment.procedure.key };
  const shown = alignment.pairs.flatMap(
    ({ shown: index }) => evidence.get(stated[index]?.step ?? -1)?.slice(0, 2) ?? [],
  );
  return [edgePart('APPLIES_TO', from, scenario, shown.slice(0, mostEvidence), { ...frame, confidence: 0.5 })];
}

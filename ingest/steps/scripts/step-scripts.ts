import type { DraftPart, Emotion, Evidence, Language } from '../../../graph-schema/index.ts';
import { clip, type DraftFrame, type DraftKey, edgePart, nodePart, span } from '../draft-parts.ts';
import { mostAlike } from '../overlap.ts';
import { createLineSpace, lineFeatures } from '../procedures/line-vectors.ts';
import { maskSlots } from '../procedures/mask-slots.ts';
import type { MinedProcedure, MinedStep } from '../procedures/mine-procedure.ts';
import type { CallsByKey } from '../procedures/procedure-parts.ts';
import { cosine, type SparseVector, vectorSum } from '../scenarios/call-vectors.ts';
import { type Candidate, pickDiverse } from '../scenarios/pick-diverse.ts';
import { type SayableLine, sayableLine } from '../scenarios/sayable-lines.ts';
import { type AvoidedPromises, avoidedPromises } from './avoided-promises.ts';
import type { BarredLines } from './barred-lines.ts';
import { generalise, isMostlySlots, type Particular } from './generalise.ts';
import { scriptName } from './script-name.ts';
import { aboutTheSame, type TakenBack } from './taken-back.ts';
import { type Followed, whatFollowed } from './what-followed.ts';

export interface ScriptFrame extends BarredLines {
  readonly refs: ReadonlyMap<number, DraftKey<'step'>>;
  readonly language: Language | undefined;
  readonly frame: DraftFrame;
  /** The best agents; where none is known, lines of all agents are taken. */
  readonly topAgents: ReadonlySet<string>;
  /** Whether a figure is a rule, and stays where others become slots. */
  readonly isCommon: (particular: Particular) => boolean;
}

/** What the steps of one procedure share. */
interface Group extends ScriptFrame {
  readonly mined: MinedProcedure;
  readonly calls: CallsByKey;
}

const mostScripts = 2;
/** Lines this alike are the same line in other words. */
const sameLine = 0.5;

interface Line extends SayableLine {
  /** As it can be said to any customer. */
  readonly say: string;
  readonly callKey: string;
  readonly segment: number;
  readonly followed: Followed;
  readonly satisfaction: number;
}

/**
 * The lines that the best agents said at each step of solved calls, as they can be said to any customer, with the feelings
 * that they answered and what followed; promises that were taken back stand as what not to say beside the lines of the
 * step that is nearest to them in their call.
 */
export function stepScriptParts(mined: MinedProcedure, calls: CallsByKey, options: ScriptFrame): DraftPart[] {
  const group: Group = { mined, calls, ...options };
  const lines = new Map(
    mined.steps.flatMap((step) => {
      const own = step.joined.kind === 'said' && options.refs.has(step.step) ? linesAt(step, group) : [];
      return own.length > 0 ? [[step.step, own] as const] : [];
    }),
  );
  const nearest = new Map(options.takenBack.map((back) => [back, nearestStep(back, mined, lines)]));
  return mined.steps.flatMap(({ step }) => {
    const ref = options.refs.get(step);
    const back = options.takenBack.filter((own) => nearest.get(own) === step);
    return ref ? scriptsOf(lines.get(step) ?? [], ref, back, group) : [];
  });
}

/**
 * The step with lines that the agent took last before the promise, or first after it; where its call takes none, the one
 * whose lines are most like it. Null: none is.
 */
function nearestStep(
  { call, promise }: TakenBack,
  mined: MinedProcedure,
  lines: ReadonlyMap<number, readonly Line[]>,
): number | null {
  const trace = mined.traces.findIndex(({ key }) => key === call.key);
  // By its id: a call may give its segments as other objects each time.
  const place = call.segments.findIndex(({ id }) => id === promise.segment.id);
  const taken = (mined.traces[trace]?.events ?? []).flatMap(({ segment }, event) => {
    const step = mined.labels[trace]?.[event] ?? -1;
    return lines.has(step) ? [{ step, away: segment <= place ? place - segment : segment - place + 0.5 }] : [];
  });
  const [nearest] = taken.sort((a, b) => a.away - b.away);
  if (nearest) return nearest.step;
  const like = mostAlike(promise.text, [...lines], ([, own]) => own.map(({ text }) => text).join('\n'));
  return like?.[1].some(({ text }) => aboutTheSame(text, promise.text)) ? like[0] : null;
}

function linesAt({ joined }: MinedStep, { mined, calls, bars, isCommon, language }: Group): Line[] {
  const seen = new Set<string>();
  return joined.at.flatMap(({ trace, event }): Line[] => {
    const own = mined.traces[trace];
    const said = own?.events[event];
    const call = calls.get(own?.key ?? '');
    const segment = call?.segments[said?.segment ?? -1];
    if (!said || !call || !segment || own?.solved !== true) return [];
    const line = sayableLine(segment, bars);
    const key = `${call.key} ${said.segment}`;
    if (!line || line.start >= said.end || line.end <= said.start || seen.has(key)) return [];
    seen.add(key);
    const say = generalise(line.text, language, isCommon);
    if (isMostlySlots(say)) return [];
    const satisfaction = call.call?.outcome?.satisfaction ?? 3;
    return [
      {
        ...line,
        say,
        callKey: call.key,
        segment: said.segment,
        followed: whatFollowed(call, said.segment),
        satisfaction,
      },
    ];
  });
}

function scriptsOf(
  lines: readonly Line[],
  ref: DraftKey<'step'>,
  back: readonly TakenBack[],
  group: Group,
): DraftPart[] {
  const { calls, topAgents, language } = group;
  if (lines.length === 0) return [];
  const features = lines.map(({ text }) => lineFeatures(maskSlots(text)));
  const vectors = features.map(createLineSpace(features).vectorOf);
  const sum = vectorSum();
  for (const vector of vectors) sum.add(vector);
  const direction = sum.direction();
  const candidates = lines.map((line, i): Candidate<{ line: Line; vector: SparseVector }> => {
    const vector = vectors[i] ?? direction;
    const isTop = topAgents.has(calls.get(line.callKey)?.call?.agent?.id ?? '');
    const fits = topAgents.size === 0 || isTop;
    const worth = 1 + 0.1 * (line.satisfaction - 3) + (line.followed.calmer === true ? 0.3 : 0);
    const score = fits ? cosine(vector, direction) * worth : 0;
    return { value: { line, vector }, vector, score, group: line.callKey };
  });
  return pickDiverse(candidates, mostScripts, 1).flatMap(({ line, vector }) => {
    const alike = lines.filter((_, i) => cosine(vectors[i] ?? direction, vector) >= sameLine);
    return partsOf(line, alike, avoidedPromises(back, language), ref, group);
  });
}

function partsOf(
  line: Line,
  alike: readonly Line[],
  { avoid, against }: AvoidedPromises,
  step: DraftKey<'step'>,
  { calls, language, frame }: Group,
): DraftPart[] {
  const call = calls.get(line.callKey);
  const segment = call?.segments[line.segment];
  if (!call || !segment) return [];
  const ref: DraftKey<'script'> = { kind: 'script', key: `${line.callKey}/${segment.ordinal}` };
  const own = span(segment, line.start, line.end, 'example');
  const others = alike
    .filter((other) => other !== line)
    .slice(0, 9)
    .flatMap((other): Evidence[] => {
      const said = calls.get(other.callKey)?.segments[other.segment];
      return said ? [span(said, other.start, other.end, 'example')] : [];
    });
  const say = clip(line.say, 4_000);
  const content = {
    name: scriptName(say),
    say,
    emotions: emotionsOf(alike),
    avoid: [...avoid],
    language: call.language ?? language,
  };
  const upset = alike.flatMap(({ followed }) => (followed.calmer === null ? [] : [followed.calmer]));
  const facts = {
    calls: new Set(alike.map(({ callKey }) => callKey)).size,
    ...(upset.length >= 3 ? { calmerShare: rounded(upset.filter(Boolean).length / upset.length) } : {}),
  };
  return [
    nodePart(ref, content, [own, ...others, ...against], frame),
    edgePart('USES_SCRIPT', step, ref, [own, ...others.slice(0, 3)], frame, facts),
  ];
}

/** What customers felt before, in a fifth of the times at least. */
function emotionsOf(lines: readonly Line[]): Emotion[] {
  const counts = new Map<Emotion, number>();
  for (const { followed } of lines) for (const felt of followed.emotions) counts.set(felt, (counts.get(felt) ?? 0) + 1);
  return [...counts].filter(([, n]) => n * 5 >= lines.length).map(([emotion]) => emotion);
}

const rounded = (share: number) => Math.round(share * 1_000) / 1_000;

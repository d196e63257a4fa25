import type { DraftPart, Emotion, Evidence, Language } from '../../../graph-schema/index.ts';
import { clip, type DraftFrame, type DraftKey, edgePart, nodePart, span } from '../draft-parts.ts';
import { commonParticulars } from '../procedures/common-particulars.ts';
import { createLineSpace, lineFeatures } from '../procedures/line-vectors.ts';
import { maskSlots } from '../procedures/mask-slots.ts';
import type { MinedProcedure, MinedStep } from '../procedures/mine-procedure.ts';
import type { CallsByKey } from '../procedures/procedure-parts.ts';
import { cosine, type SparseVector, vectorSum } from '../scenarios/call-vectors.ts';
import { type Candidate, pickDiverse } from '../scenarios/pick-diverse.ts';
import { type SayableLine, sayableLine } from '../scenarios/sayable-lines.ts';
import { generalise } from './generalise.ts';
import { promisesTakenBack, type TakenBack } from './taken-back.ts';
import { type Followed, whatFollowed } from './what-followed.ts';

export interface ScriptFrame {
  readonly refs: ReadonlyMap<number, DraftKey<'step'>>;
  readonly language: Language | undefined;
  readonly frame: DraftFrame;
  /** The best agents; where none is known, lines of all agents are taken. */
  readonly topAgents: ReadonlySet<string>;
}

/** What the steps of one procedure share. */
interface Group extends ScriptFrame {
  readonly mined: MinedProcedure;
  readonly calls: CallsByKey;
  readonly isCommon: (value: string) => boolean;
}

const mostScripts = 2;
/** Lines this alike are the same line in other words. */
const sameLine = 0.5;

interface Line extends SayableLine {
  readonly callKey: string;
  readonly segment: number;
  readonly followed: Followed;
  readonly satisfaction: number;
}

/**
 * The lines that the best agents said at each step of solved calls, as they can be said to any customer, with the feelings
 * that they answered and what followed; promises that were taken back later stand beside them as what not to say.
 */
export function stepScriptParts(mined: MinedProcedure, calls: CallsByKey, options: ScriptFrame): DraftPart[] {
  const back = promisesTakenBack([...calls.values()]).map((own) => ({
    ...own,
    // By its id: a call may give its segments as other objects each time.
    place: own.call.segments.findIndex(({ id }) => id === own.promise.segment.id),
  }));
  const isCommon = commonParticulars(mined.traces);
  return mined.steps.flatMap((step) => {
    const ref = options.refs.get(step.step);
    if (!ref || step.joined.kind !== 'said') return [];
    return scriptsOf(step, ref, takenBackAt(step, mined, back), { mined, calls, isCommon, ...options });
  });
}

interface PlacedPromise extends TakenBack {
  /** Of the promise, among the segments of its call. */
  readonly place: number;
}

/** The promises made at a step. */
function takenBackAt({ joined }: MinedStep, mined: MinedProcedure, back: readonly PlacedPromise[]): PlacedPromise[] {
  const places = new Map(
    joined.at.map(({ trace, event }) => {
      const own = mined.traces[trace];
      return [`${own?.key ?? ''} ${own?.events[event]?.segment ?? -1}`, own?.events[event]];
    }),
  );
  return back.filter(({ call, promise, place }) => {
    const event = places.get(`${call.key} ${place}`);
    return event !== undefined && promise.start < event.end && event.start < promise.end;
  });
}

function linesAt({ joined }: MinedStep, mined: MinedProcedure, calls: CallsByKey): Line[] {
  const seen = new Set<string>();
  return joined.at.flatMap(({ trace, event }): Line[] => {
    const own = mined.traces[trace];
    const said = own?.events[event];
    const call = calls.get(own?.key ?? '');
    const segment = call?.segments[said?.segment ?? -1];
    if (!said || !call || !segment || own?.solved !== true) return [];
    const line = sayableLine(segment);
    const key = `${call.key} ${said.segment}`;
    if (!line || line.start >= said.end || line.end <= said.start || seen.has(key)) return [];
    seen.add(key);
    const satisfaction = call.call?.outcome?.satisfaction ?? 3;
    return [
      { ...line, callKey: call.key, segment: said.segment, followed: whatFollowed(call, said.segment), satisfaction },
    ];
  });
}

function scriptsOf(step: MinedStep, ref: DraftKey<'step'>, back: readonly PlacedPromise[], group: Group): DraftPart[] {
  const { mined, calls, isCommon, topAgents, language } = group;
  const lines = linesAt(step, mined, calls);
  if (lines.length === 0) return [];
  const features = lines.map(({ text }) => lineFeatures(maskSlots(text)));
  const vectors = features.map(createLineSpace(features).vectorOf);
  const promised = new Set(back.map(({ call, place }) => `${call.key} ${place}`));
  const sum = vectorSum();
  for (const vector of vectors) sum.add(vector);
  const direction = sum.direction();
  const candidates = lines.map((line, i): Candidate<{ line: Line; vector: SparseVector }> => {
    const vector = vectors[i] ?? direction;
    const isTop = topAgents.has(calls.get(line.callKey)?.call?.agent?.id ?? '');
    const fits = topAgents.size === 0 || isTop;
    const isPromise = promised.has(`${line.callKey} ${line.segment}`);
    const worth = 1 + 0.1 * (line.satisfaction - 3) + (line.followed.calmer === true ? 0.3 : 0);
    const score = fits && !isPromise ? cosine(vector, direction) * worth : 0;
    return { value: { line, vector }, vector, score, group: line.callKey };
  });
  return pickDiverse(candidates, mostScripts, 1).flatMap(({ line, vector }) => {
    const alike = lines.filter((_, i) => cosine(vectors[i] ?? direction, vector) >= sameLine);
    const say = clip(generalise(line.text, language, isCommon), 4_000);
    return partsOf(line, say, alike, back, ref, group);
  });
}

function partsOf(
  line: Line,
  say: string,
  alike: readonly Line[],
  back: readonly TakenBack[],
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
  const against = back
    .slice(0, 5)
    .flatMap(({ promise, takenBack }): Evidence[] => [
      span(promise.segment, promise.start, promise.end, 'contradicts'),
      span(takenBack.segment, takenBack.start, takenBack.end, 'contradicts'),
    ]);
  const content = {
    name: clip(say.split(/(?<=[，。！？；])|(?<=[,.!?;])\s/)[0]?.replace(/[，,。.；;！!？?]$/, '') || say, 60),
    say,
    emotions: emotionsOf(alike),
    avoid: [
      ...new Set(
        back.map(({ promise }) =>
          clip(
            generalise(promise.text, language, () => false),
            1_000,
          ),
        ),
      ),
    ].slice(0, 5),
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

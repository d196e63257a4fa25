import type { Evidence } from '../../../graph-schema/index.ts';
import type { KnownStep, StoredSource } from '../../ports.ts';
import type { DraftKey } from '../draft-parts.ts';
import { lineLikeness } from '../known-handling/line-likeness.ts';
import { spread } from '../scenarios/spread.ts';
import type { JoinedStep } from './join-lines.ts';
import type { MinedProcedure, MinedStep } from './mine-procedure.ts';

interface Options {
  readonly scenario: DraftKey<'scenario'>;
  readonly knownSteps?: readonly KnownStep[];
}

type Place = JoinedStep['at'][number];

const leastShared = 0.5;
// A line in which a step is said this much like a known one says it.
const leastAlike = 0.6;
const linesCompared = 20;
const linesRead = 400;

/**
 * A key for each step, by its number. A step whose evidence mostly lies where that of a known one lies is that one, else one
 * of its scenario that is said in the same words; the best pairs first, each once. Others are named after their most typical line.
 */
export function stepKeys(
  steps: readonly MinedStep[],
  mined: MinedProcedure,
  evidenceAt: (at: Place) => readonly Evidence[],
  calls: ReadonlyMap<string, StoredSource>,
  { scenario, knownSteps = [] }: Options,
): Map<number, DraftKey<'step'>> {
  const [keys, taken] = [new Map<number, DraftKey<'step'>>(), new Set<string>()];
  const take = (pairs: readonly Pair[]) => {
    const sorted = pairs.toSorted((a, b) => b.worth - a.worth || a.step - b.step || (a.key < b.key ? -1 : 1));
    for (const { step, key } of sorted) {
      if (keys.has(step) || taken.has(key)) continue;
      keys.set(step, { kind: 'step', key });
      taken.add(key);
    }
  };
  take(byEvidence(steps, knownSteps, evidenceAt, calls));
  const isOpen = ({ key }: KnownStep) => !taken.has(key) && key.startsWith(prefixOf(scenario));
  take(
    byWords(
      steps.filter(({ step }) => !keys.has(step)),
      knownSteps.filter(isOpen),
      mined,
    ),
  );
  // A new step must not take the key of a known one that it is not.
  for (const { key } of knownSteps) taken.add(key);
  for (const { step, joined } of steps) {
    if (keys.has(step)) continue;
    const key = freshKey(joined, mined, prefixOf(scenario), taken);
    keys.set(step, { kind: 'step', key });
    taken.add(key);
  }
  return keys;
}

interface Pair {
  readonly step: number;
  readonly key: string;
  readonly worth: number;
}

const prefixOf = (scenario: DraftKey<'scenario'>) => `${scenario.key}/step/`;

/** Only evidence in calls that are read now speaks for or against. */
function byEvidence(
  steps: readonly MinedStep[],
  knownSteps: readonly KnownStep[],
  evidenceAt: (at: Place) => readonly Evidence[],
  calls: ReadonlyMap<string, StoredSource>,
): Pair[] {
  if (knownSteps.length === 0) return [];
  const read = new Set([...calls.values()].flatMap(({ segments }) => segments.map(({ id }) => id)));
  const knownAt = new Map<string, KnownStep[]>();
  const sizes = new Map<KnownStep, number>();
  for (const known of knownSteps) {
    const there = known.segmentIds.filter((id) => read.has(id));
    sizes.set(known, there.length);
    for (const id of there) knownAt.set(id, [...(knownAt.get(id) ?? []), known]);
  }
  return steps.flatMap(({ step, joined }) => {
    const own = new Set(joined.at.flatMap((at) => evidenceAt(at).map(({ span }) => span.segmentId)));
    const met = new Map<KnownStep, number>();
    for (const id of own) for (const known of knownAt.get(id) ?? []) met.set(known, (met.get(known) ?? 0) + 1);
    return [...met]
      .map(([known, n]) => ({ step, key: known.key, worth: n / (sizes.get(known) ?? n) }))
      .filter(({ worth }) => worth >= leastShared);
  });
}

// What an instruction says before a line: that it is said, or looked up.
const lead = /^[^“「"：:]{0,40}[：:]\s*[“「"]?/;
const end = /[”」"]\s*$/;

function byWords(steps: readonly MinedStep[], knownSteps: readonly KnownStep[], mined: MinedProcedure): Pair[] {
  const lineAt = (at: Place) => mined.traces[at.trace]?.events[at.event]?.text ?? '';
  const known = knownSteps.flatMap(({ key, instruction = '' }) => {
    const line = instruction.replace(lead, '').replace(end, '');
    return line.trim() === '' ? [] : [{ key, line }];
  });
  if (known.length === 0) return [];
  const alike = lineLikeness(() => [
    ...known.map(({ line }) => line),
    ...spread(
      mined.steps.flatMap(({ joined }) => joined.at),
      linesRead,
    ).map(lineAt),
  ]);
  return steps.flatMap(({ step, joined }) => {
    const lines = new Set(spread(joined.at, linesCompared).map(lineAt));
    return known
      .map(({ key, line }) => ({ step, key, worth: Math.max(0, ...[...lines].map((own) => alike(own, line))) }))
      .filter(({ worth }) => worth >= leastAlike);
  });
}

function freshKey({ typical, at }: JoinedStep, mined: MinedProcedure, prefix: string, taken: ReadonlySet<string>) {
  const keyAt = ({ trace, event }: Place) => {
    const own = mined.traces[trace];
    return `${prefix}${own?.key ?? ''}/${own?.events[event]?.segment ?? 0}.${event}`.slice(0, 500);
  };
  const key = keyAt(typical);
  return taken.has(key) ? (at.map(keyAt).find((other) => !taken.has(other)) ?? key) : key;
}

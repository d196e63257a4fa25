import { averageLinkage, type Merge } from '../scenarios/average-linkage.ts';
import { cosine, type SparseVector, vectorSum } from '../scenarios/call-vectors.ts';
import type { createPacer } from '../scenarios/give-way.ts';
import type { CallTrace, LookupValue, TraceEvent } from './call-trace.ts';
import { createLineSpace, lineFeatures } from './line-vectors.ts';
import { maskSlots } from './mask-slots.ts';
import { joinSamePlaces } from './same-places.ts';

export interface JoinSettings {
  /** Two groups of lines are one step while the mean cosine between their lines is at least this. */
  readonly alike: number;
  /** A line that was left over joins the step whose direction is at least this near. */
  readonly near: number;
  /** Two groups that come one after the other in more than this part of their calls are two steps ... */
  readonly apart: number;
  /** ... unless they are at least this alike. */
  readonly surely: number;
  /** A step is taken in at least this share of the calls, and in `fewestCalls`. */
  readonly share: number;
  readonly fewestCalls: number;
}

export const joinSettings: JoinSettings = {
  alike: 0.35,
  near: 0.45,
  apart: 0.2,
  surely: 0.8,
  share: 0.08,
  fewestCalls: 3,
};

// Similarities of so many distinct lines are kept; the rarer ones join what these make.
const mostLines = 1_600;
// Of so few calls each wording is met too seldom to be joined by its words alone.
const fewCalls = 60;
// So many values of the latest look-ups of a call are looked for in what is said after.
const mostValues = 60;

/** A thing that agents do: the events that say or do it. */
export interface JoinedStep {
  readonly kind: TraceEvent['kind'];
  /** Where it happened: indices into the traces and their events. */
  readonly at: readonly { readonly trace: number; readonly event: number }[];
  /** In how many of the calls that count. */
  readonly calls: number;
  /** The place whose words are the most typical. */
  readonly typical: { readonly trace: number; readonly event: number };
}

export interface JoinedLines {
  readonly steps: readonly JoinedStep[];
  /** For each trace and event the step that it belongs to, or -1. */
  readonly labels: readonly Int32Array[];
}

interface Line {
  readonly masked: string;
  readonly at: { readonly trace: number; readonly event: number }[];
}

/**
 * Joins what agents say in other words, and look-ups of one name, to steps. Lines are compared by TF-IDF of their words
 * (characters in Chinese) with slots masked, and joined by average linkage; what is said in few calls only is no step; the first `counting` calls count for that.
 */
export async function joinLines(
  traces: readonly CallTrace[],
  giveWay: ReturnType<typeof createPacer>,
  settings: JoinSettings = joinSettings,
  counting = traces.length,
): Promise<JoinedLines> {
  const fewest = Math.max(settings.fewestCalls, Math.ceil(settings.share * counting));
  const said = [...linesOf(traces, 'said').values()].sort((a, b) => b.at.length - a.at.length || order(a, b));
  const lengths = traces.map(({ events }) => events.length);
  const groups = [
    ...(await groupSaid(said, lengths, counting <= fewCalls, fewest, settings, giveWay)),
    ...[...linesOf(traces, 'looked_up').values()].map((line) => ({ at: line.at, typical: line.at[0] })),
  ];
  const steps = groups.flatMap(({ at, typical }): JoinedStep[] => {
    const calls = new Set(at.filter(({ trace }) => trace < counting).map(({ trace }) => trace)).size;
    const first = typical && traces[typical.trace]?.events[typical.event];
    return first && calls >= fewest ? [{ kind: first.kind, at, calls, typical }] : [];
  });
  const labels = traces.map((trace) => new Int32Array(trace.events.length).fill(-1));
  for (const [step, { at }] of steps.entries()) {
    for (const { trace, event } of at) labels[trace]?.fill(step, event, event + 1);
  }
  return { steps, labels };
}

const order = (a: Line, b: Line) => (a.masked < b.masked ? -1 : 1);

/** The distinct masked lines with where each was said. */
function linesOf(traces: readonly CallTrace[], kind: TraceEvent['kind']): Map<string, Line> {
  const lines = new Map<string, Line>();
  for (const [trace, { events }] of traces.entries()) {
    let known: readonly LookupValue[] = [];
    for (const [event, own] of events.entries()) {
      if (own.result.length > 0) known = [...own.result, ...known].slice(0, mostValues);
      if (own.kind !== kind) continue;
      const masked = maskSlots(own.text, known);
      if (!/\p{L}/u.test(masked)) continue;
      const line = lines.get(masked) ?? { masked, at: [] };
      line.at.push({ trace, event });
      lines.set(masked, line);
    }
  }
  return lines;
}

interface Group {
  readonly at: JoinedStep['at'];
  readonly typical: JoinedStep['typical'] | undefined;
}

async function groupSaid(
  lines: readonly Line[],
  events: readonly number[],
  isFew: boolean,
  fewest: number,
  settings: JoinSettings,
  giveWay: ReturnType<typeof createPacer>,
): Promise<Group[]> {
  if (lines.length === 0) return [];
  const features = lines.map((line) => lineFeatures(line.masked));
  const space = createLineSpace(features);
  const vectors = features.map(space.vectorOf);
  const linked = vectors.slice(0, mostLines);
  const merges = await averageLinkage(linked, giveWay, () => undefined);
  const alike = joinApart(lines.slice(0, mostLines), merges, fewest, settings).map(({ members }) => members);
  const placed = alike.map((own) => ({
    direction: directionOf(own, lines, vectors),
    at: own.flatMap((i) => lines[i]?.at ?? []),
  }));
  const into = isFew ? await joinSamePlaces(placed, events, giveWay) : placed.map((_, g) => g);
  const kept = [...new Set(into)]
    .map((group) => alike.flatMap((own, g) => (into[g] === group ? own : [])))
    .filter((own) => new Set(own.flatMap((i) => lines[i]?.at ?? []).map(({ trace }) => trace)).size >= fewest);
  const directions = kept.map((own) => directionOf(own, lines, vectors));
  const keptLines = new Set(kept.flat());
  for (const [i, vector] of vectors.entries()) {
    if (keptLines.has(i)) continue;
    const [best, similarity] = nearest(vector, directions);
    if (similarity >= settings.near) kept[best]?.push(i);
    await giveWay();
  }
  return kept.map((own, k) => groupOf(own, lines, vectors, directions[k]));
}

interface Joining {
  readonly members: number[];
  /** By call the first event that says it. */
  readonly calls: Map<number, number>;
}

function firstsOf(at: Line['at']): Map<number, number> {
  const firsts = new Map<number, number>();
  for (const { trace, event } of at) firsts.set(trace, Math.min(event, firsts.get(trace) ?? event));
  return firsts;
}

/**
 * Follows the merges from the most alike down to the threshold. Two groups that are each a step already, and that one
 * call after the other has both of, are two steps in like words ("your name", "your rank") and stay apart.
 */
function joinApart(
  lines: readonly Line[],
  merges: readonly Merge[],
  fewest: number,
  { alike, apart, surely }: JoinSettings,
): Joining[] {
  const groups = lines.map(({ at }, i): Joining => ({ members: [i], calls: firstsOf(at) }));
  for (const { a, b, similarity } of merges) {
    if (similarity < alike) break;
    const [one, other] = [groups[a], groups[b]];
    if (!one || !other || one === other) continue;
    const fewer = Math.min(one.calls.size, other.calls.size);
    if (similarity < surely && fewer >= fewest && inOneOrder(one.calls, other.calls) > apart * fewer) continue;
    one.members.push(...other.members);
    for (const [call, first] of other.calls) one.calls.set(call, Math.min(first, one.calls.get(call) ?? first));
    for (const i of other.members) groups[i] = one;
  }
  return [...new Set(groups)];
}

/**
 * Calls that have both, as far as one comes before the other in more of them than the other way round: the same thing asked
 * again in other words comes in either order.
 */
function inOneOrder(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  let [before, after] = [0, 0];
  for (const [call, first] of a) {
    const other = b.get(call);
    if (other === undefined) continue;
    if (first < other) before++;
    else after++;
  }
  return Math.abs(before - after);
}

function directionOf(own: readonly number[], lines: readonly Line[], vectors: readonly SparseVector[]): SparseVector {
  const sum = vectorSum();
  for (const i of own) {
    const { terms, weights } = vectors[i] ?? nothing;
    // A line that is said often is no better a paraphrase than others.
    const often = 1 + Math.log(lines[i]?.at.length ?? 1);
    sum.add({ terms, weights: weights.map((weight) => weight * often) });
  }
  return sum.direction();
}

const nothing: SparseVector = { terms: new Uint32Array(), weights: new Float32Array() };

function nearest(vector: SparseVector, directions: readonly SparseVector[]): [index: number, similarity: number] {
  let [best, bestValue] = [-1, -1];
  directions.forEach((direction, k) => {
    const value = cosine(vector, direction);
    if (value > bestValue) [best, bestValue] = [k, value];
  });
  return [best, bestValue];
}

function groupOf(
  own: readonly number[],
  lines: readonly Line[],
  vectors: readonly SparseVector[],
  direction: SparseVector = nothing,
): Group {
  const typical = own.toSorted((a, b) => {
    const near = (i: number) =>
      cosine(vectors[i] ?? nothing, direction) * (1 + 0.1 * Math.log(lines[i]?.at.length ?? 1));
    return near(b) - near(a) || a - b;
  })[0];
  const at = own.flatMap((i) => lines[i]?.at ?? []).sort((a, b) => a.trace - b.trace || a.event - b.event);
  return { at, typical: lines[typical ?? -1]?.at[0] };
}

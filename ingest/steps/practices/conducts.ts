import type { CallTrace } from '../procedures/call-trace.ts';
import type { MinedProcedure } from '../procedures/mine-procedure.ts';
import { emotionsIn } from '../scenarios/speech-cues.ts';
import { particularsIn } from '../scripts/generalise.ts';
import { contentTerms } from '../text-terms.ts';
import type { Conduct } from './find-practices.ts';
import { type Habit, habitIn, habits } from './habits.ts';

/** Something that agents of these calls do or not, and where it is seen. */
export interface CallConduct extends Conduct {
  /** The step, or of an order the one that comes first; -1: it belongs to none. */
  readonly step: number;
  /** What is done whatever the step. */
  readonly habit: Habit | null;
  /** Of an order the one that comes second. */
  readonly other: number | null;
  /** Of a wording what is said. */
  readonly term: string | null;
  /** Of a timing: at most so many turns of the agent come before. */
  readonly turns: number | null;
  /** By call the event at which it was done, or -1. */
  readonly at: readonly number[];
}

// Neither what nearly all do nor what hardly anybody does can be compared.
const leastShare = 0.08;
const fewestCalls = 15;
const mostTerms = 10;
const mostConducts = 300;

/**
 * Everything about agents' conduct that the calls let compare: which steps they take, in which order they take two, in which
 * words they say one, how early they come to it, and habits that belong to no step. What is said after the customer has thanked them and goes is left out:
 * it follows from how the call ended.
 */
export function conductsOf(mined: MinedProcedure): CallConduct[] {
  const calls = mined.traces.map((trace, t) => placesOf(trace, mined.labels[t] ?? []));
  const steps = mined.steps.map(({ step }) => step);
  const all = [
    ...steps.map((step) => presence(step, calls)),
    ...habits.map((habit) => habitual(habit, mined.traces)),
    ...mined.steps.filter(({ joined }) => joined.kind === 'said').flatMap(({ step }) => wordings(step, mined, calls)),
    ...steps.map((step) => timing(step, calls)),
    ...steps.flatMap((step) => steps.filter((other) => other !== step).map((other) => order(step, other, calls))),
  ];
  return all.filter(isComparable).slice(0, mostConducts);
}

/** By step its first event, before the customer takes their leave. */
type Places = ReadonlyMap<number, number>;

function placesOf(trace: CallTrace, labels: ArrayLike<number>): Places {
  const places = new Map<number, number>();
  trace.events.slice(0, leaveTaking(trace)).forEach((_, event) => {
    const step = labels[event] ?? -1;
    if (step >= 0 && !places.has(step)) places.set(step, event);
  });
  return places;
}

/** The event before which the customer thanks and goes; undefined: none. */
function leaveTaking({ events }: CallTrace): number | undefined {
  const late = Math.floor(events.length * 0.6);
  const thanked = events.findIndex(({ heard }, i) => i >= late && emotionsIn(heard).includes('grateful'));
  return thanked < 0 ? undefined : thanked;
}

function isComparable({ did }: CallConduct): boolean {
  const asked = did.filter((own) => own !== null);
  const done = asked.filter((own) => own).length;
  const fewest = Math.max(fewestCalls, leastShare * asked.length);
  return done >= fewest && asked.length - done >= fewest;
}

const nothing = { habit: null, other: null, term: null, turns: null } as const;

function presence(step: number, calls: readonly Places[]): CallConduct {
  const at = calls.map((places) => places.get(step) ?? -1);
  return { ...nothing, sort: 'presence', step, did: at.map((event) => event >= 0), at };
}

function habitual(habit: Habit, traces: readonly CallTrace[]): CallConduct {
  const at = traces.map((trace) => habitIn(habit, trace, leaveTaking(trace)));
  return { ...nothing, sort: 'presence', step: -1, habit, did: at.map((event) => event >= 0), at };
}

function order(step: number, other: number, calls: readonly Places[]): CallConduct {
  const did = calls.map((places): boolean | null => {
    const [first, second] = [places.get(step), places.get(other)];
    return first === undefined || second === undefined ? null : first < second;
  });
  const at = calls.map((places, i) => (did[i] === true ? (places.get(step) ?? -1) : -1));
  return { ...nothing, sort: 'order', step, other, did, at };
}

/** Earlier than in most calls that come to the step. */
function timing(step: number, calls: readonly Places[]): CallConduct {
  const events = calls.flatMap((places) => places.get(step) ?? []).sort((a, b) => a - b);
  const turns = events[Math.floor((events.length - 1) / 2)] ?? 0;
  const did = calls.map((places): boolean | null => {
    const event = places.get(step);
    return event === undefined ? null : event <= turns;
  });
  const at = calls.map((places, i) => (did[i] === true ? (places.get(step) ?? -1) : -1));
  return { ...nothing, sort: 'timing', step, turns, did, at };
}

/** Words that some say at the step and others do not. */
function wordings(step: number, mined: MinedProcedure, calls: readonly Places[]): CallConduct[] {
  const terms = calls.map((places, t) => {
    const event = mined.traces[t]?.events[places.get(step) ?? -1];
    return event ? new Set(contentTerms(event.text)) : null;
  });
  const counts = new Map<string, number>();
  for (const own of terms) for (const term of own ?? []) counts.set(term, (counts.get(term) ?? 0) + 1);
  const said = terms.filter((own) => own !== null).length;
  // Those said in about half of the calls tell most.
  const telling = [...counts]
    .map(([term, n]) => ({ term, even: Math.min(n, said - n) }))
    // A figure belongs to a call, not to how calls are handled.
    .filter(({ term, even }) => even >= fewestCalls && particularsIn(term).length === 0)
    .sort((a, b) => b.even - a.even || (a.term < b.term ? -1 : 1))
    .slice(0, mostTerms);
  return telling.map(({ term }): CallConduct => {
    const did = terms.map((own) => own?.has(term) ?? null);
    const at = calls.map((places, i) => (did[i] === true ? (places.get(step) ?? -1) : -1));
    return { ...nothing, sort: 'wording', step, term, did, at };
  });
}

import type { CallTrace, LookupValue } from './call-trace.ts';

/** One time that a call went from one step to the next. */
export interface Taking {
  readonly trace: number;
  /** Events of the two steps; the first is the last of its run, the second the first of its. */
  readonly fromEvent: number;
  readonly toEvent: number;
  readonly from: number;
  readonly to: number;
  /** What the customer said in between. */
  readonly heard: string;
  /** What look-ups returned in between, that of the first step included. */
  readonly results: readonly LookupValue[];
  /** `to` had been taken before in the call. */
  readonly again: boolean;
}

/** Every transition between steps that the calls made, in order. */
export function takingsOf(traces: readonly CallTrace[], labels: readonly ArrayLike<number>[]): Taking[] {
  return traces.flatMap((trace, t) => {
    const takings: Taking[] = [];
    const seen = new Set<number>();
    let [from, fromEvent] = [-1, -1];
    trace.events.forEach((_, event) => {
      const to = labels[t]?.[event] ?? -1;
      if (to < 0) return;
      if (from >= 0 && to !== from) {
        const between = trace.events.slice(fromEvent + 1, event + 1);
        takings.push({
          trace: t,
          fromEvent,
          toEvent: event,
          from,
          to,
          heard: between
            .map(({ heard }) => heard)
            .join('\n')
            .trim(),
          results: trace.events.slice(fromEvent, event).flatMap(({ result }) => result),
          again: seen.has(to),
        });
      }
      seen.add(to);
      [from, fromEvent] = [to, event];
    });
    return takings;
  });
}

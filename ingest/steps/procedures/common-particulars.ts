import { particularsIn } from '../scripts/generalise.ts';
import type { CallTrace } from './call-trace.ts';

/** Whether agents say an amount, date or number in several calls, so that it belongs to the matter and not to one of them. */
export function commonParticulars(traces: readonly CallTrace[]): (value: string) => boolean {
  const calls = new Map<string, number>();
  for (const { events } of traces) {
    const own = new Set(events.flatMap(({ kind, text }) => (kind === 'said' ? particularsIn(text) : [])));
    for (const value of own) calls.set(value, (calls.get(value) ?? 0) + 1);
  }
  const fewest = Math.max(2, 0.05 * traces.length);
  return (value) => (calls.get(value) ?? 0) >= fewest;
}

import type { KnownComplaintType, StoredSource } from '../ports.ts';
import { createTypeFits } from './scenarios/complaint-type.ts';
import { createPacer } from './scenarios/give-way.ts';
import { spread } from './scenarios/spread.ts';

// So many calls, evenly spread, tell the shares to within a few points.
const mostCalls = 1_000;

/**
 * Of at most a thousand of the calls, evenly spread, by the id of its source the name of the complaint type whose labels its own words say
 * best, whatever scenario it is in; null: none. Gives way to other work.
 */
export async function typesByWords(
  types: readonly KnownComplaintType[],
  calls: readonly StoredSource[],
): Promise<ReadonlyMap<string, string | null>> {
  const [fits, giveWay] = [createTypeFits(types), createPacer()];
  const found = new Map<string, string | null>();
  if (types.length === 0) return found;
  for (const call of spread(calls, mostCalls)) {
    const own = [...fits.of(call)];
    const best = Math.max(...own);
    found.set(call.sourceId, best > 0 ? (types[own.indexOf(best)]?.name ?? null) : null);
    await giveWay();
  }
  return found;
}

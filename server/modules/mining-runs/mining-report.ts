import { z } from 'zod';
import type { ProposalDraft } from '../../../graph-schema/index.ts';
import { changeThresholds } from '../../../ingest/index.ts';
import { textOf } from './draft-text.ts';

const scenarioSchema = z.object({
  key: z.string(),
  name: z.string(),
  calls: z.int(),
  /** Of all calls that were mined, now and when they were mined before; null: it is new. */
  share: z.number(),
  shareBefore: z.number().nullable(),
  complaintType: z.string().nullable(),
});

/** What a mining found; shares are 0..1. */
export const miningReportSchema = z.object({
  calls: z.int(),
  /** Calls that are of a scenario, and of two. */
  covered: z.int(),
  twoMatters: z.int(),
  unassignedShare: z.number(),
  scenarios: z.array(scenarioSchema),
  /** Complaint types of the collection, those that a scenario is of, and the share of covered calls whose scenario has one. */
  taxonomy: z.object({ types: z.int(), typesMet: z.int(), callsTyped: z.number() }),
  /** Jensen-Shannon divergence (Lin, 1991) in bits, 0..1, between the shares before and now; null: nothing was mined before. */
  drift: z.number().nullable(),
  /** Scenarios of which the calls lie in several now; those that hold most calls of several before; those that are no more. */
  splits: z.array(z.object({ from: z.string(), into: z.array(z.string()) })),
  merges: z.array(z.object({ from: z.array(z.string()), into: z.string() })),
  retired: z.array(z.object({ key: z.string(), name: z.string(), calls: z.int() })),
  proposals: z.int(),
});
export type MiningReport = z.infer<typeof miningReportSchema>;

/** What a call is about, the main matter first. */
export interface Assigned {
  readonly sourceId: string;
  readonly scenarios: readonly string[];
}

export interface Mined {
  readonly drafts: readonly ProposalDraft[];
  readonly assigned: readonly Assigned[];
  /** The main scenario of calls as the mining before left them, with names where they are known. */
  readonly before: ReadonlyMap<string, string>;
  /** All calls that were mined before, those of no scenario too. */
  readonly callsBefore: number;
  readonly namesBefore: ReadonlyMap<string, string>;
  readonly complaintTypes: number;
}

// As what is proposed of them, so that both say the same.
const { fewestCalls, leastSplit, most } = changeThresholds;

/** Puts together what a mining found, and what became of what was known before. */
export function miningReport({
  drafts,
  assigned,
  before,
  callsBefore,
  namesBefore,
  complaintTypes,
}: Mined): MiningReport {
  const now = new Map(assigned.flatMap(({ sourceId, scenarios }) => (scenarios[0] ? [[sourceId, scenarios[0]]] : [])));
  const sizes = counted(now.values());
  const sizesBefore = counted(before.values());
  const covered = now.size;
  const scenarios = drafts.map((draft) => {
    const { key, name, complaintType } = textOf(draft);
    const [calls, earlier] = [sizes.get(key) ?? 0, sizesBefore.get(key)];
    return {
      key,
      name,
      calls,
      share: shareOf(calls, assigned.length),
      shareBefore: earlier === undefined ? null : shareOf(earlier, callsBefore),
      complaintType,
    };
  });
  const typed = scenarios.filter(({ complaintType }) => complaintType !== null);
  const names = new Map([...namesBefore, ...scenarios.map(({ key, name }) => [key, name] as const)]);
  const nameOf = (key: string) => names.get(key) ?? key;
  const { splits, merges } = moves(before, now);
  return {
    calls: assigned.length,
    covered,
    twoMatters: assigned.filter((call) => call.scenarios.length > 1).length,
    unassignedShare: shareOf(assigned.length - covered, assigned.length),
    scenarios: scenarios.sort((a, b) => b.calls - a.calls || (a.key < b.key ? -1 : 1)),
    taxonomy: {
      types: complaintTypes,
      typesMet: new Set(typed.map(({ complaintType }) => complaintType)).size,
      callsTyped: shareOf(
        typed.reduce((sum, { calls }) => sum + calls, 0),
        covered,
      ),
    },
    drift: before.size === 0 ? null : divergence(sizesBefore, sizes),
    splits: splits.map(({ from, into }) => ({ from: nameOf(from), into: into.map(nameOf) })),
    merges: merges.map(({ from, into }) => ({ from: from.map(nameOf), into: nameOf(into) })),
    retired: [...sizesBefore].flatMap(([key, calls]) => (sizes.has(key) ? [] : [{ key, name: nameOf(key), calls }])),
    proposals: drafts.length,
  };
}

function counted(keys: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

const shareOf = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000;

/** Where the calls of scenarios before lie now. */
function moves(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>) {
  const table = new Map<string, Map<string, number>>();
  for (const [sourceId, from] of before) {
    const into = now.get(sourceId);
    if (into === undefined) continue;
    const row = table.get(from) ?? new Map<string, number>();
    row.set(into, (row.get(into) ?? 0) + 1);
    table.set(from, row);
  }
  const splits: { from: string; into: string[] }[] = [];
  const joined = new Map<string, string[]>();
  for (const [from, row] of table) {
    const total = [...row.values()].reduce((sum, n) => sum + n, 0);
    const parts = [...row].filter(([, n]) => n >= Math.max(fewestCalls, leastSplit * total)).map(([into]) => into);
    if (parts.length > 1) splits.push({ from, into: parts.sort() });
    const main = [...row].find(([, n]) => n >= Math.max(fewestCalls, most * total))?.[0];
    if (main !== undefined) joined.set(main, [...(joined.get(main) ?? []), from]);
  }
  const merges = [...joined].filter(([, from]) => from.length > 1).map(([into, from]) => ({ from: from.sort(), into }));
  return { splits, merges };
}

function divergence(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const total = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((sum, n) => sum + n, 0) || 1;
  const [allA, allB] = [total(a), total(b)];
  let bits = 0;
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const [p, q] = [(a.get(key) ?? 0) / allA, (b.get(key) ?? 0) / allB];
    const middle = (p + q) / 2;
    for (const own of [p, q]) if (own > 0) bits += (own / 2) * Math.log2(own / middle);
  }
  return Math.round(Math.min(1, Math.max(0, bits)) * 10_000) / 10_000;
}

import { z } from 'zod';
import type { ProposalDraft } from '../../../graph-schema/index.ts';
import { changeThresholds, type PracticeSearch } from '../../../ingest/index.ts';
import { textOf } from './draft-text.ts';
import { practiceReport, practiceReportSchema } from './practice-report.ts';

const scenarioSchema = z.object({
  key: z.string(),
  name: z.string(),
  calls: z.int(),
  /** Of all calls that were mined, now and when they were mined before; null: it is new. */
  share: z.number(),
  shareBefore: z.number().nullable(),
  complaintType: z.string().nullable(),
  /** Beside the mining before; null: there was none, or the report is from before this was told. */
  change: z.enum(['new', 'grew', 'shrank', 'steady']).nullable().default(null),
});

/** A complaint type of the collection beside what calls say. */
const typeSchema = z.object({
  name: z.string(),
  /** Scenarios under it, and their calls. */
  scenarios: z.int(),
  calls: z.int(),
  /** Of those calls, the ones that were read for it, and of them those whose own words say this type best. */
  read: z.int(),
  agreeing: z.int(),
  /** Calls that were read whose words say this type best, while they are in a scenario of another one or of none. */
  elsewhere: z.int(),
});

/** What a model was asked for, and what the run spent on it. */
const modelReportSchema = z.object({
  model: z.string(),
  /** Scenarios that it named, and those that keep the name of the rules, by why. */
  named: z.int(),
  kept: z.record(z.string(), z.int()),
  requests: z.int(),
  fromCache: z.int(),
  promptTokens: z.number(),
  answerTokens: z.number(),
  /** In the currency of the configured prices. */
  cost: z.number(),
});
export type ModelReport = z.infer<typeof modelReportSchema>;

/** What a mining found; shares are 0..1. */
export const miningReportSchema = z.object({
  calls: z.int(),
  /** Calls that are of a scenario, and of two. */
  covered: z.int(),
  twoMatters: z.int(),
  unassignedShare: z.number(),
  scenarios: z.array(scenarioSchema),
  /** Complaint types of the collection, those that a scenario is of, and the share of covered calls whose scenario has one. */
  taxonomy: z.object({
    types: z.int(),
    typesMet: z.int(),
    callsTyped: z.number(),
    /** By calls; reports from before this was told have none. */
    nodes: z.array(typeSchema).default([]),
  }),
  /** Calls that were mined before; 0: none, or the report is from before this was told. */
  callsBefore: z.int().default(0),
  /** Jensen-Shannon divergence (Lin, 1991) in bits, 0..1, between the shares before and now; null: nothing was mined before. */
  drift: z.number().nullable(),
  /** The same in a word. */
  driftLevel: z.enum(['none', 'slight', 'clear', 'strong']).nullable().default(null),
  /** Scenarios of which the calls lie in several now; those that hold most calls of several before; those that are no more. */
  splits: z.array(z.object({ from: z.string(), into: z.array(z.string()) })),
  merges: z.array(z.object({ from: z.array(z.string()), into: z.string() })),
  retired: z.array(z.object({ key: z.string(), name: z.string(), calls: z.int() })),
  proposals: z.int(),
  /** Null: no model was to name scenarios. */
  names: modelReportSchema.nullable().default(null),
  /** Null: the report is from before this was told. */
  practices: practiceReportSchema.nullable().default(null),
});
export type MiningReport = z.infer<typeof miningReportSchema>;

/** What a call is about, the main matter first. */
export interface Assigned {
  readonly sourceId: string;
  readonly scenarios: readonly string[];
}

export interface Mined {
  readonly drafts: readonly ProposalDraft[];
  /** How many of them are, or would be, proposed. */
  readonly proposals: number;
  /** False: part of the collection's calls was mined, which can't show that a scenario is no more. */
  readonly whole: boolean;
  readonly assigned: readonly Assigned[];
  /** The main scenario of calls as the mining before left them, with names where they are known. */
  readonly before: ReadonlyMap<string, string>;
  /** All calls that were mined before, those of no scenario too. */
  readonly callsBefore: number;
  readonly namesBefore: ReadonlyMap<string, string>;
  /** Names of the collection's complaint types. */
  readonly complaintTypes: readonly string[];
  /** By the source of calls that were read for it, the type that their own words say best. */
  readonly saidTypes: ReadonlyMap<string, string | null>;
  readonly named: ModelReport | null;
  /** What became of the search for best practices, by scenario. */
  readonly practices: ReadonlyMap<string, PracticeSearch>;
}

// As what is proposed of them, so that both say the same.
const { fewestCalls, leastSplit, most } = changeThresholds;

/** Puts together what a mining found, and what became of what was known before. */
export function miningReport({
  drafts,
  proposals,
  whole,
  assigned,
  before,
  callsBefore,
  namesBefore,
  complaintTypes,
  saidTypes,
  named,
  practices,
}: Mined): MiningReport {
  const now = new Map(assigned.flatMap(({ sourceId, scenarios }) => (scenarios[0] ? [[sourceId, scenarios[0]]] : [])));
  const sizes = counted(now.values());
  const sizesBefore = counted(before.values());
  const covered = now.size;
  const found = drafts.map(textOf).filter(({ ends }) => !ends);
  const scenarios = found.map(({ key, name, complaintType }) => {
    const [calls, earlier] = [sizes.get(key) ?? 0, sizesBefore.get(key)];
    const share = shareOf(calls, assigned.length);
    const shareBefore = earlier === undefined ? null : shareOf(earlier, callsBefore);
    const change = before.size === 0 ? null : changeOf(share, shareBefore);
    return { key, name, calls, share, shareBefore, complaintType, change };
  });
  const typed = scenarios.filter(({ complaintType }) => complaintType !== null);
  const names = new Map([...namesBefore, ...scenarios.map(({ key, name }) => [key, name] as const)]);
  const nameOf = (key: string) => names.get(key) ?? key;
  const { splits, merges } = moves(before, now);
  const drift = before.size === 0 ? null : divergence(sizesBefore, sizes);
  return {
    calls: assigned.length,
    covered,
    twoMatters: assigned.filter((call) => call.scenarios.length > 1).length,
    unassignedShare: shareOf(assigned.length - covered, assigned.length),
    scenarios: scenarios.sort((a, b) => b.calls - a.calls || (a.key < b.key ? -1 : 1)),
    taxonomy: {
      types: complaintTypes.length,
      typesMet: new Set(typed.map(({ complaintType }) => complaintType)).size,
      callsTyped: shareOf(
        typed.reduce((sum, { calls }) => sum + calls, 0),
        covered,
      ),
      nodes: typeNodes(complaintTypes, scenarios, now, saidTypes),
    },
    callsBefore,
    drift,
    driftLevel: drift === null ? null : levelOf(drift),
    splits: splits.map(({ from, into }) => ({ from: nameOf(from), into: into.map(nameOf) })),
    merges: merges.map(({ from, into }) => ({ from: from.map(nameOf), into: nameOf(into) })),
    retired: [...(whole ? sizesBefore : [])].flatMap(([key, calls]) =>
      sizes.has(key) ? [] : [{ key, name: nameOf(key), calls }],
    ),
    proposals,
    names: named,
    practices: practiceReport([...practices.values()]),
  };
}

/** Each complaint type with the scenarios under it, and how far calls say so themselves; the largest first. */
function typeNodes(
  types: readonly string[],
  scenarios: readonly z.infer<typeof scenarioSchema>[],
  now: ReadonlyMap<string, string>,
  said: Mined['saidTypes'],
): z.infer<typeof typeSchema>[] {
  const typeOf = new Map(scenarios.map(({ key, complaintType }) => [key, complaintType]));
  const read = [...said].map(([sourceId, own]) => ({ own, put: typeOf.get(now.get(sourceId) ?? '') ?? null }));
  return [...new Set(types)]
    .map((name) => {
      const under = scenarios.filter(({ complaintType }) => complaintType === name);
      const put = read.filter((call) => call.put === name);
      return {
        name,
        scenarios: under.length,
        calls: under.reduce((sum, { calls }) => sum + calls, 0),
        read: put.length,
        agreeing: put.filter(({ own }) => own === name).length,
        elsewhere: read.filter((call) => call.own === name && call.put !== name).length,
      };
    })
    .sort((a, b) => b.calls - a.calls || b.elsewhere - a.elsewhere || (a.name < b.name ? -1 : 1));
}

function counted(keys: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

// A share that moved by less than half a point, or by a tenth of itself, is as it was.
const leastPoints = 0.005;
const leastPart = 0.1;

function changeOf(share: number, before: number | null): 'new' | 'grew' | 'shrank' | 'steady' {
  if (before === null) return 'new';
  const moved = Math.abs(share - before);
  if (moved < leastPoints || moved < leastPart * before) return 'steady';
  return share > before ? 'grew' : 'shrank';
}

// In bits: about a hundredth, a tenth and a quarter of the calls are of other scenarios than before.
const driftLevels = { none: 0.005, slight: 0.05, clear: 0.15 } as const;

function levelOf(drift: number): 'none' | 'slight' | 'clear' | 'strong' {
  if (drift < driftLevels.none) return 'none';
  if (drift < driftLevels.slight) return 'slight';
  return drift < driftLevels.clear ? 'clear' : 'strong';
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

import type { KnownScenario } from '../../ports.ts';
import type { SharedCalls } from './known-keys.ts';

/** Part of a published scenario's calls is a group of its own now. */
export interface Split {
  readonly cluster: number;
  readonly from: KnownScenario;
  /** Calls of the scenario that the group has, and how many the scenario had. */
  readonly shared: readonly string[];
  readonly had: number;
}

/** Most calls of a published scenario are in the group of another one now. */
export interface Merge {
  readonly gone: KnownScenario;
  readonly cluster: number;
  readonly shared: readonly string[];
  readonly had: number;
}

/** The calls of a published scenario make no group any more. */
export interface Retirement {
  readonly gone: KnownScenario;
  readonly had: number;
  /** Where some of its calls are now: the groups with the most of them, largest first. */
  readonly elsewhere: readonly { readonly cluster: number; readonly calls: number }[];
}

export interface ScenarioChanges {
  /** By cluster. */
  readonly splits: ReadonlyMap<number, Split>;
  readonly merges: readonly Merge[];
  readonly retirements: readonly Retirement[];
}

/** From when on a change is told. */
export const changeThresholds = {
  /** Of fewer calls that are still there nothing is concluded. */
  fewestCalls: 3,
  /** A group is split off from this share of the scenario's calls on. */
  leastSplit: 0.2,
  /** A scenario went where this share of its calls is. */
  most: 0.5,
} as const;
const { fewestCalls, leastSplit, most: half } = changeThresholds;

/**
 * How published scenarios changed when all calls were grouped anew. A group under a new key, known calls of which were
 * mostly one scenario's, is split off from it; a scenario whose key no group kept is merged where one group has half of its calls, and
 * else retired.
 */
export function scenarioChanges(
  keys: readonly string[],
  known: readonly KnownScenario[],
  shared: SharedCalls,
): ScenarioChanges {
  const knownKeys = new Set(known.map(({ key }) => key));
  const kept = new Set(keys);
  const splits = new Map<number, Split>();
  const [merges, retirements]: [Merge[], Retirement[]] = [[], []];
  for (const [k, scenario] of known.entries()) {
    const had = shared.sizes[k] ?? 0;
    if (!scenario.inForce || had < fewestCalls) continue;
    const parts = keys
      .map((key, cluster) => ({ key, cluster, calls: shared.of(cluster, k) }))
      .filter(({ calls }) => calls.length > 0)
      .sort((a, b) => b.calls.length - a.calls.length);
    const isOwn = ({ key, cluster, calls }: (typeof parts)[number]) =>
      !knownKeys.has(key) &&
      calls.length >= Math.max(fewestCalls, leastSplit * had) &&
      calls.length >= half * (shared.named[cluster] ?? 0);
    const [largest] = parts;
    const isMerged =
      !kept.has(scenario.key) &&
      largest &&
      largest.calls.length >= Math.max(fewestCalls, half * had) &&
      !isOwn(largest);
    for (const part of parts.filter(isOwn))
      splits.set(part.cluster, { cluster: part.cluster, from: scenario, shared: part.calls, had });
    if (isMerged) merges.push({ gone: scenario, cluster: largest.cluster, shared: largest.calls, had });
    else if (!kept.has(scenario.key)) {
      const elsewhere = parts.slice(0, 3).map(({ cluster, calls }) => ({ cluster, calls: calls.length }));
      retirements.push({ gone: scenario, had, elsewhere });
    }
  }
  return { splits, merges, retirements };
}

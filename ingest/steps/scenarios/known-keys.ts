import type { KnownScenario } from '../../ports.ts';
import type { CallCluster } from './cluster-calls.ts';

/** A group and a known scenario are the same from this share of common calls on. */
const leastOverlap = 0.5;
const fewestShared = 2;

/** How groups of calls and known scenarios share calls; only calls that some known scenario names are compared. */
export interface SharedCalls {
  /** Of each cluster, the calls that some known scenario names. */
  readonly named: readonly number[];
  /** Of each known scenario, its calls that are there still. */
  readonly sizes: readonly number[];
  /** Keys of the calls that a cluster shares with a known scenario. */
  of(cluster: number, known: number): readonly string[];
}

/** Counts what clusters and known scenarios have in common; `all` are the keys of all calls that there are. */
export function sharedCalls(
  clusters: readonly Pick<CallCluster, 'calls'>[],
  known: readonly KnownScenario[],
  all: ReadonlySet<string>,
): SharedCalls {
  const scenariosOf = new Map<string, number[]>();
  const sizes = known.map(({ callKeys }, k) => {
    const own = [...new Set(callKeys)].filter((key) => all.has(key));
    for (const key of own) scenariosOf.set(key, [...(scenariosOf.get(key) ?? []), k]);
    return own.length;
  });
  const shared = clusters.map(() => new Map<number, string[]>());
  const named = clusters.map(({ calls }, c) => {
    const own = calls.filter(({ key }) => scenariosOf.has(key));
    for (const { key } of own) {
      for (const k of scenariosOf.get(key) ?? []) shared[c]?.set(k, [...(shared[c]?.get(k) ?? []), key]);
    }
    return own.length;
  });
  return { named, sizes, of: (c, k) => shared[c]?.get(k) ?? [] };
}

/**
 * A key for each cluster, in their order. A cluster that is mostly a known scenario keeps its key: pairs are made by
 * Jaccard overlap, the largest first, each scenario and cluster once. Calls that came in since, and calls that are gone,
 * change nothing. Others are named after their most typical call.
 */
export function scenarioKeys(
  clusters: readonly CallCluster[],
  known: readonly KnownScenario[],
  shared: SharedCalls = sharedCalls(clusters, known, keysOf(clusters, known)),
): string[] {
  const pairs = clusters.flatMap((_, c) =>
    known.map(({ key }, k) => {
      const common = shared.of(c, k).length;
      const both = (shared.named[c] ?? 0) + (shared.sizes[k] ?? 0) - common;
      return { c, key, overlap: common < fewestShared ? 0 : common / both };
    }),
  );
  const keys = new Map<number, string>();
  const taken = new Set<string>();
  for (const { c, key, overlap } of pairs.sort((a, b) => b.overlap - a.overlap || (a.key < b.key ? -1 : 1))) {
    if (overlap < leastOverlap || keys.has(c) || taken.has(key)) continue;
    keys.set(c, key);
    taken.add(key);
  }
  // A new scenario must not take the key of a known one that its calls have left.
  for (const { key } of known) taken.add(key);
  return clusters.map((cluster, c) => {
    const key = keys.get(c) ?? freshKey(cluster, taken);
    taken.add(key);
    return key;
  });
}

const keysOf = (clusters: readonly CallCluster[], known: readonly KnownScenario[]) =>
  new Set([...clusters.flatMap(({ calls }) => calls.map(({ key }) => key)), ...known.flatMap((one) => one.callKeys)]);

function freshKey({ medoid, calls }: CallCluster, taken: ReadonlySet<string>): string {
  const keys = [medoid, ...calls].map((call) => `scenario/${call.key}`.slice(0, 480));
  const free = keys.find((key) => !taken.has(key));
  if (free !== undefined) return free;
  for (let n = 2; ; n++) if (!taken.has(`${keys[0]} (${n})`)) return `${keys[0]} (${n})`;
}

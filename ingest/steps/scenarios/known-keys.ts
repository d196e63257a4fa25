import type { KnownScenario } from '../../ports.ts';
import type { CallCluster } from './cluster-calls.ts';

/** A group and a known scenario are the same from this share of common calls on. */
const leastOverlap = 0.5;
const fewestShared = 2;

/**
 * A key for each cluster, in their order. A cluster that is mostly a known scenario keeps its key: pairs are made by
 * Jaccard overlap, the largest first, each scenario and cluster once. Only calls that some known scenario names are
 * compared, so that calls that came in since change nothing. Others are named after their most typical call.
 */
export function scenarioKeys(clusters: readonly CallCluster[], known: readonly KnownScenario[]): string[] {
  const named = new Set(known.flatMap((scenario) => scenario.callKeys));
  const pairs = clusters.flatMap((cluster, c) => {
    const own = new Set(cluster.calls.map((call) => call.key).filter((key) => named.has(key)));
    return known.map((scenario) => ({ c, key: scenario.key, overlap: overlapOf(own, new Set(scenario.callKeys)) }));
  });
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

function overlapOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((key) => b.has(key)).length;
  return shared < fewestShared ? 0 : shared / (a.size + b.size - shared);
}

function freshKey({ medoid, calls }: CallCluster, taken: ReadonlySet<string>): string {
  const keys = [medoid, ...calls].map((call) => `scenario/${call.key}`.slice(0, 480));
  const free = keys.find((key) => !taken.has(key));
  if (free !== undefined) return free;
  for (let n = 2; ; n++) if (!taken.has(`${keys[0]} (${n})`)) return `${keys[0]} (${n})`;
}

import type { StoredSource } from '../../ports.ts';
import { lookupsOf } from '../procedures/trace-of-call.ts';
import { cosine, textVector } from './call-vectors.ts';
import type { CallCluster, FoundClusters } from './cluster-calls.ts';
import { openGroupModel, type StoredGroupModel } from './discovery/group-model.ts';
import { termsOfText } from './discovery/matter-terms.ts';
import type { createPacer } from './give-way.ts';
import { spread } from './spread.ts';
import { type TwoMatters, together, twoMatters } from './two-matters.ts';

/** So many calls of a group, evenly spread, show what its customers usually gain. */
const callsMeasured = 40;
/** A call that shows so much of what two matters ask for is looked at again. */
const nearly = 0.5;

type GiveWay = ReturnType<typeof createPacer>;

/**
 * Groups in which each call stands for one matter: a call on two is taken out of the group that it was in, what is kept of the
 * groups is drawn without it, and its two parts join the groups of their matters, as calls under its key with fewer
 * segments. A group that few calls on one matter would be left of stays as it is.
 */
export async function partCalls(
  found: FoundClusters,
  calls: readonly StoredSource[],
  { smallest, giveWay }: { readonly smallest: number; readonly giveWay: GiveWay },
): Promise<FoundClusters> {
  const { clusters } = found;
  const names = clusters.map((_, k) => String(k));
  const groupOf = new Map(clusters.flatMap(({ calls: own }, k) => own.map((call) => [call, k] as const)));
  const drawn = async (left: ReadonlySet<StoredSource>) =>
    withUsualGains(found.model(names, left), clusters, left, giveWay);
  // What a call taught its own group speaks against two; what is nearly two may be seen to be, once calls on two teach nothing.
  const first = openGroupModel(await drawn(new Set()));
  const near: StoredSource[] = [];
  for (const call of calls) {
    if (twoMatters(call, first, groupOf.get(call), nearly)) near.push(call);
    await giveWay();
  }
  const isTwo = (call: StoredSource) => twoMatters(call, first, groupOf.get(call)) !== null;
  const suspected = new Set(stillGrouped(clusters, near.filter(isTwo), smallest));
  const clear = openGroupModel(await drawn(suspected));
  const two = new Map(
    near.flatMap((call) => {
      const found = twoMatters(call, clear);
      return found ? [[call, found] as const] : [];
    }),
  );
  const parted = new Set(stillGrouped(clusters, [...two.keys()], smallest));
  const parts = clusters.map((): StoredSource[] => []);
  for (const call of parted) {
    const { parts: own, cut } = two.get(call) as TwoMatters;
    own.forEach(({ group }, n) => {
      parts[group]?.push(n === 0 ? partOf(call, 0, cut) : partOf(call, cut, Number.POSITIVE_INFINITY));
    });
  }
  const kept = await drawn(parted);
  return {
    clusters: clusters.map((cluster, k) => withParts(cluster, parted, parts[k] ?? [])),
    model: (keys) => ({ ...kept, groups: kept.groups.map((group, k) => ({ ...group, key: keys[k] ?? group.key })) }),
  };
}

/** Those of the calls that can be taken out of their groups, of which enough others are left. */
function stillGrouped(
  clusters: readonly CallCluster[],
  taken: readonly StoredSource[],
  smallest: number,
): StoredSource[] {
  const out = new Set(taken);
  for (const { calls } of clusters) {
    if (calls.filter((call) => !out.has(call)).length < smallest) for (const call of calls) out.delete(call);
  }
  return [...out];
}

/**
 * Some segments of a call as a call, with the look-ups after them; they are read from it when they are asked for, since
 * calls may keep them packed.
 */
function partOf(call: StoredSource, from: number, to: number): StoredSource {
  const { segments: _, metadata, ...rest } = call;
  const lookups = lookupsOf(call)
    .filter(({ after }) => Math.max(0, after) >= from && after < to)
    .map((lookup) => ({ ...lookup, result: lookup.result.map((value) => ({ ...value })), after: lookup.after - from }));
  return {
    ...rest,
    metadata: 'lookups' in metadata ? { ...metadata, lookups } : metadata,
    get segments() {
      return call.segments.slice(from, to);
    },
  };
}

function withParts(
  cluster: CallCluster,
  parted: ReadonlySet<StoredSource>,
  parts: readonly StoredSource[],
): CallCluster {
  const whole = cluster.calls.filter((call) => !parted.has(call));
  if (parts.length === 0 && whole.length === cluster.calls.length) return cluster;
  const calls = [...whole, ...parts].sort((a, b) => (a.key < b.key ? -1 : 1));
  return { ...cluster, calls, medoid: parted.has(cluster.medoid) ? mostTypical(cluster, whole) : cluster.medoid };
}

function mostTypical({ medoid, centroid, vocabulary }: CallCluster, calls: readonly StoredSource[]): StoredSource {
  const likeness = ({ segments }: StoredSource) =>
    cosine(textVector(segments.map(({ text }) => text).join('\n'), vocabulary), centroid);
  const [best] = spread(calls, callsMeasured)
    .map((call) => ({ call, alike: likeness(call) }))
    .sort((a, b) => b.alike - a.alike);
  return best?.call ?? medoid;
}

async function withUsualGains(
  stored: StoredGroupModel,
  clusters: readonly CallCluster[],
  left: ReadonlySet<StoredSource>,
  giveWay: GiveWay,
): Promise<StoredGroupModel> {
  const model = openGroupModel(stored);
  const groups: StoredGroupModel['groups'] = [];
  for (const [k, group] of stored.groups.entries()) {
    const gains: number[] = [];
    const own = clusters[k]?.calls.filter((call) => !left.has(call)) ?? [];
    for (const { segments } of spread(own, callsMeasured)) {
      const said = together(segments.flatMap(({ role, text }) => (role === 'customer' ? [termsOfText(text)] : [])));
      gains.push(model.gains(said, { group: k, text: said })[k] ?? 0);
      await giveWay();
    }
    groups.push({
      ...group,
      usualGain: Math.max(0, gains.sort((a, b) => a - b)[gains.length >> 1] ?? group.usualGain),
    });
  }
  return { ...stored, groups };
}

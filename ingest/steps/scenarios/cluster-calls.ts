import type { StoredSource } from '../../ports.ts';
import {
  type CallVectors,
  callVectors,
  cosine,
  type SparseVector,
  type VectorSum,
  type Vocabulary,
  vectorSum,
} from './call-vectors.ts';
import { discoverGroups, type Fineness } from './discovery/discover-groups.ts';
import { groupModelOf, openGroupModel, type StoredGroupModel } from './discovery/group-model.ts';
import { termsOfCall } from './discovery/matter-terms.ts';
import type { RunMixtures } from './discovery/run-mixtures.ts';
import { type TermTable, termTable } from './discovery/term-table.ts';
import type { createPacer } from './give-way.ts';

/** Calls about one matter; `medoid` is the call most like the others. */
export interface CallCluster {
  readonly calls: readonly StoredSource[];
  readonly medoid: StoredSource;
  readonly centroid: SparseVector;
  /** Mean cosine of the members with the centroid, 0..1. */
  readonly cohesion: number;
  readonly vocabulary: Vocabulary;
}

export interface ClusterSettings {
  /** Groups of fewer calls are none: their calls wait until there are more. */
  readonly smallest: number;
  readonly fineness?: Fineness;
  /** What each call means, in their order, by an embedding model. */
  readonly meanings?: readonly (readonly number[] | null)[];
  /** Draws the mixtures elsewhere; absent: in this thread. */
  readonly runMixtures?: RunMixtures;
  readonly giveWay: ReturnType<typeof createPacer>;
  readonly onProgress: (done: number) => void;
}

export interface FoundClusters {
  readonly clusters: readonly CallCluster[];
  /** What a new call is assigned by; its groups stand for the clusters, in their order, under the keys given. */
  model(keys: readonly string[]): StoredGroupModel;
}

/** More calls than this are sampled evenly for the discovery; the others are assigned to what it finds, one by one. */
const discoveryLimit = 5_000;
/** Of so many calls each so manieth takes part in the discovery. */
export const discoveryStride = (calls: number): number => Math.max(1, Math.ceil(calls / discoveryLimit));
/** Terms of a larger share of the calls tell none from another, where there are calls enough to say so. */
const mostShare = (calls: number) => (calls < 20 ? 1 : 0.4);

/**
 * Groups calls by what they are about; how many groups there are follows from the calls. Time and memory grow
 * linearly with the calls beyond the first 5,000.
 */
export async function clusterCalls(calls: readonly StoredSource[], settings: ClusterSettings): Promise<FoundClusters> {
  const { smallest, giveWay, onProgress } = settings;
  if (calls.length < smallest) return { clusters: [], model: () => ({ terms: [], groups: [] }) };
  const stride = discoveryStride(calls.length);
  const isSampled = (index: number) => index % stride === 0;
  const table = await sampledTerms(calls, isSampled, giveWay);
  const labels = await discoverGroups(table, {
    giveWay,
    ...(settings.fineness && { fineness: settings.fineness }),
    ...(settings.runMixtures && { runMixtures: settings.runMixtures }),
    ...(settings.meanings && { meanings: settings.meanings.filter((_, i) => isSampled(i)) }),
    onShare: (share) => onProgress(Math.round(0.7 * share * calls.length)),
  });
  const kept = keptLabels(labels, smallest);
  const space = await callVectors(calls, isSampled, giveWay);
  const groups = groupsOf(kept, space, stride);
  if (stride > 1)
    await assignOthers(groups, groupModelOf(table, kept, groups.map(String)), calls, isSampled, space, giveWay);
  onProgress(calls.length);
  const order = groups
    .map((_, k) => k)
    .sort((a, b) => (groups[b]?.members.length ?? 0) - (groups[a]?.members.length ?? 0));
  const rank = new Map(order.map((k, position) => [k, position]));
  return {
    clusters: order.flatMap((k) => (groups[k] ? [describe(groups[k], calls, space.vocabulary)] : [])),
    model: (keys) =>
      groupModelOf(
        table,
        kept.map((label) => rank.get(label) ?? -1),
        keys,
      ),
  };
}

async function sampledTerms(
  calls: readonly StoredSource[],
  isSampled: (index: number) => boolean,
  giveWay: ReturnType<typeof createPacer>,
): Promise<TermTable> {
  const texts: ReturnType<typeof termsOfCall>[] = [];
  for (const [i, call] of calls.entries()) {
    if (!isSampled(i)) continue;
    texts.push(termsOfCall(call));
    await giveWay();
  }
  return termTable(texts, mostShare(texts.length));
}

/** Labels from 0 without holes; -1 where the group is too small. */
function keptLabels(labels: Int32Array, smallest: number): Int32Array {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const kept = [...sizes].filter(([, n]) => n >= smallest).map(([label]) => label);
  const renamed = new Map(kept.map((label, k) => [label, k]));
  return labels.map((label) => renamed.get(label) ?? -1);
}

interface Group {
  readonly sampled: { readonly call: number; readonly vector: SparseVector }[];
  readonly members: number[];
  readonly sum: VectorSum;
}

function groupsOf(labels: Int32Array, { vectors }: CallVectors, stride: number): Group[] {
  const groups: Group[] = [];
  for (const [k, vector] of vectors.entries()) {
    const label = labels[k] ?? -1;
    if (label < 0) continue;
    const group = groups[label] ?? { sampled: [], members: [], sum: vectorSum() };
    groups[label] = group;
    group.sampled.push({ call: k * stride, vector });
    group.members.push(k * stride);
    group.sum.add(vector);
  }
  return groups;
}

async function assignOthers(
  groups: readonly Group[],
  stored: StoredGroupModel,
  calls: readonly StoredSource[],
  isSampled: (index: number) => boolean,
  { vectorOf }: CallVectors,
  giveWay: ReturnType<typeof createPacer>,
): Promise<void> {
  const model = openGroupModel(stored);
  for (const [i, call] of calls.entries()) {
    if (isSampled(i)) continue;
    const group = groups[model.assign(termsOfCall(call))?.group ?? -1];
    if (group) {
      group.members.push(i);
      group.sum.add(vectorOf(call));
    }
    await giveWay();
  }
}

function describe(
  { sampled, members, sum }: Group,
  calls: readonly StoredSource[],
  vocabulary: Vocabulary,
): CallCluster {
  const centroid = sum.direction();
  const scores = sampled.map(({ vector }) => cosine(vector, centroid));
  const best = sampled[scores.indexOf(Math.max(...scores))] ?? sampled[0];
  const own = members.map((i) => calls[i]).filter((call) => call !== undefined);
  const medoid = calls[best?.call ?? -1];
  if (!medoid) throw new Error('a cluster without calls');
  const total =
    sampled.length === members.length ? scores.reduce((all, score) => all + score, 0) : sum.cosines(centroid);
  return { calls: own, medoid, centroid, cohesion: total / Math.max(1, members.length), vocabulary };
}

import type { StoredSource } from '../../ports.ts';
import {
  type CallVectors,
  cosine,
  gatherVectors,
  type SparseVector,
  type VectorSum,
  type Vocabulary,
  vectorSum,
} from './call-vectors.ts';
import { discoverGroups, type Fineness } from './discovery/discover-groups.ts';
import { groupModelOf, openGroupModel, type StoredGroupModel } from './discovery/group-model.ts';
import { readCall } from './discovery/matter-terms.ts';
import type { RunMixtures } from './discovery/run-mixtures.ts';
import { type TermTable, termTable, type WeightedTerms } from './discovery/term-table.ts';
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
  /**
   * What a new call is assigned by; its groups stand for the clusters, in their order, under the keys given. Drawn without the
   * calls that are `left` out.
   */
  model(keys: readonly string[], left?: ReadonlySet<StoredSource>): StoredGroupModel;
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
  const { table, space } = await readSampled(calls, isSampled, giveWay);
  const labels = await discoverGroups(table, {
    giveWay,
    ...(settings.fineness && { fineness: settings.fineness }),
    ...(settings.runMixtures && { runMixtures: settings.runMixtures }),
    ...(settings.meanings && { meanings: settings.meanings.filter((_, i) => isSampled(i)) }),
    onShare: (share) => onProgress(Math.round(0.7 * share * calls.length)),
  });
  const kept = keptLabels(labels, smallest);
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
    model(keys, left) {
      const isLeft = (n: number) => left?.has(calls[n * stride] as StoredSource) ?? false;
      const labelled = kept.map((label, n) => (isLeft(n) ? -1 : (rank.get(label) ?? -1)));
      return groupModelOf(table, labelled, keys);
    },
  };
}

/** Reads the calls that take part in the discovery, each once for the mixtures and for what names its group. */
async function readSampled(
  calls: readonly StoredSource[],
  isSampled: (index: number) => boolean,
  giveWay: ReturnType<typeof createPacer>,
): Promise<{ readonly table: TermTable; readonly space: CallVectors }> {
  const texts: WeightedTerms[] = [];
  const gathering = gatherVectors();
  for (const [i, call] of calls.entries()) {
    if (!isSampled(i)) continue;
    const { matter, words } = readCall(call);
    texts.push(matter);
    gathering.add(words);
    await giveWay();
  }
  return { table: termTable(texts, mostShare(texts.length)), space: gathering.vectors() };
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
    const { matter, words } = readCall(call);
    const group = groups[model.assign(matter)?.group ?? -1];
    if (group) {
      group.members.push(i);
      group.sum.add(vectorOf(words));
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

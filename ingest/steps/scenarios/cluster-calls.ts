import type { StoredSource } from '../../ports.ts';
import { averageLinkage, cutAt } from './average-linkage.ts';
import {
  type CallVectors,
  callVectors,
  cosine,
  type SparseVector,
  type VectorSum,
  type Vocabulary,
  vectorSum,
} from './call-vectors.ts';
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

/**
 * Two groups are joined while the mean cosine between their calls is at least this. Chosen on public service chats
 * (best agreement with their tasks between 0.08 and 0.14) and checked on bank calls in both languages.
 */
const joinThreshold = 0.1;
/** More calls than this are sampled evenly; the others join the nearest cluster, and only their sum is kept. */
const linkageLimit = 5_000;

/**
 * Groups calls by what they are about: average linkage on the cosine of their TF-IDF vectors, cut at a fixed
 * threshold, so that the number of groups follows from the calls. Groups of fewer than `smallest` are dropped.
 */
export async function clusterCalls(
  calls: readonly StoredSource[],
  smallest: number,
  giveWay: ReturnType<typeof createPacer>,
  onProgress: (done: number) => void,
): Promise<CallCluster[]> {
  if (calls.length < smallest) return [];
  const stride = Math.ceil(calls.length / linkageLimit);
  const isSampled = (index: number) => index % stride === 0;
  const space = await callVectors(calls, isSampled, giveWay);
  const merges = await averageLinkage(space.vectors, giveWay, (done) => onProgress(done * stride));
  const labels = cutAt(space.vectors.length, merges, joinThreshold);
  const groups = new Map<number, Group>();
  for (const [k, vector] of space.vectors.entries()) {
    const label = labels[k] ?? k;
    const group = groups.get(label) ?? { sampled: [], members: [], sum: vectorSum() };
    groups.set(label, group);
    group.sampled.push({ call: k * stride, vector });
    group.members.push(k * stride);
    group.sum.add(vector);
  }
  const kept = [...groups.values()].filter((group) => group.members.length >= smallest);
  if (stride > 1) await assignOthers(kept, calls, isSampled, space, giveWay);
  return kept.map((group) => describe(group, calls, space.vocabulary)).sort((a, b) => b.calls.length - a.calls.length);
}

interface Group {
  readonly sampled: { readonly call: number; readonly vector: SparseVector }[];
  readonly members: number[];
  readonly sum: VectorSum;
}

async function assignOthers(
  groups: readonly Group[],
  calls: readonly StoredSource[],
  isSampled: (index: number) => boolean,
  { vectorOf }: CallVectors,
  giveWay: ReturnType<typeof createPacer>,
): Promise<void> {
  const centroids = groups.map(({ sum }) => sum.direction());
  for (const [i, call] of calls.entries()) {
    if (isSampled(i)) continue;
    const vector = vectorOf(call);
    const scores = centroids.map((centroid) => cosine(vector, centroid));
    const best = scores.indexOf(Math.max(...scores));
    const group = groups[best];
    if (group && (scores[best] ?? 0) >= 2 * joinThreshold) {
      group.members.push(i);
      group.sum.add(vector);
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

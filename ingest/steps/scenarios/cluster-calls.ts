import type { StoredSource } from '../../ports.ts';
import { averageLinkage, cutAt } from './average-linkage.ts';
import { callVectors, centroidOf, cosine, type SparseVector, type Vocabulary } from './call-vectors.ts';
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
/** More calls than this are sampled evenly; the others join the nearest cluster. */
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
  const { vectors, vocabulary } = await callVectors(calls, giveWay);
  const stride = Math.ceil(calls.length / linkageLimit);
  const sample = [...calls.keys()].filter((i) => i % stride === 0);
  const sampled = sample.map((i) => vectors[i] ?? emptyVector);
  const merges = await averageLinkage(sampled, giveWay, (done) => onProgress(done * stride));
  const labels = cutAt(sample.length, merges, joinThreshold);
  const groups = new Map<number, number[]>();
  sample.forEach((call, k) => {
    const label = labels[k] ?? k;
    groups.set(label, [...(groups.get(label) ?? []), call]);
  });
  const kept = [...groups.values()].filter((group) => group.length >= smallest);
  if (stride > 1) await assignOthers(kept, vectors, new Set(sample), giveWay);
  return kept
    .map((group) => describe(group, calls, vectors, vocabulary))
    .sort((a, b) => b.calls.length - a.calls.length);
}

const emptyVector: SparseVector = { terms: new Uint32Array(), weights: new Float32Array() };

async function assignOthers(
  groups: number[][],
  vectors: readonly SparseVector[],
  sampled: ReadonlySet<number>,
  giveWay: ReturnType<typeof createPacer>,
): Promise<void> {
  const centroids = groups.map((group) => centroidOf(group.map((i) => vectors[i] ?? emptyVector)));
  for (const [i, vector] of vectors.entries()) {
    if (sampled.has(i)) continue;
    const scores = centroids.map((centroid) => cosine(vector, centroid));
    const best = scores.indexOf(Math.max(...scores));
    if ((scores[best] ?? 0) >= 2 * joinThreshold) groups[best]?.push(i);
    await giveWay();
  }
}

function describe(
  group: readonly number[],
  calls: readonly StoredSource[],
  vectors: readonly SparseVector[],
  vocabulary: Vocabulary,
): CallCluster {
  const own = group.map((i) => vectors[i] ?? emptyVector);
  const centroid = centroidOf(own);
  const scores = own.map((vector) => cosine(vector, centroid));
  const best = scores.indexOf(Math.max(...scores));
  const members = group.map((i) => calls[i]).filter((call) => call !== undefined);
  const medoid = members[best] ?? members[0];
  if (!medoid) throw new Error('a cluster without calls');
  const cohesion = scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length);
  return { calls: members, medoid, centroid, cohesion, vocabulary };
}

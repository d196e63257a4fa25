import type { createPacer } from '../give-way.ts';
import { coAssociation, linkOnAverage } from './co-association.ts';
import { halfWhitened } from './half-whitened.ts';
import { latentVectors } from './latent-vectors.ts';
import { linkedTerms } from './linked-terms.ts';
import { mixturesHere, type RunMixtures } from './run-mixtures.ts';
import { seededRandom } from './seeded-random.ts';
import { sphericalMeans } from './spherical-means.ts';
import type { TermTable } from './term-table.ts';

/** How finely groups are told apart. */
export type Fineness = 'coarse' | 'normal' | 'fine';

export interface DiscoverySettings {
  readonly fineness?: Fineness;
  readonly seed?: number;
  /** What each text means, by an embedding model; null where it gave none. Absent: words alone. */
  readonly meanings?: readonly (readonly number[] | null)[];
  readonly giveWay: ReturnType<typeof createPacer>;
  /** Draws the mixtures elsewhere; absent: in this thread. */
  readonly runMixtures?: RunMixtures;
  /** 0..1. */
  readonly onShare?: (share: number) => void;
}

/** Priors of a word in a group, from fine to coarse: no one of them suits every set of texts, so all of them vote. */
const betas = [0.05, 0.1, 0.2] as const;
/** Chosen on few texts of those sets; on many bank turns seeds differ less with it than with 0.1. */
const alpha = 1;
/** More groups than there are matters: most of them empty themselves. */
const beginningGroups = 100;
const sweeps = 12;
/** Runs for each prior: many for few texts, where single runs differ most, and fewer where each is long. */
const runsOf = (terms: number) => Math.max(4, Math.min(24, Math.round(800_000 / Math.max(1, terms))));
/**
 * Every other mixture of many texts reads this much of the vocabulary: what hangs on a few words falls apart in their vote.
 * Chosen, like the votes by what words go together, on bank turns and bank questions; seven tenths in all mixtures parted the questions worse.
 */
const partRead = 0.8;
const readsOf = (run: number, isFew: boolean) => (isFew || run % 2 === 0 ? 1 : partRead);

/**
 * Texts are of one group while, on average, they share one in this many of the runs. Chosen on bank turns in English
 * and bank questions between 0.2 and 0.35, where agreement is flat; checked on service chats and complaints.
 */
const leastShare: Readonly<Record<Fineness, number>> = { coarse: 0.2, normal: 0.3, fine: 0.45 };
/**
 * Among few texts a mixture has seen each word too seldom; there what words go together votes as often, a little finer, and
 * average linkage of the texts half as often. Chosen on draws of 70 to 330 texts, of few matters and of many, from bank turns
 * and bank questions, checked on service chats and calls. Among 1,500 turns linkage makes it worse.
 */
const fewTexts = 400;
const moreAmongFew = 1.3;
const leastAmongFew: Readonly<Record<Fineness, number>> = { coarse: 0.25, normal: 0.35, fine: 0.5 };
/**
 * The same where meanings vote too: spherical k-means parts large groups evenly, so that what belongs together is together
 * less often. Chosen on the same bank turns between 0.15 and 0.3; bank questions, which are parted finely, would like 0.35.
 */
const leastWithMeanings: Readonly<Record<Fineness, number>> = { coarse: 0.15, normal: 0.225, fine: 0.4 };

/**
 * Groups texts by what they are about, their number unknown: Dirichlet-multinomial mixtures from many seeds and three
 * priors, and groups by similarity with the numbers of groups that those found, vote on which texts belong together
 * (evidence accumulation, Fred and Jain, 2005), and average linkage joins what they agree on. A label for each text, from 0
 * by falling size; the same for the same seed.
 */
export async function discoverGroups(table: TermTable, settings: DiscoverySettings): Promise<Int32Array> {
  const { giveWay, seed = 1, fineness = 'normal', onShare } = settings;
  const isFew = table.texts <= fewTexts;
  const groups = Math.max(1, Math.min(beginningGroups, table.texts));
  const tasks = Array.from({ length: runsOf(table.terms.length) }, (_, run) => run).flatMap((run) =>
    betas.map((beta, b) => {
      const at = run * betas.length + b;
      return { alpha, beta, groups, sweeps, reads: readsOf(run, isFew), seed: seed * 1_000_003 + at };
    }),
  );
  const draw = settings.runMixtures ?? mixturesHere(giveWay);
  let done = 0;
  const drawn = await draw(table, tasks, () => onShare?.((0.9 * ++done) / tasks.length));
  const mixtures = drawn.map((labels) => labels.map((label) => (label < groups ? label : -1)));
  const counts = mixtures.map((labels) => new Set(labels.filter((label) => label >= 0)).size);
  const similar = await bySimilarity(table, counts, settings, seed * 1_000_003 + tasks.length);
  const together = coAssociation([...mixtures, ...similar], table.texts);
  await giveWay();
  const joins = await linkOnAverage(together, table.texts, giveWay);
  onShare?.(1);
  const least = (settings.meanings ? leastWithMeanings : isFew ? leastAmongFew : leastShare)[fineness];
  return bySize(alone(labelsAt(table.texts, joins, least), table));
}

/**
 * Groups of similar texts, in about as many groups as mixtures found: so many votes as mixtures by meaning where it is given, a
 * third of that where only words say what is similar, and among few texts half as many again as mixtures.
 */
async function bySimilarity(
  table: TermTable,
  counts: readonly number[],
  { meanings, giveWay }: DiscoverySettings,
  seed: number,
): Promise<readonly Int32Array[]> {
  if (meanings) return means(await halfWhitened(meanings, giveWay), counts, seed, giveWay);
  if (table.texts > fewTexts) {
    const vectors = await latentVectors(table, { directions: 100, power: 0.5, giveWay });
    // One of each run, of each prior in turn.
    const third = counts.filter((_, n) => n % betas.length === Math.floor(n / betas.length) % betas.length);
    return means(vectors, third, seed, giveWay);
  }
  const directions = Math.max(5, Math.round(table.texts / 5));
  const vectors = await latentVectors(table, { directions, power: 1, giveWay });
  const finer = counts.map((count) => Math.ceil(moreAmongFew * count));
  const every = counts.filter((_, n) => n % 2 === 0);
  return [...(await means(vectors, finer, seed, giveWay)), ...(await linkedTerms(table, every, giveWay))];
}

async function means(
  vectors: readonly Float32Array[],
  counts: readonly number[],
  seed: number,
  giveWay: ReturnType<typeof createPacer>,
): Promise<Int32Array[]> {
  const found: Int32Array[] = [];
  for (const [n, count] of counts.entries())
    found.push(await sphericalMeans(vectors, count, seededRandom(seed + n), giveWay));
  return found;
}

/** A text that shares no term with another is of no group, wherever chance put it. */
function alone(labels: Int32Array, { offsets, texts }: TermTable): Int32Array {
  return labels.map((label, i) => (offsets[i] === offsets[i + 1] ? texts + i : label));
}

function labelsAt(n: number, joins: readonly { a: number; b: number; share: number }[], least: number): Int32Array {
  const parent = Int32Array.from({ length: n }, (_, i) => i);
  const find = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root] ?? root;
    parent[i] = root;
    return root;
  };
  for (const { a, b, share } of joins) if (share >= least) parent[find(b)] = find(a);
  return Int32Array.from({ length: n }, (_, i) => find(i));
}

function bySize(labels: Int32Array): Int32Array {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const ranks = new Map([...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([label], rank) => [label, rank]));
  return labels.map((label) => ranks.get(label) ?? 0);
}

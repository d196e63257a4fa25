import type { createPacer } from '../give-way.ts';
import { coAssociation, linkOnAverage } from './co-association.ts';
import { halfWhitened } from './half-whitened.ts';
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
 * Texts are of one group while, on average, they share one in this many of the runs. Chosen on bank turns in English
 * between 0.25 and 0.4, where agreement is flat; checked on service chats, bank questions and Chinese questions of law.
 */
const leastShare: Readonly<Record<Fineness, number>> = { coarse: 0.18, normal: 0.3, fine: 0.5 };
/**
 * Among few texts a mixture has seen each word too seldom; there average linkage of the texts votes as well, half as often.
 * Chosen on draws of 130 to 330 texts, of few matters and of many, from service chats, bank turns, bank questions and Chinese
 * questions of law: nearly all come out better. Among 1,500 turns the mixtures alone do better.
 */
const fewTexts = 400;
const leastAmongFew: Readonly<Record<Fineness, number>> = { coarse: 0.27, normal: 0.4, fine: 0.55 };
/**
 * The same where meanings vote too: spherical k-means parts large groups evenly, so that what belongs together is together
 * less often. Chosen on the same bank turns; bank questions, which are parted finely, would like 0.35.
 */
const leastWithMeanings: Readonly<Record<Fineness, number>> = { coarse: 0.15, normal: 0.25, fine: 0.42 };

/**
 * Groups texts by what they are about, their number unknown: Dirichlet-multinomial mixtures from many seeds and three
 * priors (and, where meanings are given, spherical k-means with the numbers of groups that those found) vote on which
 * texts belong together (evidence accumulation, Fred and Jain, 2005), and average linkage joins what they agree on. A
 * label for each text, from 0 by falling size; the same for the same seed.
 */
export async function discoverGroups(table: TermTable, settings: DiscoverySettings): Promise<Int32Array> {
  const { giveWay, seed = 1, fineness = 'normal', onShare } = settings;
  const perBeta = runsOf(table.terms.length);
  const groups = Math.max(1, Math.min(beginningGroups, table.texts));
  const tasks = Array.from({ length: perBeta }, (_, run) => run).flatMap((run) =>
    betas.map((beta, b) => ({ alpha, beta, groups, sweeps, seed: seed * 1_000_003 + run * betas.length + b })),
  );
  const draw = settings.runMixtures ?? mixturesHere(giveWay);
  let done = 0;
  const mixtures = await draw(table, tasks, () => onShare?.((0.9 * ++done) / tasks.length));
  const runs = [...mixtures];
  const meanings = settings.meanings ? await halfWhitened(settings.meanings, giveWay) : null;
  if (meanings) {
    for (const [n, labels] of mixtures.entries())
      runs.push(
        await sphericalMeans(
          meanings,
          new Set(labels).size,
          seededRandom(seed * 1_000_003 + tasks.length + n),
          giveWay,
        ),
      );
  }
  const isFew = !meanings && table.texts <= fewTexts;
  if (isFew) {
    const every = mixtures.filter((_, n) => n % 2 === 0);
    const counts = every.map((labels) => new Set(labels).size);
    runs.push(...(await linkedTerms(table, counts, giveWay)));
  }
  const together = coAssociation(runs, table.texts);
  await giveWay();
  const joins = await linkOnAverage(together, table.texts, giveWay);
  onShare?.(1);
  const least = (meanings ? leastWithMeanings : isFew ? leastAmongFew : leastShare)[fineness];
  return bySize(alone(labelsAt(table.texts, joins, least), table));
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

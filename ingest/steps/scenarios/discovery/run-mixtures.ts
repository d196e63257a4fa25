import { dirichletMixture } from './dirichlet-mixture.ts';
import { seededRandom } from './seeded-random.ts';
import type { TermTable } from './term-table.ts';

/** One mixture over a table of terms; all that it needs, so that it can be drawn anywhere. */
export interface MixtureTask {
  readonly alpha: number;
  readonly beta: number;
  readonly groups: number;
  readonly sweeps: number;
  /** The share of the vocabulary that it reads, drawn anew by each seed; 0..1. */
  readonly reads: number;
  readonly seed: number;
}

/**
 * Draws mixtures, each by itself: a label (below `groups`; `groups` itself where it read no term) for each text, in the
 * order of the tasks, the same wherever and in whatever order they are drawn. `onDone` is told of each.
 */
export type RunMixtures = (
  table: TermTable,
  tasks: readonly MixtureTask[],
  onDone: (task: number, labels: Int32Array) => void,
) => Promise<readonly Int32Array[]>;

/** Draws one mixture. */
export async function runMixture(
  table: TermTable,
  { seed, reads, ...task }: MixtureTask,
  giveWay: () => Promise<void> = async () => {},
): Promise<Int32Array> {
  const random = seededRandom(seed);
  if (reads >= 1) return dirichletMixture(table, { ...task, random, giveWay });
  const read = partOf(table, reads, random);
  const labels = await dirichletMixture(read, { ...task, random, giveWay });
  return labels.map((label, i) => (read.offsets[i] === read.offsets[i + 1] ? task.groups : label));
}

/** The table with a drawn share of its vocabulary. */
function partOf(table: TermTable, share: number, random: () => number): TermTable {
  const isRead = table.vocabulary.map(() => random() < share);
  const [terms, counts, offsets]: [number[], number[], number[]] = [[], [], [0]];
  for (let text = 0; text < table.texts; text++) {
    for (let t = table.offsets[text] ?? 0; t < (table.offsets[text + 1] ?? 0); t++) {
      const term = table.terms[t] ?? 0;
      if (!isRead[term]) continue;
      terms.push(term);
      counts.push(table.counts[t] ?? 0);
    }
    offsets.push(terms.length);
  }
  return {
    ...table,
    offsets: Uint32Array.from(offsets),
    terms: Uint32Array.from(terms),
    counts: Uint8Array.from(counts),
  };
}

/** Draws them one after the other in this thread. */
export function mixturesHere(giveWay: () => Promise<void>): RunMixtures {
  return async (table, tasks, onDone) => {
    const found: Int32Array[] = [];
    for (const [n, task] of tasks.entries()) {
      const labels = await runMixture(table, task, giveWay);
      found.push(labels);
      onDone(n, labels);
    }
    return found;
  };
}

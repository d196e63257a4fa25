import { dirichletMixture } from './dirichlet-mixture.ts';
import { seededRandom } from './seeded-random.ts';
import type { TermTable } from './term-table.ts';

/** One mixture over a table of terms; all that it needs, so that it can be drawn anywhere. */
export interface MixtureTask {
  readonly alpha: number;
  readonly beta: number;
  readonly groups: number;
  readonly sweeps: number;
  readonly seed: number;
}

/**
 * Draws mixtures, each by itself: a label (below `groups`) for each text, in the order of the tasks, the same wherever
 * and in whatever order they are drawn. `onDone` is told of each.
 */
export type RunMixtures = (
  table: TermTable,
  tasks: readonly MixtureTask[],
  onDone: (task: number, labels: Int32Array) => void,
) => Promise<readonly Int32Array[]>;

/** Draws one mixture. */
export function runMixture(
  table: TermTable,
  { seed, ...task }: MixtureTask,
  giveWay: () => Promise<void> = async () => {},
): Promise<Int32Array> {
  return dirichletMixture(table, { ...task, random: seededRandom(seed), giveWay });
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

import type { LearnHandling, RunMixtures } from '../../ingest/index.ts';

/** Does the heavy parts of one mining beside the thread that answers; with any number of threads the same. */
export interface MiningCrew {
  /** How many work at the same time. */
  readonly threads: number;
  readonly runMixtures: RunMixtures;
  readonly learnHandling: LearnHandling;
  /** Ends its threads, whatever they are at. */
  close(): Promise<void>;
}

/** Opens a crew for one mining; what it is at rejects with the signal's reason when that aborts. */
export type OpenMiningCrew = (signal: AbortSignal) => MiningCrew;

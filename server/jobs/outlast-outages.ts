import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseAway } from '../ports/database.ts';
import type { Logger } from '../ports/logger.ts';

interface Options {
  readonly log: Logger;
  /** Aborted when the process stops: then nothing is waited for. */
  readonly stopping?: AbortSignal;
}

const firstPauseMs = 100;
const longestPauseMs = 1_000;

/**
 * Does `work` again whenever the database went away under it, as soon as it is back: an outage, however long, is no
 * failure of a job. Any other error is thrown, and every error once the process stops.
 */
export async function outlastOutages<T>({ log, stopping }: Options, work: () => Promise<T>): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error) || stopping?.aborted === true) throw error;
      if (pauseMs === firstPauseMs)
        log.warn({ err: error }, 'The database went away under a job, which waits until it is back');
      await sleep(pauseMs, undefined, stopping && { signal: stopping }).catch(() => undefined);
    }
  }
}

import type { Logger } from '../../ports/logger.ts';

/** Work that must be done for as long as it fails: it is tried again soon, at growing intervals. */
export interface PersistentWork {
  /** Tries now; resolves after this attempt, whether or not it succeeded. Until it has, the work is not done. */
  attempt(key: string, work: () => Promise<void>): Promise<void>;
  /** The same for work that is likely to have nothing to do: it counts as not done only once it failed. */
  check(key: string, work: () => Promise<void>): Promise<void>;
  /** Whether the last attempt, if there was any, succeeded. */
  isDone(key: string): boolean;
}

export interface RetryTimes {
  readonly firstMs: number;
  readonly mostMs: number;
}

interface Open {
  delayMs: number;
  failures: number;
  timer?: NodeJS.Timeout;
}

const usualTimes: RetryTimes = { firstMs: 1_000, mostMs: 15_000 };

export function createPersistentWork(log: Logger, { firstMs, mostMs }: RetryTimes = usualTimes): PersistentWork {
  const open = new Map<string, Open>();

  const run = async (key: string, state: Open, work: () => Promise<void>): Promise<void> => {
    clearTimeout(state.timer);
    try {
      await work();
      clearTimeout(state.timer);
      open.delete(key);
      if (state.failures > 0) log.info({ key, failures: state.failures }, 'work on live calls succeeded again');
    } catch (error) {
      state.failures += 1;
      const fields = { err: error, key, retryInMs: state.delayMs };
      if (state.failures === 1) log.warn(fields, 'work on live calls failed; it is tried again');
      else log.debug(fields, 'work on live calls failed again');
      clearTimeout(state.timer);
      // Another attempt may have succeeded since this one began, but this one may have found something newer.
      open.set(key, state);
      state.timer = setTimeout(() => void run(key, state, work), state.delayMs).unref();
      state.delayMs = Math.min(mostMs, state.delayMs * 2);
    }
  };
  const stateOf = (key: string): Open => open.get(key) ?? { delayMs: firstMs, failures: 0 };
  return {
    attempt(key, work) {
      const state = stateOf(key);
      open.set(key, state);
      return run(key, state, work);
    },
    check: (key, work) => run(key, stateOf(key), work),
    isDone: (key) => !open.has(key),
  };
}

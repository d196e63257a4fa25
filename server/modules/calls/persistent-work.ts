import type { Logger } from '../../ports/logger.ts';

/** Work that must be done for as long as it fails: it is tried again soon, at growing intervals. */
export interface PersistentWork {
  /** Tries now; resolves after this attempt, whether or not it succeeded. */
  attempt(key: string, work: () => Promise<void>): Promise<void>;
  /** Whether the last attempt, if there was any, succeeded. */
  isDone(key: string): boolean;
}

export interface RetryTimes {
  readonly firstMs: number;
  readonly mostMs: number;
}

const usualTimes: RetryTimes = { firstMs: 1_000, mostMs: 15_000 };

export function createPersistentWork(log: Logger, { firstMs, mostMs }: RetryTimes = usualTimes): PersistentWork {
  const open = new Map<string, { delayMs: number; timer?: NodeJS.Timeout }>();

  const attempt = async (key: string, work: () => Promise<void>): Promise<void> => {
    const state = open.get(key) ?? { delayMs: firstMs };
    open.set(key, state);
    clearTimeout(state.timer);
    try {
      await work();
      clearTimeout(state.timer);
      open.delete(key);
    } catch (error) {
      log.warn({ err: error, key, retryInMs: state.delayMs }, 'work on live calls failed; it is tried again');
      clearTimeout(state.timer);
      // Another attempt may have succeeded since this one began, but this one may have found something newer.
      open.set(key, state);
      state.timer = setTimeout(() => void attempt(key, work), state.delayMs).unref();
      state.delayMs = Math.min(mostMs, state.delayMs * 2);
    }
  };
  return { attempt, isDone: (key) => !open.has(key) };
}

import type { Database } from '../ports/database.ts';
import type { Logger } from '../ports/logger.ts';

/** Wakes whoever listens when an interval begins or ends, so that a future policy goes live without a job. */
export interface DueBoundaries {
  /** Asks again when the next boundary is due; call after each decision. */
  refresh(): void;
  onDue(listener: (at: Date) => void): () => void;
  stop(): void;
}

const askAgainMs = 60_000;

export function createDueBoundaries(database: Database, log: Logger): DueBoundaries {
  const listeners = new Set<(at: Date) => void>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  // Boundaries up to here were announced.
  let announced = new Date();

  const next = async (): Promise<Date | null> => {
    const result = await database.query<{ due: Date | null }>(
      `select least((select min(valid_from) from item_versions where valid_from > $1),
                    (select min(valid_to) from item_versions where valid_to > $1)) as due`,
      [announced],
    );
    return result.rows[0]?.due ?? null;
  };

  // Counts the questions: only the answer to the newest sets the timer.
  let asked = 0;

  const schedule = async () => {
    asked += 1;
    const question = asked;
    const due = await next();
    if (stopped || question !== asked) return;
    clearTimeout(timer);
    const wait = due === null ? askAgainMs : Math.min(askAgainMs, Math.max(0, due.getTime() - Date.now()));
    timer = setTimeout(() => {
      if (due !== null && due > announced && due.getTime() <= Date.now()) {
        announced = due;
        for (const listener of listeners) listener(due);
      }
      refresh();
    }, wait);
    timer.unref();
  };

  const refresh = () => {
    schedule().catch((error) => {
      log.warn({ err: error }, 'the next due boundary cannot be read; asking again');
      clearTimeout(timer);
      if (!stopped) timer = setTimeout(refresh, 1_000).unref();
    });
  };

  return {
    refresh,
    onDue(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

import type { Database } from '../ports/database.ts';
import type { Logger } from '../ports/logger.ts';
import { createDatabaseTime } from './database-time.ts';

/** Wakes whoever listens when an interval begins or ends by the database's clock, so that a future policy goes live without a job. */
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
  const time = createDatabaseTime();
  const madeAt = performance.now();
  // Boundaries up to here were announced; null: those before this was made.
  let announced: Date | null = null;

  const next = async (): Promise<Date | null> => {
    const askedAt = performance.now();
    const result = await database.query<{ due: Date | null; since: Date; time: Date }>(
      `with past as (select coalesce($1::timestamptz, clock_timestamp() - make_interval(secs => $2)) as since)
       select least((select min(valid_from) from item_versions, past where valid_from > since),
                    (select min(valid_to) from item_versions, past where valid_to > since)) as due,
              since, clock_timestamp() as time
         from past`,
      [announced, (askedAt - madeAt) / 1_000],
    );
    const [row] = result.rows;
    if (!row) return null;
    time.learn(row.time, askedAt, performance.now());
    announced ??= row.since;
    return row.due;
  };

  // Counts the questions: only the answer to the newest sets the timer.
  let asked = 0;

  const schedule = async () => {
    asked += 1;
    const question = asked;
    const due = await next();
    if (stopped || question !== asked) return;
    clearTimeout(timer);
    const wait = due === null ? askAgainMs : Math.min(askAgainMs, Math.max(0, due.getTime() - time.now().getTime()));
    timer = setTimeout(() => {
      if (due !== null && announced !== null && due > announced && due <= time.now()) {
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

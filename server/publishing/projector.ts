import { DomainError } from '../errors.ts';
import type { Database } from '../ports/database.ts';
import type { Logger } from '../ports/logger.ts';
import type { WakeUps } from '../ports/wake-ups.ts';
import type { ContentProjection } from './apply-decision.ts';
import { headPosition, type LoggedDecision, readDecisions } from './published-log.ts';
import type { PublishedStateProjection } from './published-state.ts';
import { createSetAside, type SetAsideDecision } from './set-aside.ts';

/** Keeps this process's projections at the head of the log. */
export interface Projector {
  /** Catches up with the log, then follows it. Resolves when caught up for the first time. */
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly position: number;
  /** Milliseconds since this process last knew that its position was the log's head. */
  lagMs(): number;
  /** Whether this process knew a moment ago that its position was the log's head, so that what it shows holds. */
  isConfirmed(): boolean;
  /** Resolves once the position is confirmed, asking the log if need be. Guidance is withheld, not guessed: throws `unavailable` when the log cannot be reached. */
  confirmHead(): Promise<void>;
  /** Resolves when the position is applied here; rejects when it takes longer than `timeoutMs`. */
  waitFor(position: number, timeoutMs?: number): Promise<void>;
  /** Asks the log for its head and catches up. Rejects when the log cannot be reached. */
  catchUp(): Promise<void>;
  /** Runs work while no decision is applied here; keep it short and ask for no catching up in it, that would wait for itself. */
  hold<T>(work: () => Promise<T>): Promise<T>;
  /** Called after each decision was applied, set aside, or taken in after all. Returns the way to stop. */
  onApplied(listener: (decision: LoggedDecision) => void): () => void;
  /** Decisions that could not be taken in; what they are about is withheld here. They are tried again by themselves. */
  setAside(): readonly SetAsideDecision[];
  /** Tries a decision that is set aside now; returns whether it is taken in. */
  replay(position: number): Promise<boolean>;
}

interface ProjectorOptions {
  readonly database: Database;
  readonly state: PublishedStateProjection;
  readonly contents: readonly ContentProjection[];
  readonly wakeUps: WakeUps;
  readonly log: Logger;
  /** Under which decisions that are set aside are written down, one for each process; null or absent: they are not. */
  readonly name?: string | null;
  /** How often decisions that are set aside are tried again. */
  readonly retryMs?: number;
  /**
   * A database on another machine that takes longer to tell the head counts as away, so that the next question goes over
   * another connection; absent: it is waited for.
   */
  readonly answerMs?: number | undefined;
}

const pollMs = 250;
const usualRetryMs = 10_000;
/** How long ago the head may have been asked for while the position still counts as confirmed. */
const maxLagMs = 500;
const decisionsPerRead = 200;

export function createProjector(options: ProjectorOptions): Projector {
  const { database, state, contents, wakeUps, log, name = null, retryMs = usualRetryMs, answerMs } = options;
  const aside = createSetAside({ database, state, contents, log, name });
  const listeners = new Set<(decision: LoggedDecision) => void>();
  let confirmedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let unlisten = () => {};
  let timer: NodeJS.Timeout | undefined;
  let retryTimer: NodeJS.Timeout | undefined;

  const tell = (decision: LoggedDecision) => {
    for (const listener of listeners) listener(decision);
  };

  const apply = async (decision: LoggedDecision) => {
    await aside.apply(decision);
    tell(decision);
  };

  const readToHead = async () => {
    do {
      again = false;
      const askedAt = performance.now();
      const head = await withinTime(headPosition(database), answerMs);
      while (state.position < head && !stopped) {
        for (const decision of await readDecisions(database, state.position, decisionsPerRead)) await apply(decision);
      }
      confirmedAt = askedAt;
    } while (again && !stopped);
  };

  // Applying decisions and whatever must not see one half applied take turns.
  let turns: Promise<unknown> = Promise.resolve();
  const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turns.then(work);
    turns = done.catch(() => {});
    return done;
  };

  const catchUp = (): Promise<void> => {
    again = true;
    running ??= exclusively(readToHead).finally(() => {
      running = null;
    });
    return running;
  };

  const lagMs = () => performance.now() - confirmedAt;
  const isConfirmed = () => lagMs() <= maxLagMs;

  let away = false;
  const follow = () => {
    if (stopped) return;
    catchUp().then(
      () => {
        if (away) log.info({ position: state.position }, 'the published log can be read again');
        away = false;
      },
      (error) => {
        if (!away) log.warn({ err: error }, 'the published log cannot be read; guidance is withheld until it can');
        away = true;
      },
    );
  };

  const retrySetAside = (position?: number) =>
    exclusively(async () => {
      for (const decision of await aside.retry(position)) tell(decision);
    });
  const retryNow = () => {
    if (stopped || state.withheld().size === 0) return;
    retrySetAside().catch((error) => log.debug({ err: error }, 'decisions that are set aside were not tried again'));
  };

  return {
    async start() {
      await catchUp();
      unlisten = wakeUps.listen('decisions', follow);
      timer = setInterval(follow, pollMs);
      timer.unref();
      retryTimer = setInterval(retryNow, retryMs);
      retryTimer.unref();
    },
    async stop() {
      stopped = true;
      unlisten();
      clearInterval(timer);
      clearInterval(retryTimer);
      await running?.catch(() => {});
    },
    get position() {
      return state.position;
    },
    lagMs,
    isConfirmed,
    async confirmHead() {
      if (isConfirmed()) return;
      await catchUp().catch((cause: unknown) => {
        throw new DomainError(
          'unavailable',
          'The published log cannot be reached, so nothing can be shown as confirmed; try again',
          {},
          { cause },
        );
      });
    },
    hold: exclusively,
    catchUp,
    async waitFor(position, timeoutMs = 10_000) {
      const deadline = performance.now() + timeoutMs;
      while (state.position < position) {
        if (performance.now() > deadline)
          throw new Error(`position ${position} was not applied within ${timeoutMs} ms`);
        await catchUp();
      }
    },
    onApplied(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setAside: aside.list,
    async replay(position) {
      await retrySetAside(position);
      return !state.withheld().has(position);
    },
  };
}

async function withinTime<T>(answer: Promise<T>, answerMs: number | undefined): Promise<T> {
  if (answerMs === undefined) return answer;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the database did not answer within ${answerMs} ms`)), answerMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

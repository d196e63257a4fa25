import { DomainError } from '../errors.ts';
import type { Database } from '../ports/database.ts';
import type { Logger } from '../ports/logger.ts';
import type { WakeUps } from '../ports/wake-ups.ts';
import { withinTime } from '../within-time.ts';
import type { ContentProjection } from './apply-decision.ts';
import { continues, LogReplaced, readNextDecisions } from './log-continuity.ts';
import { type LoggedDecision, readDecisions, readLogHead } from './published-log.ts';
import type { PublishedStateProjection } from './published-state.ts';
import { createSetAside, type SetAsideDecision } from './set-aside.ts';

/** Keeps this process's projections at the head of the log. */
export interface Projector {
  /** Catches up with the log, then follows it; starts over when the log is replaced by another under this process. Resolves when caught up for the first time. */
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
  /**
   * Builds state and contents anew from the log and puts them in place of the old ones, for when the log is no longer the
   * one that was applied here; absent: everything is withheld until the process is started again.
   */
  readonly rebuild?: () => Promise<void>;
}

const pollMs = 250;
const usualRetryMs = 10_000;
/** How long ago the head may have been asked for while the position still counts as confirmed. */
const maxLagMs = 500;
const decisionsPerRead = 200;
const rebuildAgainMs = 1_000;

export function createProjector(options: ProjectorOptions): Projector {
  const { database, state, contents, wakeUps, log, name = null, retryMs = usualRetryMs, answerMs, rebuild } = options;
  const aside = createSetAside({ database, state, contents, log, name });
  const listeners = new Set<(decision: LoggedDecision) => void>();
  let confirmedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | null = null;
  let again = false;
  let replaced = false;
  let rebuilding = false;
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

  const askHead = () =>
    answerMs === undefined
      ? readLogHead(database, state.position)
      : withinTime(
          readLogHead(database, state.position),
          answerMs,
          () => new Error(`the database did not answer within ${answerMs} ms`),
        );

  const readToHead = async () => {
    do {
      again = false;
      const askedAt = performance.now();
      if (replaced) throw new LogReplaced();
      const found = await askHead();
      state.learnTime(found.time, askedAt, performance.now());
      if (!continues(state, found)) throw new LogReplaced();
      while (state.position < found.head && !stopped) {
        for (const decision of await readNextDecisions(database, state, decisionsPerRead)) await apply(decision);
      }
      confirmedAt = askedAt;
    } while (again && !stopped);
  };

  const buildAnew = async (build: () => Promise<void>) => {
    try {
      await build();
      const last = await readDecisions(database, state.position - 1, 1);
      replaced = false;
      log.info({ position: state.position }, 'everything was built anew from the published log');
      for (const decision of last) tell(decision);
    } catch (error) {
      if (stopped) return;
      log.warn({ err: error }, 'building anew from the published log failed; it is tried again');
      await new Promise((resolve) => setTimeout(resolve, rebuildAgainMs).unref());
    }
  };

  /** Nothing of what was applied from another log may be shown; the log that there is decides. */
  const startOver = () => {
    if (!replaced) {
      log.error(
        { position: state.position },
        'the published log is not the one that was applied here: it was put back to an older state while this process ran, as by a failover to a server that lagged behind or by a restored backup. All guidance is withheld until everything is built anew; find out which decisions were lost, and make them again',
      );
      replaced = true;
      confirmedAt = Number.NEGATIVE_INFINITY;
      state.forget();
    }
    if (!rebuild || rebuilding || stopped) return;
    rebuilding = true;
    void buildAnew(rebuild).finally(() => {
      rebuilding = false;
    });
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
    running ??= exclusively(() =>
      readToHead().catch((error: unknown) => {
        if (error instanceof LogReplaced) startOver();
        throw error;
      }),
    ).finally(() => {
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

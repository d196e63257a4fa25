import { DomainError } from '../errors.ts';
import type { Database } from '../ports/database.ts';
import type { Logger } from '../ports/logger.ts';
import type { IndexedVersion } from '../ports/text-index.ts';
import type { WakeUps } from '../ports/wake-ups.ts';
import { headPosition, type LoggedDecision, readDecisions, readEntries } from './published-log.ts';
import type { DecisionEntry, PublishedStateProjection } from './published-state.ts';

/** A projection of content, fed before the state makes the same decision visible; adding twice changes nothing. */
export interface ContentProjection {
  add(versions: readonly IndexedVersion[]): void | Promise<void>;
  /** It holds everything up to here already, from a snapshot. */
  readonly loadedPosition: number;
}

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
  /** Called after each decision was applied. Returns the way to stop. */
  onApplied(listener: (decision: LoggedDecision) => void): () => void;
}

interface ProjectorOptions {
  readonly database: Database;
  readonly state: PublishedStateProjection;
  readonly contents: readonly ContentProjection[];
  readonly wakeUps: WakeUps;
  readonly log: Logger;
}

const pollMs = 250;
/** How long ago the head may have been asked for while the position still counts as confirmed. */
const maxLagMs = 500;
const decisionsPerRead = 200;

/** Feeds one decision to the projections: contents page by page, then the state at once. */
async function applyDecision(
  database: Database,
  decision: LoggedDecision,
  state: PublishedStateProjection,
  contents: readonly ContentProjection[],
): Promise<void> {
  const needed = contents.filter((projection) => projection.loadedPosition < decision.position);
  const entries: DecisionEntry[] = [];
  for await (const page of readEntries(database, decision, needed.length > 0)) {
    const texts = page.flatMap(({ text }) => (text ? [text] : []));
    for (const projection of needed) await projection.add(texts);
    for (const { entry } of page) entries.push(entry);
  }
  state.apply(decision, entries);
}

/** Brings projections that nobody else feeds to the head of the log; returns the position reached. */
export async function projectToHead(
  database: Database,
  state: PublishedStateProjection,
  contents: readonly ContentProjection[],
): Promise<number> {
  for (;;) {
    const decisions = await readDecisions(database, state.position, decisionsPerRead);
    if (decisions.length === 0) return state.position;
    for (const decision of decisions) await applyDecision(database, decision, state, contents);
  }
}

export function createProjector({ database, state, contents, wakeUps, log }: ProjectorOptions): Projector {
  const listeners = new Set<(decision: LoggedDecision) => void>();
  let confirmedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let unlisten = () => {};
  let timer: NodeJS.Timeout | undefined;

  const apply = async (decision: LoggedDecision) => {
    await applyDecision(database, decision, state, contents);
    for (const listener of listeners) listener(decision);
  };

  const readToHead = async () => {
    do {
      again = false;
      const askedAt = performance.now();
      const head = await headPosition(database);
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

  const follow = () => {
    if (!stopped)
      catchUp().catch((error) =>
        log.warn({ err: error }, 'the published log cannot be read; guidance is withheld until it can'),
      );
  };

  return {
    async start() {
      await catchUp();
      unlisten = wakeUps.listen('decisions', follow);
      timer = setInterval(follow, pollMs);
      timer.unref();
    },
    async stop() {
      stopped = true;
      unlisten();
      clearInterval(timer);
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
  };
}

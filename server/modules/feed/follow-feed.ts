import { leaseExtendMs, leaseIntervalMs } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import type { Polled } from '../../http/long-poll.ts';
import type { SseMessage } from '../../http/route.ts';
import { wakeablePause } from '../../jobs/wakeable-pause.ts';
import { type Database, DatabaseError, isDatabaseAway } from '../../ports/database.ts';
import type { DueBoundaries, Projector, PublishedState } from '../../publishing/index.ts';
import { cursorId, type FeedCursor, parseCursor, shortHash } from './feed-cursor.ts';
import { createFeedLog, type FeedEvent } from './feed-log.ts';
import type { FeedFilter } from './feed-rows.ts';

interface Options {
  readonly database: Database;
  readonly projector: Pick<Projector, 'catchUp' | 'isConfirmed' | 'onApplied'>;
  readonly state: PublishedState;
  readonly boundaries: Pick<DueBoundaries, 'onDue'>;
}

/** The feed as a stream and as a poll. `after`: the id that was heard last; undefined: only what comes from now on. */
export interface Feed {
  stream(after: string | undefined, filter: FeedFilter, signal: AbortSignal): AsyncGenerator<SseMessage>;
  /** Throws `unavailable` when the log could not be read in that time. */
  poll(after: string | undefined, filter: FeedFilter, waitMs: number, signal: AbortSignal): Promise<Polled>;
}

const askAgainMs = 250;
const mostPolled = 500;

export function createFeed({ database, projector, state, boundaries }: Options): Feed {
  const log = createFeedLog(database, state);
  let lastDue = new Date(0);
  // Before any subscriber's own listener.
  boundaries.onDue((at) => {
    if (at > lastDue) lastDue = at;
  });
  // The same for all who come between two boundaries, so that what follows is read once for all of them.
  let firstCame: Date | null = null;
  const here = (): FeedCursor => {
    firstCame ??= state.now().asOf;
    const at = lastDue > firstCame ? lastDue : firstCame;
    return { position: state.position, hash: shortHash(state.logHash), at };
  };

  /** One subscriber's place. `next` is null when nothing can be said of what follows: the log cannot be read. */
  const subscriber = (after: string | undefined, filter: FeedFilter) => {
    let cursor = after === undefined ? here() : parseCursor(after);
    // What was due before this subscriber came is asked once; later boundaries are announced.
    let asked = after === undefined;

    const reset = (): readonly FeedEvent[] => {
      cursor = here();
      return [{ id: cursorId(cursor), event: 'reset', data: { position: cursor.position, reason: 'log_replaced' } }];
    };
    const differs = () => {
      const hash = shortHash(state.logHash);
      return cursor.position === state.position && cursor.hash !== null && hash !== null && hash !== cursor.hash;
    };
    const isPast = () => state.position < cursor.position;
    const isBehind = () => state.position > cursor.position || !asked || (cursor.at !== null && lastDue > cursor.at);

    return {
      id: () => cursorId(cursor),
      /** Everything that this process knows was told. */
      isThrough: () => !isPast() && !differs() && !isBehind(),
      async next(): Promise<readonly FeedEvent[] | null> {
        try {
          if (isPast() || differs()) {
            // Another process may have been ahead; only a log that ends before it was put back.
            await projector.catchUp();
            return isPast() || differs() ? reset() : [];
          }
          if (!isBehind()) return [];
          if (state.position === cursor.position && !projector.isConfirmed()) await projector.catchUp();
          const atHead = state.position === cursor.position;
          const until = asked ? lastDue : new Date(Math.max(state.now().asOf.getTime(), lastDue.getTime()));
          const stretch = await log.read(cursor, until, filter);
          if ('replaced' in stretch) {
            await projector.catchUp();
            return reset();
          }
          const { at } = stretch.cursor;
          if (atHead && stretch.cursor.position === cursor.position && at !== null && at >= until) asked = true;
          cursor = stretch.cursor;
          return stretch.events;
        } catch (error) {
          // A statement that the database refuses is a fault of the program, not one that waiting mends.
          if (error instanceof DatabaseError && !isDatabaseAway(error)) throw error;
          return null;
        }
      },
    };
  };

  const listen = (signal: AbortSignal) => {
    const { pause, wake } = wakeablePause();
    const stops = [projector.onApplied(wake), boundaries.onDue(wake)];
    signal.addEventListener('abort', wake, { once: true });
    return { pause, stop: () => stops.forEach((stop) => void stop()) };
  };
  const lease = () => ({ position: state.position, extendMs: leaseExtendMs });

  async function* follow(place: ReturnType<typeof subscriber>, signal: AbortSignal): AsyncGenerator<SseMessage> {
    const { pause, stop } = listen(signal);
    let nextLease = performance.now();
    try {
      while (!signal.aborted) {
        const events = await place.next();
        for (const event of events ?? []) yield event;
        if (events === null) await pause(askAgainMs);
        if (events === null || !place.isThrough()) continue;
        if (performance.now() >= nextLease) {
          nextLease = performance.now() + leaseIntervalMs;
          if (projector.isConfirmed()) yield { event: 'lease', data: lease() };
          continue;
        }
        await pause(Math.max(0, nextLease - performance.now()));
      }
    } finally {
      stop();
    }
  }

  async function poll(after: string | undefined, filter: FeedFilter, waitMs: number, signal: AbortSignal) {
    const place = subscriber(after, filter);
    const { pause, stop } = listen(signal);
    const until = performance.now() + waitMs;
    const collected: FeedEvent[] = [];
    try {
      for (;;) {
        const events = await place.next();
        collected.push(...(events ?? []));
        const left = until - performance.now();
        const over = left <= 0 || signal.aborted;
        const through = place.isThrough();
        if (events === null && collected.length === 0 && over)
          throw new DomainError('unavailable', 'The published log cannot be read at the moment; poll again');
        const enough = collected.length >= mostPolled || events === null || through;
        if ((collected.length > 0 && enough) || (over && through)) {
          const holds = events !== null && through && projector.isConfirmed();
          return { events: collected, lease: holds ? lease() : null, next: place.id(), ended: false };
        }
        if (events === null) await pause(Math.min(askAgainMs, left));
        else if (through) await pause(left);
      }
    } finally {
      stop();
    }
  }

  return {
    // An id that is none is refused before the stream begins.
    stream: (after, filter, signal) => follow(subscriber(after, filter), signal),
    poll,
  };
}

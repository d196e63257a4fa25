import { leaseExtendMs, leaseIntervalMs } from '../../../graph-schema/index.ts';
import { DomainError, notFound } from '../../errors.ts';
import type { SseMessage } from '../../http/route.ts';
import { wakeablePause } from '../../jobs/wakeable-pause.ts';
import type { Database } from '../../ports/database.ts';
import type { Projector } from '../../publishing/index.ts';
import { readEvents, type StoredEvent } from './call-record.ts';
import type { CallWatch } from './call-watch.ts';
import type { CallsService } from './calls-service.ts';

/** What streams and polls of calls are read with. */
export interface CallStreamOptions {
  readonly calls: Pick<CallsService, 'isReconciled'>;
  readonly database: Database;
  readonly projector: Pick<Projector, 'isConfirmed' | 'position'>;
  readonly watch: CallWatch;
}

const eventsPerRead = 200;
const askAgainMs = 250;

/**
 * The stored events after a number, then new ones as they come, whichever process writes them. Every second a lease
 * says that what is shown still holds, after everything that its position took off the screen; it is left out while
 * this process does not know that it is at the head of the log, while something that left force could not be taken off
 * the call's screen, and while the database is away: then the stream stays open, and goes on where it was once it can.
 */
export async function* callEvents(
  { calls, database, projector, watch }: CallStreamOptions,
  callId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<SseMessage> {
  const { pause, wake } = wakeablePause();
  let news = true;
  const stopFollowing = watch.follow(callId, () => {
    news = true;
    wake();
  });
  signal.addEventListener('abort', wake, { once: true });
  let seen = after;
  let nextLease = performance.now();
  /** What was known when the screen was last read to its end; what other processes did before that has been told. */
  let toldUpTo: number | null = null;
  const known = () => (calls.isReconciled(callId) ? projector.position : null);
  try {
    while (!signal.aborted) {
      if (news) {
        news = false;
        const knownBefore = known();
        const read = await readNews(database, watch, callId, seen);
        if (read === null) {
          await pause(askAgainMs);
          news = true;
          continue;
        }
        for (const { seq, event } of read.events) {
          yield { id: String(seq), event: event.type, data: event.data };
          seen = seq;
          news = true;
          if (event.type === 'done') return;
        }
        if (news) continue;
        if (read.ended) return;
        toldUpTo = knownBefore;
      }
      if (performance.now() >= nextLease) {
        const position = projector.isConfirmed() ? known() : null;
        if (position !== null && position !== toldUpTo) {
          // A hint of what another process took off may be lost or late.
          news = true;
          continue;
        }
        nextLease = performance.now() + leaseIntervalMs;
        if (position !== null) yield { event: 'lease', data: { position, extendMs: leaseExtendMs } };
      }
      if (!news) await pause(Math.max(0, nextLease - performance.now()));
    }
  } finally {
    stopFollowing();
  }
}

/** The next events of a call and whether it has ended; null when the database cannot be asked. */
export async function readNews(
  database: Database,
  watch: Pick<CallWatch, 'standing'>,
  callId: string,
  seen: number,
): Promise<{ readonly events: readonly StoredEvent[]; readonly ended: boolean } | null> {
  try {
    // Asked before the events are read, so that the last of them is not missed when the call ends in between.
    const standing = await watch.standing(callId);
    if (standing === null) throw notFound('call', callId);
    const events = standing.lastSeq > seen ? await readEvents(database, callId, seen, eventsPerRead) : [];
    return { events, ended: standing.ended };
  } catch (error) {
    if (error instanceof DomainError) throw error;
    return null;
  }
}

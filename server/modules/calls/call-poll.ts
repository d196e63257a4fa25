import { leaseExtendMs } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import type { Polled } from '../../http/long-poll.ts';
import { wakeablePause } from '../../jobs/wakeable-pause.ts';
import { type CallStreamOptions, readNews } from './call-stream.ts';

const mostEvents = 500;
const askAgainMs = 250;

/**
 * The stored events after a number: at once when there are some, else when one comes or `waitMs` is over. The lease is
 * that of the call's stream: it is left out while more events wait or while this process cannot vouch for the screen.
 * Throws `unavailable` when the database could not be asked in that time.
 */
export async function pollCall(
  { calls, database, projector, watch }: CallStreamOptions,
  callId: string,
  after: number,
  waitMs: number,
  signal: AbortSignal,
): Promise<Polled> {
  const { pause, wake } = wakeablePause();
  const stopFollowing = watch.follow(callId, wake);
  signal.addEventListener('abort', wake, { once: true });
  const until = performance.now() + waitMs;
  const known = () => (calls.isReconciled(callId) ? projector.position : null);
  const events: Polled['events'] = [];
  let seen = after;
  const answer = (position: number | null, ended: boolean): Polled => ({
    events,
    lease: position === null ? null : { position, extendMs: leaseExtendMs },
    next: String(seen),
    ended,
  });
  try {
    for (;;) {
      const knownBefore = known();
      const news = await readNews(database, watch, callId, seen);
      const left = until - performance.now();
      const over = left <= 0 || signal.aborted;
      if (news === null) {
        if (events.length > 0) return answer(null, false);
        if (over) throw new DomainError('unavailable', 'The database does not answer at the moment; poll again');
        await pause(Math.min(askAgainMs, left));
        continue;
      }
      for (const { seq, event } of news.events) {
        events.push({ id: String(seq), event: event.type, data: event.data });
        seen = seq;
      }
      if (events.at(-1)?.event === 'done') return answer(null, true);
      if (events.length >= mostEvents) return answer(null, false);
      if (news.events.length > 0) continue;
      if (news.ended) return answer(null, true);
      const position = projector.isConfirmed() ? known() : null;
      // What a decision that was applied meanwhile took off the screen is read before its position is confirmed.
      if (position !== null && position !== knownBefore) continue;
      if (events.length > 0 || over) return answer(position, false);
      await pause(left);
    }
  } finally {
    stopFollowing();
  }
}

import type { Database } from '../../ports/database.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import { withinTime } from '../../within-time.ts';

/** Tells the streams of this process which calls have news, whichever process wrote them. */
export interface CallWatch {
  /** Calls `listener` soon after events were appended or the call ended; returns the way to stop. */
  follow(callId: string, listener: () => void): () => void;
  /** How far a call is: one question for all streams that ask at the same time. Null when there is no such call. */
  standing(callId: string): Promise<CallStanding | null>;
}

export interface CallStanding {
  readonly lastSeq: number;
  readonly ended: boolean;
}

interface Followed {
  readonly listeners: Set<() => void>;
  /** What was last seen of the call; null: nothing yet. */
  seen: string | null;
}

const lookMs = 500;
/** After so long the question is asked again, over another connection. */
const usualAnswerMs = 2_000;
/** Questions without an answer at one time: each may occupy a connection until the network gives it up. */
const mostUnanswered = 3;

/** Hints between processes may be lost, so one question for all followed calls together is asked twice a second. */
export function createCallWatch(database: Database, wakeUps: WakeUps, answerMs = usualAnswerMs): CallWatch {
  const followed = new Map<string, Followed>();
  let timer: NodeJS.Timeout | undefined;
  let looking = false;
  let unanswered = 0;

  const ask = (ids: Iterable<string>) =>
    database.query<{ id: string; last_seq: number; status: string }>(
      'select id, last_seq, status from calls where id = any($1)',
      [[...ids]],
    );

  let gathering: { readonly ids: Set<string>; readonly answer: Promise<ReadonlyMap<string, CallStanding>> } | null =
    null;
  const gather = () => {
    const ids = new Set<string>();
    const answer = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
      gathering = null;
      const late = () => new Error(`the database did not answer within ${answerMs} ms`);
      const found = await withinTime(ask(ids), answerMs, late);
      return new Map(
        found.rows.map(({ id, last_seq, status }) => [id, { lastSeq: Number(last_seq), ended: status === 'ended' }]),
      );
    });
    gathering = { ids, answer };
    return gathering;
  };

  const look = async (): Promise<void> => {
    const found = await ask(followed.keys());
    for (const { id, last_seq, status } of found.rows) {
      const call = followed.get(id);
      const now = `${last_seq} ${status}`;
      if (!call || call.seen === now) continue;
      call.seen = now;
      for (const listener of call.listeners) listener();
    }
  };

  const tick = () => {
    if (looking || unanswered >= mostUnanswered) return;
    looking = true;
    unanswered += 1;
    const looked = look().finally(() => {
      unanswered -= 1;
    });
    // Who follows finds out by reading; a question that failed is asked again.
    withinTime(looked, answerMs, () => new Error(`the database did not answer within ${answerMs} ms`))
      .catch(() => {})
      .finally(() => {
        looking = false;
      });
  };

  return {
    async standing(callId) {
      const { ids, answer } = gathering ?? gather();
      ids.add(callId);
      return (await answer).get(callId) ?? null;
    },
    follow(callId, listener) {
      const call = followed.get(callId) ?? { listeners: new Set(), seen: null };
      // A listener of its own, also when the same function follows twice.
      const own = () => listener();
      call.listeners.add(own);
      followed.set(callId, call);
      timer ??= setInterval(tick, lookMs).unref();
      const stopListening = wakeUps.listen(`call:${callId}`, own);
      return () => {
        stopListening();
        call.listeners.delete(own);
        if (call.listeners.size === 0) followed.delete(callId);
        if (followed.size === 0) {
          clearInterval(timer);
          timer = undefined;
        }
      };
    },
  };
}

import type { Database } from '../../ports/database.ts';
import type { Logger } from '../../ports/logger.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import { headPosition, type Projector, type PublishedState, type VersionRef } from '../../publishing/index.ts';
import { withinTime } from '../../within-time.ts';
import { appendEvents, lockCall, openExposures } from './call-record.ts';
import { closeExposures } from './exposures.ts';
import type { GroupedTransactions } from './grouped-transactions.ts';
import { eventsOfLosses, lossOf } from './lost-cards.ts';
import { createOpenScreens } from './open-screens.ts';
import { createPersistentWork, type RetryTimes } from './persistent-work.ts';

/** Takes what left force off the screens of open calls, whichever process put it there. */
export interface Reconciling {
  /** Looks through all open calls; what fails is tried again soon. */
  all(): Promise<void>;
  /** Takes lost cards off one call's screen and shows what holds in their place. */
  one(callId: string): Promise<void>;
  /** Whether everything known to have left force was taken off the call's screen. */
  isDone(callId: string): boolean;
  /** Whether one of the versions does not hold any more. */
  anyLost(shown: readonly VersionRef[]): boolean;
  /**
   * Looks again each second, for what a process showed that did not know better, or ended before it could take it off.
   * Returns the way to stop.
   */
  follow(): () => void;
}

interface Options {
  readonly database: Database;
  readonly transactions: GroupedTransactions;
  readonly state: PublishedState;
  readonly projector: Projector;
  readonly wakeUps: WakeUps;
  readonly log: Logger;
  readonly renew: (callId: string) => Promise<readonly VersionRef[]>;
  readonly retry?: RetryTimes | undefined;
  /** How long a look may ask the database before it counts as not done. */
  readonly answerMs?: number | undefined;
}

const everyCall = 'every call';
const lookMs = 1_000;
const usualAnswerMs = 2_000;
/** Looks without an answer at one time: each may occupy a connection until the network gives it up. */
const mostUnanswered = 3;
const catchUps = 3;

export function createReconciling(options: Options): Reconciling {
  const { database, transactions, state, projector, wakeUps, log, renew, retry, answerMs = usualAnswerMs } = options;
  const looking = createPersistentWork(log, retry);
  const taking = createPersistentWork(log, retry);
  const screens = createOpenScreens(database);

  const anyLost = (shown: readonly VersionRef[]): boolean => {
    const at = state.now();
    return shown.some(({ itemId, version }) => lossOf(state, itemId, version, at) !== null);
  };

  /**
   * One transaction with the call's row locked, whoever holds the call: a card that left force does not wait for a
   * lease. Null when this process is behind the log, so that it would judge by what is no longer so.
   */
  const tryTakeOff = (callId: string, mayBeBehind: boolean): Promise<boolean | null> =>
    transactions.run(callId, async (tx) => {
      // Asked at once, and answered in this order.
      const [call, shown, head] = await Promise.all([
        lockCall(tx, callId),
        openExposures(tx, callId),
        mayBeBehind ? null : headPosition(tx),
      ]);
      if (head !== null && head > state.position) return null;
      // Everything was forgotten since the log is another: that is no reason to take anything off.
      if (state.position === 0) return null;
      const lost = eventsOfLosses(state, shown, state.now());
      if (lost.cardIds.length === 0) return false;
      await Promise.all([
        appendEvents(tx, callId, call.lastSeq, lost.events),
        closeExposures(tx, callId, lost.cardIds, 'left force'),
      ]);
      return lost.superseded && call.status === 'open';
    });

  /** True when something else holds in place of what was taken off. */
  const takeOffLost = async (callId: string): Promise<boolean> => {
    for (let left = catchUps; left > 0; left -= 1) {
      const superseded = await tryTakeOff(callId, left === 1);
      if (superseded !== null) return superseded;
      await projector.catchUp();
    }
    throw new Error('the published log is being read anew');
  };

  /** Calls from whose screens something is being taken. */
  const busy = new Map<string, number>();
  const one = async (callId: string): Promise<void> => {
    busy.set(callId, (busy.get(callId) ?? 0) + 1);
    await take(callId);
    const others = (busy.get(callId) ?? 1) - 1;
    if (others > 0) busy.set(callId, others);
    else busy.delete(callId);
  };
  const take = (callId: string): Promise<void> =>
    taking.attempt(callId, async () => {
      // What is shown instead may leave force as well while it is on its way to the database.
      while (await takeOffLost(callId)) {
        wakeUps.notify(`call:${callId}`);
        if (!anyLost(await renew(callId))) break;
      }
      screens.forget(callId);
      wakeUps.notify(`call:${callId}`);
    });

  let { epoch } = state;
  const lookOnce = async (): Promise<readonly string[]> => {
    if (state.epoch !== epoch) screens.forgetAll();
    epoch = state.epoch;
    const onScreens = await screens.read();
    const known = state.position;
    if ([...onScreens.values()].some((shown) => shown.some(({ position }) => position > known)))
      await projector.catchUp();
    return [...onScreens].flatMap(([callId, shown]) => (anyLost(shown) ? [callId] : []));
  };

  let unanswered = 0;
  const lookInTime = (): Promise<readonly string[]> => {
    if (unanswered >= mostUnanswered) return Promise.reject(new Error('earlier looks have no answer yet'));
    unanswered += 1;
    const looked = lookOnce().finally(() => {
      unanswered -= 1;
    });
    return withinTime(looked, answerMs, () => new Error(`the database did not answer within ${answerMs} ms`));
  };

  // Many decisions at once ask for many looks; one that begins after the last of them serves all.
  let running: Promise<readonly string[]> | null = null;
  let next: Promise<readonly string[]> | null = null;
  const look = (): Promise<readonly string[]> => {
    if (running === null) {
      running = lookInTime().finally(() => {
        running = null;
      });
      return running;
    }
    next ??= running
      .catch(() => {})
      .then(() => {
        next = null;
        return look();
      });
    return next;
  };

  return {
    async all() {
      let taken: readonly Promise<void>[] = [];
      // Begun before the look counts as done, since from then on each call answers for itself.
      await looking.attempt(everyCall, async () => {
        taken = (await look()).map(one);
      });
      await Promise.all(taken);
    },
    one,
    isDone: (callId) => looking.isDone(everyCall) && taking.isDone(callId),
    anyLost,
    follow() {
      const timer = setInterval(() => {
        if (running !== null) return;
        void looking.check(everyCall, async () => {
          for (const callId of await look()) if (!busy.has(callId)) void one(callId);
        });
      }, lookMs).unref();
      return () => clearInterval(timer);
    },
  };
}

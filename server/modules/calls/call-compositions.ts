import type { Card, Composition, Delta, StreamEvent } from '../../../graph-schema/index.ts';
import type { Database, Executor } from '../../ports/database.ts';
import type { Logger } from '../../ports/logger.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import { appendEvents, lockCall } from './call-record.ts';

/** What composes words beside the cards of a call: the sentences, then how it ended. */
export interface CallComposer {
  compose(request: {
    readonly question: string;
    readonly cards: readonly Card[];
    readonly signal: AbortSignal;
  }): AsyncGenerator<Delta, Composition>;
}

/** Compositions that run beside calls: one at a time for a call, and none outlives its core card. */
export interface CallCompositions {
  /** Composes for cards that were just put on the screen, in place of what is being composed for the call. */
  begin(callId: string, question: string, cards: readonly Card[]): void;
  end(callId: string): void;
  stop(): Promise<void>;
}

interface Options {
  readonly database: Database;
  readonly wakeUps: WakeUps;
  readonly log: Logger;
  readonly composer: CallComposer | null;
}

class CardGone extends Error {}

export function createCallCompositions({ database, wakeUps, log, composer }: Options): CallCompositions {
  const running = new Map<string, { readonly over: AbortController; readonly ended: Promise<void> }>();

  const run = async (callId: string, question: string, cards: readonly Card[], over: AbortController) => {
    const cardId = cards[0]?.id ?? '';
    const append = async (event: StreamEvent) => {
      await database.transaction(async (tx) => {
        const call = await lockCall(tx, callId);
        if (call.status === 'ended' || !(await isShown(tx, callId, cardId))) throw new CardGone();
        await appendEvents(tx, callId, call.lastSeq, [event]);
      });
      wakeUps.notify(`call:${callId}`);
    };
    try {
      const composing = composer?.compose({ question, cards, signal: over.signal });
      if (!composing) return;
      for (let next = await composing.next(); ; next = await composing.next()) {
        if (next.done) {
          await append({ type: 'composed', data: { ...next.value, cardId } });
          return;
        }
        try {
          await append({ type: 'delta', data: next.value });
        } catch (error) {
          over.abort();
          await composing.next().catch(() => undefined);
          throw error;
        }
      }
    } catch (error) {
      // The card went, or another took its place: nobody waits for the words any more.
      if (over.signal.aborted || error instanceof CardGone) return;
      log.warn({ err: error, callId }, 'what was composed for a call was not stored; its approved cards stand');
    }
  };

  const end = (callId: string) => running.get(callId)?.over.abort();

  return {
    begin(callId, question, cards) {
      if (composer === null || cards.length === 0) return;
      end(callId);
      const over = new AbortController();
      const ended = run(callId, question, cards, over).finally(() => {
        if (running.get(callId)?.over === over) running.delete(callId);
      });
      running.set(callId, { over, ended });
    },
    end,
    async stop() {
      const all = [...running.values()];
      for (const { over } of all) over.abort();
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}

/** Whether the card is on the call's screen, whichever process looks. */
async function isShown(tx: Executor, callId: string, cardId: string): Promise<boolean> {
  const found = await tx.query(
    'select 1 as shown from exposures where call_id = $1 and card_id = $2 and gone_at is null limit 1',
    [callId, cardId],
  );
  return found.rows.length > 0;
}

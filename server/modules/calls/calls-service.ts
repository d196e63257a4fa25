import { type CallContext, newId, type Outcome } from '../../../graph-schema/index.ts';
import type { Database, Executor } from '../../ports/database.ts';
import type { Logger } from '../../ports/logger.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import type { Projector, PublishedState } from '../../publishing/index.ts';
import { type Guide, redactedContext } from '../guidance/index.ts';
import { createAnswering, type NewUtterance } from './answer-utterance.ts';
import { type CallComposer, createCallCompositions } from './call-compositions.ts';
import { createCallLeases } from './call-lease.ts';
import { appendEvents, type CallRecord, readCall, refuseEnded } from './call-record.ts';
import { closeExposures } from './exposures.ts';
import { createGroupedTransactions } from './grouped-transactions.ts';
import type { RetryTimes } from './persistent-work.ts';
import { createReconciling } from './reconcile-calls.ts';
import type { Listening } from './understand-utterance.ts';

/** Live calls: utterances in, events out, and whatever leaves force taken off their screens. Any process may serve any call. */
export interface CallsService {
  open(
    principalId: string,
    call: {
      externalRef?: string | undefined;
      agentId?: string | undefined;
      /** Kept as a keyed pseudonym only. */
      customerId?: string | undefined;
      context: CallContext;
    },
  ): Promise<CallRecord>;
  /**
   * Returns the utterance's number in the call once its events are stored. Refuses with `unavailable` or `conflict`,
   * nothing stored, when it may be sent again with the same clientId.
   */
  hear(callId: string, utterance: NewUtterance): Promise<number>;
  end(callId: string, outcome: Outcome): Promise<CallRecord>;
  /** Takes cards off the screens of open calls whose versions are no longer in force; what fails is tried again soon. */
  reconcile(): Promise<void>;
  /** Reconciles each second from now on, also what other processes left behind; returns the way to stop. */
  follow(): () => void;
  /** Ends what is being composed; resolves once nothing of it writes any more. */
  stopComposing(): Promise<void>;
  /** Whether everything known to have left force was taken off the call's screen; if not, nothing on it is confirmed. */
  isReconciled(callId: string): boolean;
}

interface Options {
  readonly database: Database;
  readonly state: PublishedState;
  readonly projector: Projector;
  readonly guide: Guide;
  readonly listening: Listening;
  readonly wakeUps: WakeUps;
  readonly log: Logger;
  /** Names this process in the calls that it holds. */
  readonly owner: string;
  /** Keeps what the agent says of the end of a call, in the transaction that ends it. */
  readonly agentSays?: (tx: Executor, call: CallRecord, result: Outcome) => Promise<void>;
  /** A keyed, irreversible name for a customer; absent: whose a call is, is not kept at all. */
  readonly pseudonym?: (customerId: string) => string;
  /** A reference without personal data, as past calls are named; absent: it is redacted as words are. */
  readonly redactReference?: (reference: string) => string;
  readonly retry?: RetryTimes;
  /** Composes words beside the cards; absent: no model does. */
  readonly composer?: CallComposer | null;
  /** How long this process holds a call unless it renews, and how long it waits for one that others hold. */
  readonly lease?: { readonly leaseMs?: number; readonly patienceMs?: number };
}

export function createCallsService(options: Options): CallsService {
  const { database, state, projector, guide, wakeUps, listening, log, owner, retry } = options;
  const transactions = createGroupedTransactions(database);
  const leases = createCallLeases({ database, transactions, wakeUps, log, owner, ...options.lease });
  const answering = createAnswering({ database, state, projector, guide, listening, leases });
  const reconciling = createReconciling({
    database,
    transactions,
    state,
    projector,
    wakeUps,
    log,
    renew: answering.renew,
    retry,
  });

  const compositions = createCallCompositions({ database, wakeUps, log, composer: options.composer ?? null });

  const pseudonymOf = (customerId: string | undefined): string | null =>
    customerId === undefined || !options.pseudonym ? null : options.pseudonym(customerId);

  return {
    async open(principalId, { externalRef, agentId, customerId, context }) {
      const id = newId('call');
      const redactor = listening.redaction.ofCall(id, null);
      // Also what a reference tells is known of the call from then on.
      const learnt = externalRef === undefined ? null : redactor.redact(externalRef);
      const reference =
        externalRef === undefined || !options.redactReference ? learnt : options.redactReference(externalRef);
      const known = JSON.stringify(redactedContext(context, redactor.redact));
      await database.query(
        `insert into calls (id, external_ref, agent_id, created_by, context, status, sealed_memory, customer_pseudonym)
         values ($1, $2, $3, $4, $5::jsonb, 'open', $6, $7)`,
        [id, reference, agentId ?? null, principalId, known, redactor.sealedMemory(), pseudonymOf(customerId)],
      );
      return readCall(database, id);
    },

    async hear(callId, utterance) {
      if (!utterance.final) {
        const call = await readCall(database, callId);
        refuseEnded(call);
        return call.lastUtteranceSeq;
      }
      const heard = await answering.hear(callId, utterance);
      // What left force while the card was on its way to the database, by a decision or by time, was not seen there.
      if (reconciling.anyLost(heard.shown)) await reconciling.one(callId);
      compositions.begin(callId, heard.text, heard.cards);
      return heard.seq;
    },

    async end(callId, outcome) {
      compositions.end(callId);
      const call = await leases.hold(callId, async (held) => {
        if (held.call.status === 'ended') return held.call;
        // What is told of how a call ended is held against what others told.
        const write = outcome === 'unknown' ? held.write : held.writeApart;
        return write(async (tx, before) => {
          if (before.status === 'ended') return before;
          await closeExposures(tx, callId, null, 'call ended');
          await appendEvents(tx, callId, before.lastSeq, [{ type: 'done', data: { reason: 'call_ended' } }]);
          await tx.query(
            `update calls set status = 'ended', outcome = $2, ended_at = now(), sealed_memory = null where id = $1`,
            [callId, outcome],
          );
          if (outcome !== 'unknown') await options.agentSays?.(tx, before, outcome);
          return readCall(tx, callId);
        });
      });
      listening.redaction.forget(callId);
      return call;
    },

    reconcile: reconciling.all,
    follow: reconciling.follow,
    stopComposing: compositions.stop,
    isReconciled: reconciling.isDone,
  };
}

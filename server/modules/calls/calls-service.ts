import { type CallContext, type Emotion, newId, type Outcome, type SpeakerRole } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import type { Database, Executor } from '../../ports/database.ts';
import type { Logger } from '../../ports/logger.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import type { Projector, PublishedState, VersionRef } from '../../publishing/index.ts';
import { type Guide, type GuideAnswer, redactedContext } from '../guidance/index.ts';
import { createCallLocks } from './call-locks.ts';
import {
  appendEvents,
  type CallRecord,
  type NewEvent,
  openExposures,
  readCall,
  recentUtterances,
  refuseEnded,
  takeCall,
  type Utterance,
} from './call-record.ts';
import { closeExposures } from './exposures.ts';
import { recordGap } from './gaps.ts';
import { eventsOfLosses, lossOf } from './lost-cards.ts';
import { createPersistentWork, type RetryTimes } from './persistent-work.ts';
import { givesWay, type Reply, showCards, stillInForce } from './screen.ts';
import { type Listening, understand } from './understand-utterance.ts';

export interface NewUtterance {
  /** The client's own id; the same id sent again changes nothing. */
  readonly clientId?: string | undefined;
  readonly role: SpeakerRole;
  readonly text: string;
  readonly final: boolean;
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
}

/** Live calls: utterances in, events out, and whatever leaves force taken off their screens. */
export interface CallsService {
  open(
    principalId: string,
    call: { externalRef?: string | undefined; agentId?: string | undefined; context: CallContext },
  ): Promise<CallRecord>;
  /** Returns the utterance's number in the call once its events are stored. */
  hear(callId: string, utterance: NewUtterance): Promise<number>;
  end(callId: string, outcome: Outcome): Promise<CallRecord>;
  /** Takes cards off the screens of open calls whose versions are no longer in force; what fails is tried again soon. */
  reconcile(): Promise<void>;
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
  readonly retry?: RetryTimes;
}

const everyCall = 'every call';
const utterancesHeard = 8;
const detailCards = 3;
export function createCallsService(options: Options): CallsService {
  const { database, state, projector, wakeUps, listening, log, owner } = options;
  const locks = createCallLocks();
  const looking = createPersistentWork(log, options.retry);
  const taking = createPersistentWork(log, options.retry);

  const anyLost = (shown: readonly VersionRef[]): boolean => {
    const at = state.now();
    return shown.some(({ itemId, version }) => lossOf(state, itemId, version, at) !== null);
  };

  /** Takes lost cards off one call's screen; true when something else holds in their place. */
  const takeOffLost = (callId: string): Promise<boolean> =>
    database.transaction(async (tx) => {
      const call = await takeCall(tx, callId, owner);
      const lost = eventsOfLosses(state, await openExposures(tx, callId), state.now());
      if (lost.cardIds.length === 0) return false;
      await appendEvents(tx, callId, call.lastSeq, lost.events);
      await closeExposures(tx, callId, lost.cardIds, 'left force');
      return lost.superseded && call.status === 'open';
    });

  const reconcileCall = (callId: string): Promise<void> =>
    taking.attempt(callId, () =>
      locks.run(callId, async () => {
        // What is shown instead may leave force as well while it is on its way to the database.
        while (await takeOffLost(callId)) {
          if (!anyLost(await renew(options, callId))) break;
        }
        wakeUps.notify(`call:${callId}`);
      }),
    );

  const look = async (): Promise<void> => {
    const found = await database.query<{ call_id: string; item_id: string; version: number }>(
      `select distinct e.call_id, e.item_id, e.version from exposures e join calls c on c.id = e.call_id
        where e.gone_at is null and c.status = 'open'`,
    );
    const at = state.now();
    const calls = new Set(
      found.rows.filter((row) => lossOf(state, row.item_id, row.version, at)).map((row) => row.call_id),
    );
    await Promise.all([...calls].map(reconcileCall));
  };

  return {
    async open(principalId, { externalRef, agentId, context }) {
      const id = newId('call');
      const redact = (text: string) => listening.redact(id, text);
      await database.query(
        `insert into calls (id, external_ref, agent_id, created_by, context, status) values ($1, $2, $3, $4, $5::jsonb, 'open')`,
        [
          id,
          externalRef === undefined ? null : redact(externalRef),
          agentId ?? null,
          principalId,
          JSON.stringify(redactedContext(context, redact)),
        ],
      );
      return readCall(database, id);
    },

    async hear(callId, utterance) {
      if (!utterance.final) {
        const call = await readCall(database, callId);
        refuseEnded(call);
        return call.lastUtteranceSeq;
      }
      const heard = await locks.run(callId, () =>
        hearFinal(options, callId, { ...utterance, text: listening.redact(callId, utterance.text) }),
      );
      wakeUps.notify(`call:${callId}`);
      // What left force while the card was on its way to the database, by a decision or by time, was not seen there.
      if (anyLost(heard.shown)) await reconcileCall(callId);
      return heard.seq;
    },

    async end(callId, outcome) {
      const call = await locks.run(callId, () =>
        database.transaction(async (tx) => {
          const before = await takeCall(tx, callId, owner);
          if (before.status === 'ended') return before;
          await closeExposures(tx, callId, null, 'call ended');
          await appendEvents(tx, callId, before.lastSeq, [{ type: 'done', data: { reason: 'call_ended' } }]);
          await tx.query(`update calls set status = 'ended', outcome = $2, ended_at = now() where id = $1`, [
            callId,
            outcome,
          ]);
          return readCall(tx, callId);
        }),
      );
      listening.forget(callId);
      wakeUps.notify(`call:${callId}`);
      return call;
    },

    reconcile: () => looking.attempt(everyCall, look),
    isReconciled: (callId) => looking.isDone(everyCall) && taking.isDone(callId),
  };

  async function hearFinal(
    { guide }: Options,
    callId: string,
    utterance: NewUtterance,
  ): Promise<{ seq: number; shown: readonly VersionRef[] }> {
    await projector.confirmHead();
    const call = await readCall(database, callId);
    refuseEnded(call);
    const repeated = await seqOfClientId(database, callId, utterance.clientId);
    if (repeated !== null) return { seq: repeated, shown: [] };
    const before = await recentUtterances(database, callId, utterancesHeard - 1);
    const seq = call.lastUtteranceSeq + 1;
    const utterances: Utterance[] = [...before, { seq, role: utterance.role, text: utterance.text }];
    const at = state.now();
    const heard = understand(listening, utterance, call.context, at);
    const answer =
      utterance.role === 'customer'
        ? await guide.answer({
            utterances,
            context: heard.context,
            at,
            emotion: heard.emotion.value,
            audience: 'agent',
            details: detailCards,
          })
        : null;
    const shown = await database.transaction(async (tx) => {
      const taken = await takeCall(tx, callId, owner);
      refuseEnded(taken);
      if (taken.lastUtteranceSeq !== call.lastUtteranceSeq) {
        throw new DomainError(
          'conflict',
          'Another client sent an utterance of this call at the same time; send this one again',
        );
      }
      await insertUtterance(tx, callId, seq, utterance);
      const { scenario } = answer ?? { scenario: null };
      const { products, emotion, risk } = heard;
      const analysis: NewEvent = { type: 'analysis', data: { utteranceSeq: seq, products, scenario, emotion, risk } };
      const reply = await answerEvents(tx, taken, seq, utterance, answer);
      await appendEvents(tx, callId, taken.lastSeq, [analysis, ...reply.events]);
      return reply.shown;
    });
    return { seq, shown };
  }

  /** What follows the analysis: new cards, or that this utterance needs nothing. */
  async function answerEvents(
    tx: Executor,
    call: CallRecord,
    seq: number,
    utterance: NewUtterance,
    answer: GuideAnswer | null,
  ): Promise<Reply> {
    const idle = (reason: string): Reply => ({
      events: [{ type: 'idle', data: { utteranceSeq: seq, reason } }],
      shown: [],
    });
    if (!answer) return idle('agent_speaks');
    if (!answer.asksSomething) return idle('no_request');
    const cards = stillInForce(state, answer.cards);
    const core = cards[0];
    if (!core) {
      await recordGap(tx, {
        question: utterance.text,
        callId: call.id,
        language: listening.language(utterance.text),
        context: call.context,
      });
      return idle('nothing_relevant');
    }
    if (!(await givesWay(tx, call.id, core, answer))) return idle('card_still_fits');
    return showCards(tx, state, call, cards);
  }

  /** After a version was superseded, the call gets what holds now; returns what was put on its screen. */
  async function renew({ guide }: Options, callId: string): Promise<readonly VersionRef[]> {
    const call = await readCall(database, callId);
    const utterances = await recentUtterances(database, callId, utterancesHeard);
    const last = utterances.findLast(({ role }) => role === 'customer');
    if (!last) return [];
    const at = state.now();
    const heard = understand(listening, last, call.context, at);
    const answer = await guide.answer({
      utterances,
      context: heard.context,
      at,
      emotion: heard.emotion.value satisfies Emotion,
      audience: 'agent',
      details: detailCards,
    });
    return database.transaction(async (tx) => {
      const taken = await takeCall(tx, callId, owner);
      const cards = stillInForce(state, answer.cards);
      if (taken.status === 'ended' || cards.length === 0) return [];
      const reply = await showCards(tx, state, taken, cards);
      await appendEvents(tx, callId, taken.lastSeq, reply.events);
      return reply.shown;
    });
  }
}

async function seqOfClientId(executor: Executor, callId: string, clientId: string | undefined): Promise<number | null> {
  if (clientId === undefined) return null;
  const found = await executor.query<{ seq: number }>(
    'select seq from call_utterances where call_id = $1 and client_id = $2',
    [callId, clientId],
  );
  return found.rows[0]?.seq ?? null;
}

async function insertUtterance(
  tx: Executor,
  callId: string,
  seq: number,
  { clientId, role, text, startMs, endMs }: NewUtterance,
): Promise<void> {
  await tx.query(
    'insert into call_utterances (call_id, seq, client_id, role, text, start_ms, end_ms) values ($1, $2, $3, $4, $5, $6, $7)',
    [callId, seq, clientId ?? null, role, text, startMs ?? null, endMs ?? null],
  );
  await tx.query('update calls set last_utterance_seq = $2 where id = $1', [callId, seq]);
}

import type { CallContext, Card, SpeakerRole } from '../../../graph-schema/index.ts';
import type { Database, Executor } from '../../ports/database.ts';
import type { PointInTime } from '../../ports/graph-index.ts';
import type { Projector, PublishedState, VersionRef } from '../../publishing/index.ts';
import type { Guide, GuideAnswer } from '../guidance/index.ts';
import type { CallLeases } from './call-lease.ts';
import { appendEvents, type CallRecord, type NewEvent, refuseEnded, type Utterance } from './call-record.ts';
import { recordGap } from './gaps.ts';
import { withCurrentPosition } from './position-fence.ts';
import { coreCardOf, givesWay, type Reply, type ShownCore, showCards, stillInForce } from './screen.ts';
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

/** The number of an utterance, and what it put on the screen in answer to which (redacted) words. */
export interface Heard {
  readonly seq: number;
  readonly shown: readonly VersionRef[];
  readonly text: string;
  readonly cards: readonly Card[];
}

/** From what was said to what is on the screen, under the call's lease and held against the log. */
export interface Answering {
  /** Stores an utterance and its events; returns its number and the versions that it put on the screen. */
  hear(callId: string, utterance: NewUtterance): Promise<Heard>;
  /** After a version was superseded, the call gets what holds now; returns what was put on its screen. */
  renew(callId: string): Promise<readonly VersionRef[]>;
}

interface Options {
  readonly database: Database;
  readonly state: PublishedState;
  readonly projector: Projector;
  readonly guide: Guide;
  readonly listening: Listening;
  readonly leases: CallLeases;
}

const nothing: Reply = { events: [], shown: [], done: Promise.resolve() };
const citedBy = (answer: GuideAnswer | null) => answer?.cards.flatMap(({ cites }) => cites) ?? [];
/** Utterances that an answer is made from, the newest among them. */
const utterancesHeard = 8;
const detailCards = 3;

export function createAnswering({ database, state, projector, guide, listening, leases }: Options): Answering {
  const answerTo = async (utterances: readonly Utterance[], last: Utterance, context: CallContext, at: PointInTime) => {
    const heard = understand(listening, last, context, at);
    const compose = () =>
      guide.answer({
        utterances,
        context: heard.context,
        at,
        emotion: heard.emotion.value,
        audience: 'agent',
        details: detailCards,
      });
    return { heard, answer: last.role === 'customer' ? await compose() : null };
  };

  return {
    async hear(callId, given) {
      // Before anything else: without the log nothing is understood, and the client is told so.
      await projector.confirmHead();
      return leases.hold(callId, async (held) => {
        refuseEnded(held.call);
        const repeated = await seqOfClientId(database, callId, given.clientId);
        if (repeated !== null) return { seq: repeated, shown: [], text: '', cards: [] };
        const redactor = listening.redaction.ofCall(callId, held.sealedMemory);
        const utterance = { ...given, text: redactor.hear(given.text) };
        const seq = held.call.lastUtteranceSeq + 1;
        const last: Utterance = { seq, role: utterance.role, text: utterance.text };
        const utterances = [...held.utterances.slice(1 - utterancesHeard), last];
        return withCurrentPosition(projector, async (fence) => {
          const composedAt = { position: state.position, logHash: state.logHash };
          const { heard, answer } = await answerTo(utterances, last, held.call.context, state.now());
          const isShown = (answer?.cards.length ?? 0) > 0;
          return held.write(
            async (tx, call, core: ShownCore | null) => {
              refuseEnded(call);
              const scenario = answer?.scenario ?? null;
              const { products, emotion, risk } = heard;
              const analysis: NewEvent = {
                type: 'analysis',
                data: {
                  utteranceSeq: seq,
                  products,
                  scenario,
                  emotion,
                  risk,
                  ...(answer?.withoutMeaning ? { withoutMeaning: true } : {}),
                },
              };
              const reply = answerEvents(tx, call, last, { answer, core }, composedAt.position);
              // Asked at once and done in this order, so that the first that fails is the one that is told.
              await all([
                reply.done,
                insertUtterance(tx, callId, seq, utterance, redactor.sealedMemory()),
                appendEvents(tx, callId, call.lastSeq, [analysis, ...reply.events]),
                fence.check(tx, composedAt, citedBy(answer)),
              ]);
              const cards = reply.events.flatMap(({ type, data }) => (type === 'card' ? [data] : []));
              return { seq, shown: reply.shown, text: last.text, cards };
            },
            async (tx): Promise<ShownCore | null> => (isShown ? coreCardOf(tx, callId) : null),
          );
        });
      });
    },

    renew: (callId) =>
      leases.hold(callId, async (held) => {
        const { utterances } = held;
        const last = utterances.findLast(({ role }) => role === 'customer');
        if (!last || held.call.status === 'ended') return [];
        return withCurrentPosition(projector, async (fence) => {
          const composedAt = { position: state.position, logHash: state.logHash };
          const { answer } = await answerTo(utterances, last, held.call.context, state.now());
          return held.write(async (tx, call) => {
            if (call.status === 'ended') return [];
            const cards = stillInForce(state, answer?.cards ?? []);
            const reply = cards.length > 0 ? showCards(tx, composedAt.position, call, cards) : nothing;
            await all([
              reply.done,
              appendEvents(tx, callId, call.lastSeq, reply.events),
              fence.check(tx, composedAt, citedBy(answer)),
            ]);
            return reply.shown;
          });
        });
      }),
  };

  /** What follows the analysis: new cards, or that this utterance needs nothing. */
  function answerEvents(
    tx: Executor,
    call: CallRecord,
    { seq, text }: Utterance,
    { answer, core: shown }: { readonly answer: GuideAnswer | null; readonly core: ShownCore | null },
    composedAt: number,
  ): Reply {
    const idle = (reason: string, done: Promise<unknown> = Promise.resolve()): Reply => ({
      events: [{ type: 'idle', data: { utteranceSeq: seq, reason } }],
      shown: [],
      done,
    });
    if (!answer) return idle('agent_speaks');
    if (!answer.asksSomething) return idle('no_request');
    const cards = stillInForce(state, answer.cards);
    const core = cards[0];
    if (!core) {
      const { id: callId, context } = call;
      const gap = recordGap(tx, { question: text, callId, language: listening.language(text), context });
      return idle('nothing_relevant', gap);
    }
    if (!givesWay(shown, core, answer)) return idle('card_still_fits');
    return showCards(tx, composedAt, call, cards);
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
  sealedMemory: string | null,
): Promise<void> {
  await tx.query(
    `with said as (
       insert into call_utterances (call_id, seq, client_id, role, text, start_ms, end_ms) values ($1, $2, $3, $4, $5, $6, $7))
     update calls set last_utterance_seq = $2, sealed_memory = $8 where id = $1`,
    [callId, seq, clientId ?? null, role, text, startMs ?? null, endMs ?? null, sealedMemory],
  );
}

/** Waits for all, also after one failed: nothing of it runs on into another transaction. */
async function all(works: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(works)) if (result.status === 'rejected') throw result.reason;
}

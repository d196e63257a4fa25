import { z } from 'zod';
import {
  type CallContext,
  type Card,
  type Composition,
  callContextSchema,
  type Delta,
  instantSchema,
  type SpeakerRole,
  speakerRoles,
} from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import { type Route, route, type SseMessage } from '../../http/route.ts';
import type { PointInTime } from '../../ports/graph-index.ts';
import type { Projector, PublishedState } from '../../publishing/index.ts';
import type { Principal } from '../access/index.ts';
import type { ComposedCard } from './compose-cards.ts';
import type { Guide, GuideAnswer } from './guide.ts';
import { redactedContext } from './redacted-context.ts';

const text = z.string().trim().min(1).max(4_000);
const guidanceBody = z
  .strictObject({
    question: text.optional(),
    /** The talk so far, oldest first. */
    utterances: z
      .array(z.strictObject({ role: speakerRoles.schema, text }))
      .min(1)
      .max(50)
      .optional(),
    context: callContextSchema.default({}),
    /** When versions must hold in the world; absent: now. */
    asOf: instantSchema.optional(),
    /** What had been decided by then; absent: now. */
    knownAt: instantSchema.optional(),
    collectionIds: z.array(z.string().max(100)).min(1).optional(),
    /** Most detail cards beside the core one. */
    details: z.int().min(0).max(10).default(3),
    /** Whether a model may compose words beside the cards, where one is configured. */
    compose: z.boolean().default(true),
  })
  .refine((body) => (body.question === undefined) !== (body.utterances === undefined), {
    error: 'send either a question or the utterances of the talk',
  });

/** What stateless guidance leaves behind: what was shown, and what nothing answered. */
export interface GuidanceRecords {
  shown(principal: Principal, position: number, cards: readonly ComposedCard[]): Promise<void>;
  /** A composed sentence, before it is sent; false if it could not be written down. Never throws. */
  composed(delta: Delta): Promise<boolean>;
  gap(question: string, context: CallContext): Promise<string>;
}

/** Puts the approved text of cards into words: checked sentences, then how it ended. */
export interface GuidanceComposer {
  compose(request: {
    readonly question: string;
    readonly cards: readonly Card[];
    readonly signal: AbortSignal;
  }): AsyncGenerator<Delta, Composition>;
}

interface Options {
  readonly guide: Guide;
  /** Null: no model is configured. */
  readonly composer?: GuidanceComposer | null;
  readonly state: PublishedState;
  readonly projector: Projector;
  readonly records: GuidanceRecords;
  readonly redact: (text: string) => string;
  /** For the turns of one talk, which may answer each other. */
  readonly redactTalk: (turns: readonly string[]) => readonly string[];
}

export function guidanceRoutes(options: Options): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/guidance',
      operationId: 'askGuidance',
      summary:
        'Cards for a question or a talk, as an event stream: card events, composed words (delta) if any, then done',
      tag: 'guidance',
      access: 'guidance:ask',
      body: guidanceBody,
      response: { status: 200, contentType: 'text/event-stream' },
      async handle({ body, principal, signal }) {
        await options.projector.confirmHead();
        const said = body.utterances ?? [{ role: 'customer' as SpeakerRole, text: body.question ?? '' }];
        const texts = options.redactTalk(said.map(({ text }) => text));
        const utterances = said.map(({ role }, i) => ({ role, text: texts[i] ?? '' }));
        // The cards are whole before the stream begins, so that what goes wrong is still answered with a problem.
        const { cards, done } = await answer(options, { ...body, utterances, principal });
        const question = lastOfCustomer(utterances);
        const composing = body.compose ? options.composer?.compose({ question, cards, signal }) : undefined;
        return { stream: numbered(inOrder(cards, done, composing, options.records)) };
      },
    }),
  ];
}

interface Asked {
  readonly utterances: readonly { readonly role: SpeakerRole; readonly text: string }[];
  readonly context: CallContext;
  readonly asOf?: Date | undefined;
  readonly knownAt?: Date | undefined;
  readonly collectionIds?: string[] | undefined;
  readonly details: number;
  readonly principal: Principal;
}

const compositions = 3;

/** Cards as of a position that was still the log's head when they were composed; a process that slept composes again. */
async function compose(
  { guide, state, projector }: Options,
  { utterances, context, asOf, knownAt, collectionIds, details }: Asked,
): Promise<{ result: GuideAnswer; position: number }> {
  for (let attempt = 1; attempt <= compositions; attempt += 1) {
    const position = state.position;
    const now = state.now();
    const at: PointInTime = { asOf: asOf ?? now.asOf, knownAt: knownAt ?? now.knownAt };
    const result = await guide.answer({
      utterances,
      context,
      at,
      emotion: 'calm',
      audience: 'agent',
      details,
      ...(collectionIds ? { collectionIds } : {}),
    });
    await projector.confirmHead();
    if (state.position === position) return { result, position };
  }
  throw new DomainError('unavailable', 'Decisions came faster than the answer was composed; ask again');
}

type Done = Readonly<Record<string, unknown>>;

async function answer(
  options: Options,
  asked: Asked,
): Promise<{ readonly cards: readonly Card[]; readonly done: Done }> {
  const { records, redact } = options;
  const { utterances, context, principal } = asked;
  const { result, position } = await compose(options, asked);
  await records.shown(principal, position, result.cards);
  const done = async () => {
    const how = result.withoutMeaning ? { withoutMeaning: true } : {};
    if (result.cards.length > 0) return { reason: 'answered', position, ...how };
    const gapId = await records.gap(lastOfCustomer(utterances), redactedContext(context, redact));
    return { reason: 'nothing_relevant', position, gapId, ...how };
  };
  return { cards: result.cards.map(({ card }) => card), done: await done() };
}

const lastOfCustomer = (utterances: Asked['utterances']): string =>
  utterances.findLast(({ role }) => role === 'customer')?.text ?? '';

/** The approved cards at once, then what is composed beside them; `done` says how that ended. */
async function* inOrder(
  cards: readonly Card[],
  done: Done,
  composing: AsyncGenerator<Delta, Composition> | undefined,
  records: Pick<GuidanceRecords, 'composed'>,
): AsyncGenerator<SseMessage> {
  for (const card of cards) yield { event: 'card', data: card };
  let composed: Composition | undefined;
  if (composing && cards.length > 0) {
    let next = await composing.next();
    let sentences = 0;
    try {
      for (; !next.done; next = await composing.next()) {
        // What cannot be shown again later, word for word, is not shown now.
        if (!(await records.composed(next.value))) break;
        yield { event: 'delta', data: next.value };
        sentences += 1;
      }
      composed = next.done ? next.value : brokenOff(sentences);
    } finally {
      // Whoever goes away between two sentences ends the model's answer as well.
      if (!next.done) await composing.return(nothingMore);
    }
  }
  yield { event: 'done', data: { ...done, ...composed } };
}

const brokenOff = (sentences: number): Composition => ({
  composed: sentences > 0,
  sentences,
  dropped: 0,
  ...(sentences === 0 && { notComposed: 'unavailable' }),
});

const nothingMore: Composition = { composed: false, sentences: 0, dropped: 0 };

async function* numbered(messages: AsyncIterable<SseMessage>): AsyncGenerator<SseMessage> {
  let id = 0;
  for await (const message of messages) {
    id += 1;
    yield { id: String(id), ...message };
  }
}

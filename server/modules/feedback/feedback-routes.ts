import { z } from 'zod';
import { feedbackKinds } from '../../../graph-schema/index.ts';
import { idParams, listOf } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import { type CallRedaction, readOwnCall } from '../calls/index.ts';
import { feedbackListQuery, feedbackSchema, listedFeedbackSchema, listFeedback, recordFeedback } from './feedback.ts';

const feedbackBody = z.strictObject({
  cardId: z.string().min(1).max(100),
  kind: feedbackKinds.schema,
  comment: z.string().trim().min(1).max(1_000).optional(),
});

interface Options {
  readonly database: Database;
  readonly redaction: Pick<CallRedaction, 'redactBeside' | 'redactOnce'>;
}

/** What agents make of cards: used, not helpful, wrong. */
export function feedbackRoutes({ database, redaction }: Options): readonly Route[] {
  /** A comment without personal data, told also by what the call taught. */
  const redact = async (callId: string | null, text: string) =>
    callId === null
      ? redaction.redactOnce(text)
      : redaction.redactBeside(callId, await sealedMemoryOf(database, callId), text);
  const given = async (callId: string | null, body: z.output<typeof feedbackBody>, principal: string) => ({
    cardId: body.cardId,
    kind: body.kind,
    comment: body.comment === undefined ? null : await redact(callId, body.comment),
    principal,
  });
  return [
    route({
      method: 'post',
      path: '/v1/calls/{id}/feedback',
      operationId: 'giveFeedback',
      summary: "What was made of a card on the call's screen; the same again changes nothing",
      tag: 'calls',
      access: 'feedback:write',
      params: idParams,
      body: feedbackBody,
      response: { status: 200, schema: feedbackSchema },
      async handle({ params, body, principal }) {
        await readOwnCall(database, params.id, principal);
        const feedback = await given(params.id, body, principal.id);
        return { status: 200, body: await recordFeedback(database, { callId: params.id }, feedback) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/guidance/feedback',
      operationId: 'giveGuidanceFeedback',
      summary: 'What was made of a card that answered a question outside of calls; the same again changes nothing',
      tag: 'guidance',
      access: 'guidance:ask',
      body: feedbackBody,
      response: { status: 200, schema: feedbackSchema },
      async handle({ body, principal }) {
        const feedback = await given(null, body, principal.id);
        return { status: 200, body: await recordFeedback(database, { principal: principal.id }, feedback) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/feedback',
      operationId: 'listFeedback',
      summary: 'What was made of cards, the newest first',
      tag: 'curation',
      access: 'feedback:read',
      query: feedbackListQuery,
      response: { status: 200, schema: listOf(listedFeedbackSchema) },
      handle: async ({ query }) => ({ status: 200, body: await listFeedback(database, query) }),
    }),
  ];
}

async function sealedMemoryOf(database: Database, callId: string): Promise<string | null> {
  const found = await database.query<{ sealed_memory: string | null }>(
    'select sealed_memory from calls where id = $1',
    [callId],
  );
  return found.rows[0]?.sealed_memory ?? null;
}

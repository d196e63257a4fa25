import { z } from 'zod';
import { type CallContext, callContextSchema } from '../../../graph-schema/index.ts';
import { idParams } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import type { PublishedState } from '../../publishing/index.ts';
import { readReference, referenceSchema } from './read-reference.ts';

interface Options {
  readonly database: Database;
  readonly state: PublishedState;
  /** Takes personal data out of the question and stores it; returns the gap's id. */
  readonly recordGap: (question: string, context: CallContext) => Promise<string>;
}

/** What cards stand on, and what nothing answered, for whoever asks for guidance. */
export function referenceRoutes({ database, state, recordGap }: Options): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/guidance/items/{id}',
      operationId: 'getReference',
      summary:
        'An item that a card cites, with its passages and what stands around them; without a version the one in force',
      tag: 'guidance',
      access: 'guidance:ask',
      params: idParams,
      query: z.strictObject({ version: z.coerce.number().int().min(1).max(1_000_000).optional() }),
      response: { status: 200, schema: referenceSchema },
      handle: async ({ params, query }) => ({
        status: 200,
        body: await readReference(database, state, params.id, query.version),
      }),
    }),
    route({
      method: 'post',
      path: '/v1/guidance/gaps',
      operationId: 'reportGap',
      summary: 'Reports a question that the guidance did not answer',
      tag: 'guidance',
      access: 'guidance:ask',
      idempotent: true,
      body: z.strictObject({
        question: z.string().trim().min(1).max(4_000),
        context: callContextSchema.default({}),
      }),
      response: { status: 201, schema: z.object({ id: z.string() }) },
      handle: async ({ body }) => ({ status: 201, body: { id: await recordGap(body.question, body.context) } }),
    }),
  ];
}

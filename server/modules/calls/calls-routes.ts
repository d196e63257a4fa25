import { z } from 'zod';
import { callContextSchema, maxStoredInt, outcomes, speakerRoles } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import { idParams, instant, listOf, listQuery } from '../../http/lists.ts';
import { polledSchema, waitSeconds } from '../../http/long-poll.ts';
import { type Route, route, type SseMessage } from '../../http/route.ts';
import { readPage } from '../../paging/read-page.ts';
import type { Database } from '../../ports/database.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import type { Projector } from '../../publishing/index.ts';
import type { Principal, WidgetPrincipal } from '../access/index.ts';
import { readOwnCall, seesAll } from './call-access.ts';
import { pollCall } from './call-poll.ts';
import { type CallRecord, callColumns, toCall } from './call-record.ts';
import { type CallStreamOptions, callEvents } from './call-stream.ts';
import { createCallWatch } from './call-watch.ts';
import type { CallsService } from './calls-service.ts';
import { exposureListQuery, exposureSchema, listExposures } from './exposures.ts';
import { gapListQuery, gapSchema, listGaps } from './gaps.ts';
import { listScreens, screensQuery, shownCardsSchema } from './screens.ts';

const callSchema = z.object({
  id: z.string(),
  externalRef: z.string().nullable(),
  agentId: z.string().nullable(),
  createdBy: z.string(),
  context: callContextSchema,
  status: z.enum(['open', 'ended']),
  outcome: outcomes.schema.nullable(),
  utterances: z.int(),
  createdAt: instant,
  endedAt: instant.nullable(),
});

const showCall = (call: CallRecord): z.infer<typeof callSchema> => ({
  id: call.id,
  externalRef: call.externalRef,
  agentId: call.agentId,
  createdBy: call.createdBy,
  context: call.context,
  status: call.status,
  outcome: call.outcome,
  utterances: call.lastUtteranceSeq,
  createdAt: call.createdAt.toISOString(),
  endedAt: call.endedAt?.toISOString() ?? null,
});

// Ids are stored as they are sent, so they have no room for words about anybody.
const plainId = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/, 'an id of letters, digits and . _ : - only');
const openBody = z.strictObject({
  externalRef: z.string().trim().min(1).max(200).optional(),
  agentId: plainId(100).optional(),
  /** As in the files of calls; only a keyed pseudonym of it is kept, by which the call can be erased. */
  customerId: z.string().trim().min(1).max(500).optional(),
  context: callContextSchema.default({}),
});
const utteranceBody = z.strictObject({
  /** The client's own id of the utterance; sending it again changes nothing. */
  clientId: plainId(200).optional(),
  role: speakerRoles.schema,
  text: z.string().trim().min(1).max(4_000),
  /** false: words that may still change; they are understood once they are final. */
  final: z.boolean().default(true),
  startMs: z.int().min(0).max(maxStoredInt).optional(),
  endMs: z.int().min(0).max(maxStoredInt).optional(),
});
const callListQuery = listQuery(['createdAt'], { status: z.enum(['open', 'ended']).optional() });

interface Options {
  readonly calls: CallsService;
  readonly database: Database;
  readonly projector: Projector;
  readonly wakeUps: WakeUps;
  /** Ends the stream of a page whose token has run out or was revoked; absent: no page has one. */
  readonly whileTokenHolds?: TokenGuard;
}

type TokenGuard = (
  page: WidgetPrincipal,
  open: (signal: AbortSignal) => AsyncIterable<SseMessage>,
  signal: AbortSignal,
) => AsyncIterable<SseMessage>;

export function callsRoutes({ calls, database, projector, wakeUps, whileTokenHolds }: Options): readonly Route[] {
  const streaming: CallStreamOptions = { calls, database, projector, watch: createCallWatch(database, wakeUps) };
  const own = (id: string, principal: Principal) => readOwnCall(database, id, principal);
  return [
    route({
      method: 'post',
      path: '/v1/calls',
      operationId: 'openCall',
      summary: 'Open a live call',
      tag: 'calls',
      access: 'calls:write',
      idempotent: true,
      body: openBody,
      response: { status: 201, schema: callSchema },
      handle: async ({ body, principal }) => ({ status: 201, body: showCall(await calls.open(principal.id, body)) }),
    }),
    route({
      method: 'get',
      path: '/v1/calls',
      operationId: 'listCalls',
      summary: 'Live calls, the newest first; agents see their own',
      tag: 'calls',
      access: 'calls:read',
      query: callListQuery,
      response: { status: 200, schema: listOf(callSchema) },
      handle: async ({ query, principal }) => ({
        status: 200,
        body: await listCalls(database, query, seesAll(principal) ? null : principal.id),
      }),
    }),
    route({
      method: 'get',
      path: '/v1/calls/{id}',
      operationId: 'getCall',
      summary: 'A live call',
      tag: 'calls',
      access: 'calls:read',
      params: idParams,
      response: { status: 200, schema: callSchema },
      handle: async ({ params, principal }) => ({ status: 200, body: showCall(await own(params.id, principal)) }),
    }),
    route({
      method: 'post',
      path: '/v1/calls/{id}/utterances',
      operationId: 'addUtterance',
      summary: 'What was just said; its events are on the stream when this answers',
      tag: 'calls',
      access: 'calls:write',
      params: idParams,
      body: utteranceBody,
      response: { status: 202, schema: z.object({ seq: z.int() }) },
      async handle({ params, body, principal }) {
        // First, so that a process that cannot reach the log says so.
        await projector.confirmHead();
        await own(params.id, principal);
        return { status: 202, body: { seq: await calls.hear(params.id, body) } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/calls/{id}/end',
      operationId: 'endCall',
      summary: 'The call is over; how it ended, if known',
      tag: 'calls',
      access: 'calls:write',
      params: idParams,
      body: z.strictObject({ outcome: outcomes.schema.default('unknown') }),
      response: { status: 200, schema: callSchema },
      async handle({ params, body, principal }) {
        await own(params.id, principal);
        return { status: 200, body: showCall(await calls.end(params.id, body.outcome)) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/calls/{id}/events',
      operationId: 'followCall',
      summary:
        "Everything for the agent's screen (event stream, or JSON with ?wait=SECONDS); resumes after Last-Event-ID or ?after=",
      tag: 'calls',
      access: 'calls:follow',
      params: idParams,
      query: z.strictObject({ wait: waitSeconds, after: z.string().max(20).optional() }),
      response: { status: 200, contentType: 'text/event-stream', polled: polledSchema },
      async handle({ params, query, principal, lastEventId, signal }) {
        await own(params.id, principal);
        const after = eventNumber(lastEventId ?? query.after);
        if (query.wait === undefined) {
          const open = (until: AbortSignal) => callEvents(streaming, params.id, after, until);
          const guarded = principal.type === 'widget' && whileTokenHolds !== undefined;
          return { stream: guarded ? whileTokenHolds(principal, open, signal) : open(signal) };
        }
        return { status: 200, body: await pollCall(streaming, params.id, after, query.wait * 1_000, signal) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/exposures',
      operationId: 'listExposures',
      summary: 'Which version was on whose screen, when',
      tag: 'calls',
      access: 'exposures:read',
      query: exposureListQuery,
      response: { status: 200, schema: listOf(exposureSchema) },
      handle: async ({ query }) => ({ status: 200, body: await listExposures(database, query) }),
    }),
    route({
      method: 'get',
      path: '/v1/screens',
      operationId: 'listScreens',
      summary:
        'What was on a screen at a time, word for word, with the versions behind it and who put them in force; also what has left force since, and answers without a call, which end with their lease',
      tag: 'calls',
      access: 'exposures:read',
      query: screensQuery,
      response: { status: 200, schema: shownCardsSchema },
      handle: async ({ query }) => ({ status: 200, body: await listScreens(database, query) }),
    }),
    route({
      method: 'get',
      path: '/v1/gaps',
      operationId: 'listGaps',
      summary: 'Questions that nothing answered',
      tag: 'curation',
      access: 'gaps:read',
      query: gapListQuery,
      response: { status: 200, schema: listOf(gapSchema) },
      handle: async ({ query }) => ({ status: 200, body: await listGaps(database, query) }),
    }),
  ];
}

function eventNumber(lastEventId: string | undefined): number {
  if (lastEventId === undefined) return 0;
  if (!/^\d{1,15}$/.test(lastEventId))
    throw new DomainError('invalid_request', 'Last-Event-ID (or after) is not an id of this stream');
  return Number(lastEventId);
}

async function listCalls(database: Database, query: z.output<typeof callListQuery>, createdBy: string | null) {
  const params = [query.status ?? null, createdBy];
  const where = '($1::text is null or status = $1) and ($2::text is null or created_by = $2)';
  const { rows, total } = await readPage<Parameters<typeof toCall>[0]>(database, query, {
    columns: callColumns,
    from: 'calls',
    where,
    params,
    key: 'id',
    sort: 'created_at',
  });
  return { items: rows.map((row) => showCall(toCall(row))), total };
}

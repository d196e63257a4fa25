import { z } from 'zod';
import { instantSchema, maxStoredInt } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import { idParams, instant, listOf } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import type { PublishedState } from '../../publishing/index.ts';
import { readStats, statsSchema } from './curation-stats.ts';
import { rankedGapSchema, rankedGaps } from './gap-ranking.ts';
import {
  healthQueueNames,
  healthQueueQuery,
  healthRowSchema,
  healthRows,
  queueOf,
  readGround,
} from './health-queues.ts';
import { livingItems, readVerifications } from './health-state.ts';
import { verifyItem } from './verify-item.ts';

const days = (byDefault: number) => z.coerce.number().int().min(1).max(3_650).default(byDefault);

/** How sound what is in force is: queues of what somebody should look at, verification, and how it went over time. */
export function curationHealthRoutes(database: Database, state: PublishedState): readonly Route[] {
  return [
    statsRoute(database, state),
    queueRoute(database, state),
    route({
      method: 'get',
      path: '/v1/stats/gaps',
      operationId: 'listRankedGaps',
      summary: 'Open questions that nothing answered, joined where they ask the same, by calls and risk',
      tag: 'curation',
      access: 'gaps:read',
      query: z.strictObject({ days: days(90), limit: z.coerce.number().int().min(1).max(200).default(50) }),
      response: { status: 200, schema: listOf(rankedGapSchema) },
      async handle({ query }) {
        const items = await rankedGaps(database, query.days, query.limit);
        return { status: 200, body: { items, total: items.length } };
      },
    }),
    ...verificationRoutes(database, state),
  ];
}

function statsRoute(database: Database, state: PublishedState): Route {
  return route({
    method: 'get',
    path: '/v1/stats',
    operationId: 'getStats',
    summary: 'Where the knowledge stands, its coverage and freshness over time, and who decided what',
    tag: 'curation',
    access: 'items:read',
    query: z.strictObject({ weeks: z.coerce.number().int().min(1).max(53).default(12), unusedDays: days(90) }),
    response: { status: 200, schema: statsSchema },
    handle: async ({ query }) => ({ status: 200, body: await readStats(database, state, query) }),
  });
}

function queueRoute(database: Database, state: PublishedState): Route {
  return route({
    method: 'get',
    path: '/v1/stats/queues/{queue}',
    operationId: 'listHealthQueue',
    summary: 'Items in force that somebody should look at, the most pressing first',
    tag: 'curation',
    access: 'items:read',
    params: z.strictObject({ queue: z.enum(healthQueueNames) }),
    query: healthQueueQuery,
    response: { status: 200, schema: listOf(healthRowSchema) },
    async handle({ params, query }) {
      const { page, perPage, kind } = query;
      const ground = await readGround(database, state, query.days);
      const all = queueOf(params.queue, ground, query.days).filter((item) => kind === undefined || item.kind === kind);
      const items = await healthRows(database, all.slice((page - 1) * perPage, page * perPage), ground);
      return { status: 200, body: { items, total: all.length } };
    },
  });
}

function verificationRoutes(database: Database, state: PublishedState): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/items/{id}/health',
      operationId: 'getItemHealth',
      summary:
        'Who vouches for an item in force and until when, its use, feedback and conflicts; null: it is not in force',
      tag: 'curation',
      access: 'items:read',
      params: idParams,
      response: { status: 200, schema: z.object({ health: healthRowSchema.nullable() }) },
      async handle({ params }) {
        const living = livingItems(state, await readVerifications(database), state.now());
        const item = living.find(({ itemId }) => itemId === params.id);
        if (!item) return { status: 200, body: { health: null } };
        const ground = await readGround(database, state, 90);
        const [health = null] = await healthRows(database, [item], ground);
        return { status: 200, body: { health } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/items/{id}/versions/{version}/verify',
      operationId: 'verifyVersion',
      summary: 'Say that a version in force is still right, until when',
      tag: 'curation',
      access: 'decisions:write',
      idempotent: true,
      params: z.strictObject({
        id: z.string().min(1).max(100),
        version: z.coerce.number().int().min(1).max(maxStoredInt),
      }),
      body: z.strictObject({ until: instantSchema.optional() }),
      response: { status: 201, schema: z.object({ until: instant }) },
      async handle({ params, body, principal }) {
        if (principal.type !== 'user') throw new DomainError('forbidden', 'Only a person who signed in can vouch');
        const target = { itemId: params.id, version: params.version, until: body.until ?? null };
        const { until } = await verifyItem(database, state, principal, target);
        return { status: 201, body: { until: until.toISOString() } };
      },
    }),
  ];
}

import { z } from 'zod';
import { defaultCollection } from '../../default-collection.ts';
import { idParams, instant, listOf } from '../../http/lists.ts';
import { type Route, route, type SseMessage } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import { finenesses } from './mining-run-rows.ts';
import {
  listMiningRuns,
  miningListQuery,
  miningLogSchema,
  miningRunSchema,
  readMiningLog,
  readMiningRun,
} from './mining-run-store.ts';
import type { MiningRunsService } from './mining-runs-service.ts';

const requestSchema = z.strictObject({
  collectionId: z.string().min(1).max(60).default(defaultCollection),
  fineness: z.enum(finenesses).default('normal'),
  since: instant.nullable().default(null),
  dryRun: z.boolean().default(false),
});

const moves = [
  ['pause', 'pauseMiningRun', 'Have a mining wait after the step that it is at; what it drew is kept'],
  ['resume', 'resumeMiningRun', 'Have a paused mining go on where it was'],
  ['cancel', 'cancelMiningRun', 'End a mining; what it proposed stays'],
] as const;

export function miningRunsRoutes(service: MiningRunsService, database: Database): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/mining-runs',
      operationId: 'startMiningRun',
      summary: "Mine a collection's calls anew; refused while another mining of it is under way or paused",
      tag: 'sources',
      access: 'ingest:run',
      body: requestSchema,
      response: { status: 202, schema: miningRunSchema },
      handle: async ({ body, principal }) => ({
        status: 202,
        body: await service.start({ ...body, startedBy: principal.id }),
      }),
    }),
    route({
      method: 'get',
      path: '/v1/mining-runs',
      operationId: 'listMiningRuns',
      summary: 'Minings, the newest first',
      tag: 'sources',
      access: 'sources:read',
      query: miningListQuery,
      response: { status: 200, schema: listOf(miningRunSchema) },
      handle: async ({ query }) => ({ status: 200, body: await listMiningRuns(database, query) }),
    }),
    route({
      method: 'get',
      path: '/v1/mining-runs/{id}',
      operationId: 'getMiningRun',
      summary: 'A mining, how far it is, and in the end its report',
      tag: 'sources',
      access: 'sources:read',
      params: idParams,
      response: { status: 200, schema: miningRunSchema },
      handle: async ({ params }) => ({ status: 200, body: await readMiningRun(database, params.id) }),
    }),
    route({
      method: 'get',
      path: '/v1/mining-runs/{id}/log',
      operationId: 'getMiningLog',
      summary: 'What happened in a mining, in order',
      tag: 'sources',
      access: 'sources:read',
      params: idParams,
      response: { status: 200, schema: listOf(miningLogSchema) },
      handle: async ({ params }) => ({ status: 200, body: await readMiningLog(database, params.id) }),
    }),
    ...moves.map(([move, operationId, summary]) =>
      route({
        method: 'post',
        path: `/v1/mining-runs/{id}/${move}`,
        operationId,
        summary,
        tag: 'sources',
        access: 'ingest:run',
        params: idParams,
        response: { status: 200, schema: miningRunSchema },
        handle: async ({ params }) => ({ status: 200, body: await service[move](params.id) }),
      }),
    ),
    route({
      method: 'get',
      path: '/v1/mining-runs/{id}/events',
      operationId: 'followMiningRun',
      summary: 'Progress as it happens (event stream); ends with the mining, or when it is paused',
      tag: 'sources',
      access: 'sources:read',
      params: idParams,
      response: { status: 200, contentType: 'text/event-stream' },
      async handle({ params, signal }) {
        await readMiningRun(database, params.id);
        return { stream: events(service, params.id, signal) };
      },
    }),
  ];
}

async function* events(service: MiningRunsService, runId: string, signal: AbortSignal): AsyncGenerator<SseMessage> {
  for await (const run of service.follow(runId, signal)) yield { event: 'progress', data: run };
  yield { event: 'done', data: {} };
}

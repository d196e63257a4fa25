import { z } from 'zod';
import { idParams, listOf, pageFields } from '../../http/lists.ts';
import { type Route, route, type SseMessage } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import {
  fileStatuses,
  listRunFiles,
  listRuns,
  readRun,
  runFileSchema,
  runListQuery,
  runSchema,
} from './ingest-run-store.ts';
import type { IngestRunsService } from './ingest-runs-service.ts';
import { readUpload } from './upload.ts';

const filesQuery = z.strictObject({
  ...pageFields(100),
  status: z.enum(fileStatuses).optional(),
  sort: z.string().optional(),
  order: z.enum(['asc', 'desc']).optional(),
});

const namesSchema = z.strictObject({ names: z.array(z.string().min(1).max(400)).max(1_000) });

export function ingestRunsRoutes(service: IngestRunsService, database: Database): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/ingest-runs',
      operationId: 'startIngestRun',
      summary:
        'Upload files (parts "file", filename = path) and start a run; fields label, collectionId, verbatim, dryRun come first',
      tag: 'sources',
      access: 'ingest:run',
      upload: 'multipart/form-data',
      response: { status: 202, schema: runSchema },
      async handle({ stream, header, principal }) {
        const run = await readUpload(stream, header('content-type'), {
          begin: (fields) => service.prepare({ ...fields, startedBy: principal.id }),
          file: (prepared, name, content) => prepared.addFile(name, content),
          discard: ({ runId }) => service.discard(runId),
        });
        return { status: 202, body: await service.begin(run.runId) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/ingest-runs',
      operationId: 'listIngestRuns',
      summary: 'Runs, the newest first',
      tag: 'sources',
      access: 'sources:read',
      query: runListQuery,
      response: { status: 200, schema: listOf(runSchema) },
      handle: async ({ query }) => ({ status: 200, body: await listRuns(database, query) }),
    }),
    route({
      method: 'get',
      path: '/v1/ingest-runs/{id}',
      operationId: 'getIngestRun',
      summary: 'A run and how far it is',
      tag: 'sources',
      access: 'sources:read',
      params: idParams,
      response: { status: 200, schema: runSchema },
      handle: async ({ params }) => ({ status: 200, body: await readRun(database, params.id) }),
    }),
    route({
      method: 'get',
      path: '/v1/ingest-runs/{id}/files',
      operationId: 'listIngestRunFiles',
      summary: 'What became of each file; what failed comes first, with reason and remedy',
      tag: 'sources',
      access: 'sources:read',
      params: idParams,
      query: filesQuery,
      response: { status: 200, schema: listOf(runFileSchema) },
      handle: async ({ params, query }) => ({
        status: 200,
        body: await listRunFiles(database, params.id, query),
      }),
    }),
    route({
      method: 'post',
      path: '/v1/ingest-runs/{id}/cancel',
      operationId: 'cancelIngestRun',
      summary: 'End a run after the batch that it is at; what it stored stays, its uploads are destroyed',
      tag: 'sources',
      access: 'ingest:run',
      params: idParams,
      response: { status: 200, schema: runSchema },
      handle: async ({ params }) => ({ status: 200, body: await service.cancel(params.id) }),
    }),
    route({
      method: 'post',
      path: '/v1/ingest-runs/{id}/retry',
      operationId: 'retryIngestRun',
      summary: 'Read the files of an ended run again that failed or were skipped, while their uploads are kept',
      tag: 'sources',
      access: 'ingest:run',
      params: idParams,
      response: { status: 202, schema: runSchema },
      handle: async ({ params }) => ({ status: 202, body: await service.retry(params.id) }),
    }),
    route({
      method: 'post',
      path: '/v1/ingest-runs/{id}/failed-names',
      operationId: 'findFailedNames',
      summary: 'Which of these file names failed or were skipped in the run; names are stored without personal data',
      tag: 'sources',
      access: 'ingest:run',
      params: idParams,
      body: namesSchema,
      response: { status: 200, schema: namesSchema },
      handle: async ({ params, body }) => ({
        status: 200,
        body: { names: await service.failedAmong(params.id, body.names) },
      }),
    }),
    route({
      method: 'get',
      path: '/v1/ingest-runs/{id}/events',
      operationId: 'followIngestRun',
      summary: 'Progress as it happens (event stream); ends with the run',
      tag: 'sources',
      access: 'sources:read',
      params: idParams,
      response: { status: 200, contentType: 'text/event-stream' },
      async handle({ params, signal }) {
        await readRun(database, params.id);
        return { stream: progressEvents(service, params.id, signal) };
      },
    }),
  ];
}

async function* progressEvents(
  service: IngestRunsService,
  runId: string,
  signal: AbortSignal,
): AsyncGenerator<SseMessage> {
  for await (const run of service.follow(runId, signal)) yield { event: 'progress', data: run };
  yield { event: 'done', data: {} };
}

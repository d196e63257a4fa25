import { z } from 'zod';
import { annotationLabelsSchema } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import { idParams, listOf, listQuery } from '../../http/lists.ts';
import { type Route, type RouteResult, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import type { Principal } from '../access/index.ts';
import {
  type AnnotationView,
  annotationSchema,
  annotationStatuses,
  listOwn,
  readAnnotation,
} from './annotation-rows.ts';
import type { AnnotationsService } from './annotations-service.ts';

const id = z.string().min(1).max(100);
const access = 'annotations:write';
const tag = 'annotation';

interface Options {
  readonly annotations: AnnotationsService;
  readonly database: Database;
}

/** One expert's own work on past calls; no route here tells anything of another expert's. */
export function annotationsRoutes({ annotations, database }: Options): readonly Route[] {
  const answer = (annotation: AnnotationView, status = 200): RouteResult => ({
    status,
    body: annotation,
    etag: annotation.etag,
  });
  return [
    route({
      method: 'post',
      path: '/v1/annotations/next',
      operationId: 'nextAnnotation',
      summary:
        'The call to annotate next: the draft that was left, else the one that tells most, and why; null: none is left',
      tag,
      access,
      body: z.strictObject({ collectionId: id.optional() }),
      response: { status: 200, schema: z.object({ annotation: annotationSchema.nullable() }) },
      async handle({ body, principal }) {
        const annotatorId = person(principal);
        const next = await annotations.next(annotatorId, body.collectionId ?? null);
        return {
          status: 200,
          body: { annotation: next === null ? null : await readAnnotation(database, next, annotatorId) },
        };
      },
    }),
    route({
      method: 'post',
      path: '/v1/annotations',
      operationId: 'beginAnnotation',
      summary: 'Annotate a call of your own choice; the same one again is the annotation that you have',
      tag,
      access,
      body: z.strictObject({ sourceId: id }),
      response: { status: 201, schema: annotationSchema },
      async handle({ body, principal }) {
        const annotatorId = person(principal);
        return answer(
          await readAnnotation(database, await annotations.begin(annotatorId, body.sourceId), annotatorId),
          201,
        );
      },
    }),
    route({
      method: 'get',
      path: '/v1/annotations',
      operationId: 'listAnnotations',
      summary: 'What you annotated yourself',
      tag,
      access,
      query: listQuery(['updatedAt'], { status: annotationStatuses.optional() }),
      response: { status: 200, schema: listOf(annotationSchema) },
      handle: async ({ query, principal }) => ({
        status: 200,
        body: await listOwn(database, person(principal), query),
      }),
    }),
    route({
      method: 'get',
      path: '/v1/annotations/{id}',
      operationId: 'getAnnotation',
      summary: 'An annotation of your own',
      tag,
      access,
      params: idParams,
      response: { status: 200, schema: annotationSchema },
      handle: async ({ params, principal }) => answer(await readAnnotation(database, params.id, person(principal))),
    }),
    route({
      method: 'put',
      path: '/v1/annotations/{id}',
      operationId: 'saveAnnotation',
      summary: 'Put these labels in place of those that are there',
      tag,
      access,
      params: idParams,
      body: z.strictObject({ labels: annotationLabelsSchema }),
      ifMatch: true,
      response: { status: 200, schema: annotationSchema },
      handle: async ({ params, body, ifMatch, principal }) =>
        answer(await annotations.save(params.id, person(principal), ifMatch, body.labels)),
    }),
    route({
      method: 'delete',
      path: '/v1/annotations/{id}',
      operationId: 'skipAnnotation',
      summary: 'Give a call back; it is not offered to you again',
      tag,
      access,
      params: idParams,
      ifMatch: true,
      response: { status: 204 },
      async handle({ params, ifMatch, principal }) {
        await annotations.skip(params.id, person(principal), ifMatch);
        return { status: 204 };
      },
    }),
    route({
      method: 'post',
      path: '/v1/annotations/{id}/submit',
      operationId: 'submitAnnotation',
      summary: 'Hand it in',
      tag,
      access,
      params: idParams,
      ifMatch: true,
      response: { status: 200, schema: annotationSchema },
      handle: async ({ params, ifMatch, principal }) =>
        answer(await annotations.submit(params.id, person(principal), ifMatch)),
    }),
    route({
      method: 'post',
      path: '/v1/annotations/{id}/reopen',
      operationId: 'reopenAnnotation',
      summary: 'Take it up again, as long as it was not compared with another expert’s',
      tag,
      access,
      params: idParams,
      ifMatch: true,
      response: { status: 200, schema: annotationSchema },
      handle: async ({ params, ifMatch, principal }) =>
        answer(await annotations.reopen(params.id, person(principal), ifMatch)),
    }),
  ];
}

function person(principal: Principal): string {
  if (principal.type !== 'user') throw new DomainError('forbidden', 'Only a person who signed in can annotate');
  return principal.id;
}

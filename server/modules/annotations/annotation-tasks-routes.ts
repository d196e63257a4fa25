import { z } from 'zod';
import { idParams, listOf } from '../../http/lists.ts';
import { type Route, type RouteResult, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import type { KeyedHash } from '../../publishing/index.ts';
import type { ProposalsService } from '../proposals/index.ts';
import {
  adjudicate,
  decisionBody,
  listTasks,
  readTaskDetail,
  type TaskDetail,
  taskDetailSchema,
  taskListQuery,
  taskRowSchema,
} from './adjudication.ts';
import { proposableAs } from './draft-from-label.ts';
import { exportAnnotations, exportQuery } from './export-annotations.ts';
import { agreementSchema, measureAgreement } from './measure-agreement.ts';
import { proposeLabel } from './propose-label.ts';

interface Options {
  readonly database: Database;
  readonly hash: KeyedHash;
  readonly redact: (text: string) => string;
  readonly proposals: Pick<ProposalsService, 'propose'>;
}

const id = z.string().min(1).max(100);
const tag = 'annotation';

/** What becomes of calls that experts annotated: settled, measured, proposed, exported. */
export function annotationTasksRoutes({ database, hash, redact, proposals }: Options): readonly Route[] {
  const answer = (task: TaskDetail): RouteResult => ({ status: 200, body: task, etag: task.etag });
  return [
    route({
      method: 'get',
      path: '/v1/annotation-tasks',
      operationId: 'listAnnotationTasks',
      summary: 'Calls that are annotated to the end; those that you annotated yourself are left out',
      tag,
      access: 'annotations:adjudicate',
      query: taskListQuery,
      response: { status: 200, schema: listOf(taskRowSchema) },
      handle: async ({ query, principal }) => ({
        status: 200,
        body: await listTasks(database, query, principal.id),
      }),
    }),
    route({
      method: 'get',
      path: '/v1/annotation-tasks/{id}',
      operationId: 'getAnnotationTask',
      summary: 'What each expert says of a call, without their names, once all are done',
      tag,
      access: 'annotations:adjudicate',
      params: idParams,
      response: { status: 200, schema: taskDetailSchema },
      handle: async ({ params, principal }) => answer(await readTaskDetail(database, params.id, principal.id)),
    }),
    route({
      method: 'post',
      path: '/v1/annotation-tasks/{id}/decision',
      operationId: 'adjudicateAnnotation',
      summary: 'Settle what experts saw differently',
      tag,
      access: 'annotations:adjudicate',
      params: idParams,
      body: decisionBody,
      ifMatch: true,
      response: { status: 200, schema: taskDetailSchema },
      handle: async ({ params, body, ifMatch, principal }) =>
        answer(await adjudicate(database, redact, { taskId: params.id, etag: ifMatch, by: principal.id, ...body })),
    }),
    route({
      method: 'post',
      path: '/v1/annotation-tasks/{id}/proposals',
      operationId: 'proposeAnnotation',
      summary: 'Draw up a proposal from a label that holds, with its words as evidence; it is reviewed as any other',
      tag,
      access: 'proposals:write',
      params: idParams,
      body: z.strictObject({
        labelId: id,
        as: z.enum(proposableAs),
        name: z.string().trim().min(1).max(300).optional(),
      }),
      response: { status: 201, schema: z.object({ proposalId: z.string() }) },
      async handle({ params, body, principal }) {
        const name = body.name === undefined ? undefined : redact(body.name);
        const asked = { taskId: params.id, labelId: body.labelId, as: body.as, name, proposedBy: principal.id };
        return { status: 201, body: { proposalId: await proposeLabel({ database, proposals }, asked) } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/annotation-agreement',
      operationId: 'getAnnotationAgreement',
      summary: 'How far experts agree who annotated the same calls blind, by label and by expert',
      tag,
      access: 'annotations:measure',
      query: z.strictObject({ collectionId: id.optional() }),
      response: { status: 200, schema: agreementSchema },
      handle: async ({ query }) => ({
        status: 200,
        body: await measureAgreement(database, query.collectionId ?? null),
      }),
    }),
    route({
      method: 'get',
      path: '/v1/annotation-export',
      operationId: 'exportAnnotations',
      summary: 'Annotated calls as JSON lines, for fine-tuning or for classifiers, with a held-out split by customer',
      tag,
      access: 'annotations:export',
      query: exportQuery,
      response: { status: 200, contentType: 'application/x-ndjson' },
      async handle({ query, principal }) {
        return {
          status: 200,
          headers: {
            'content-type': 'application/x-ndjson; charset=utf-8',
            'content-disposition': `attachment; filename="annotations-${query.format}.jsonl"`,
          },
          content: exportAnnotations(database, hash, query, principal.id),
        };
      },
    }),
  ];
}

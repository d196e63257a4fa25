import { z } from 'zod';
import { callContextSchema } from '../../../graph-schema/index.ts';
import { idParams, instant, listOf } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import { verdictOf } from './answer-side.ts';
import { answerListQuery, answerSchema, describeAnswers, listAnswers } from './answer-views.ts';
import { expectedItemSchema, resolveExpected, utteranceSchema } from './question.ts';
import { runCsv } from './run-csv.ts';
import { type Asking, createComparison } from './run-evaluation.ts';
import {
  cancelRun,
  comparisonBody,
  listRuns,
  type RunRequest,
  readRun,
  requestRun,
  runBody,
  runListQuery,
  runSchema,
} from './run-store.ts';

const runParams = z.strictObject({ id: z.string().min(1).max(100), runId: z.string().min(1).max(100) });
const trialBody = comparisonBody({
  utterances: z.array(utteranceSchema).min(1).max(50),
  context: callContextSchema.default({}),
  expected: z.array(expectedItemSchema).max(50).default([]),
});
const trialSchema = answerSchema.pick({ expected: true, verdict: true, before: true, after: true }).extend({
  asOf: instant,
  knownAt: instant,
});

interface Options extends Asking {
  readonly wakeUps: WakeUps;
}

/** Runs of question sets, and single questions tried out. */
export function runsRoutes(options: Options): readonly Route[] {
  const { database, wakeUps } = options;
  return [
    route({
      method: 'get',
      path: '/v1/evaluations/{id}/runs',
      operationId: 'listEvaluationRuns',
      summary: 'The runs of a set, the newest first',
      tag: 'evaluation',
      access: 'evaluations:read',
      params: idParams,
      query: runListQuery,
      response: { status: 200, schema: listOf(runSchema) },
      handle: async ({ params, query }) => ({ status: 200, body: await listRuns(database, params.id, query) }),
    }),
    route({
      method: 'post',
      path: '/v1/evaluations/{id}/runs',
      operationId: 'runEvaluation',
      summary: 'Ask the questions of what is in force, or also of it with a changeset, proposals or another recipe',
      tag: 'evaluation',
      access: 'evaluations:run',
      idempotent: true,
      params: idParams,
      body: runBody,
      response: { status: 202, schema: runSchema },
      async handle({ params, body, principal }) {
        // What cannot be compared is refused now, and not by a job.
        await createComparison(options, asComparison(body));
        const runId = await requestRun(database, params.id, body, principal.id);
        wakeUps.notify('outbox');
        return { status: 202, body: await readRun(database, runId) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/evaluations/{id}/runs/{runId}',
      operationId: 'getEvaluationRun',
      summary: 'A run: how far it is, and what came of it',
      tag: 'evaluation',
      access: 'evaluations:read',
      params: runParams,
      response: { status: 200, schema: runSchema },
      handle: async ({ params }) => ({ status: 200, body: await readRun(database, params.runId, params.id) }),
    }),
    route({
      method: 'get',
      path: '/v1/evaluations/{id}/runs/{runId}/answers',
      operationId: 'listEvaluationAnswers',
      summary: 'Question by question, what answered it before and after; what gets worse comes first',
      tag: 'evaluation',
      access: 'evaluations:read',
      params: runParams,
      query: answerListQuery,
      response: { status: 200, schema: listOf(answerSchema) },
      async handle({ params, query }) {
        const run = await readRun(database, params.runId, params.id);
        return { status: 200, body: await listAnswers(database, run, query) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/evaluations/{id}/runs/{runId}/csv',
      operationId: 'exportEvaluationRun',
      summary: 'Question by question as CSV',
      tag: 'evaluation',
      access: 'evaluations:read',
      params: runParams,
      response: { status: 200, contentType: 'text/csv' },
      async handle({ params }) {
        const run = await readRun(database, params.runId, params.id);
        return { text: await runCsv(database, run), contentType: 'text/csv; charset=utf-8' };
      },
    }),
    route({
      method: 'post',
      path: '/v1/evaluations/{id}/runs/{runId}/cancel',
      operationId: 'cancelEvaluationRun',
      summary: 'End a run; what was answered stays',
      tag: 'evaluation',
      access: 'evaluations:run',
      params: runParams,
      response: { status: 200, schema: runSchema },
      handle: async ({ params }) => ({ status: 200, body: await cancelRun(database, params.id, params.runId) }),
    }),
    route({
      method: 'post',
      path: '/v1/evaluation-trials',
      operationId: 'tryQuestion',
      summary: 'Ask one question of what is in force, and of it with a change; nothing is kept',
      tag: 'evaluation',
      access: 'evaluations:run',
      body: trialBody,
      response: { status: 200, schema: trialSchema },
      async handle({ body }) {
        const compare = await createComparison(options, asComparison(body));
        const [expected = []] = await resolveExpected(database, [body], () => 'body');
        const { before, after } = await compare.ask(body);
        const row = {
          ordinal: 1,
          question_id: '',
          utterances: body.utterances,
          context: body.context,
          expected: [...expected],
          verdict: after && verdictOf(before.side, after.side, expected),
          before: before.side,
          after: after?.side ?? null,
        };
        const proposed = { changesetId: body.changesetId ?? null, proposalIds: body.proposalIds ?? null };
        const [answer] = await describeAnswers(database, proposed, [row]);
        const { asOf, knownAt } = compare.at;
        return {
          status: 200,
          body: {
            expected: answer?.expected ?? [],
            verdict: answer?.verdict ?? null,
            before: answer?.before ?? null,
            after: answer?.after ?? null,
            asOf: asOf.toISOString(),
            knownAt: knownAt.toISOString(),
          },
        };
      },
    }),
  ];
}

const asComparison = ({ changesetId, proposalIds, recipe, asOf, knownAt }: RunRequest) => ({
  changesetId: changesetId ?? null,
  proposalIds: proposalIds ?? null,
  recipe: recipe ?? null,
  asOf: asOf ?? null,
  knownAt: knownAt ?? null,
});

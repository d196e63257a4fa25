import { z } from 'zod';
import { DomainError } from '../../errors.ts';
import { idParams, listOf } from '../../http/lists.ts';
import { type Route, type RouteResult, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import type { CallRedaction } from '../calls/index.ts';
import { redactedContext } from '../guidance/index.ts';
import {
  changeEvaluation,
  createEvaluation,
  deleteEvaluation,
  evaluationBody,
  evaluationListQuery,
  evaluationSchema,
  listEvaluations,
  readEvaluation,
} from './evaluation-store.ts';
import { heardCallsQuery, heardCallsSchema, listHeardCalls } from './heard-calls.ts';
import { type GivenQuestion, givenQuestionSchema, mostQuestions, resolveExpected, utterancesOf } from './question.ts';
import {
  addQuestions,
  checkOrigins,
  listQuestions,
  type NewQuestion,
  questionListQuery,
  questionSchema,
  removeQuestion,
  replaceQuestion,
} from './question-store.ts';
import { readQuestionFile } from './read-question-file.ts';

const questionParams = z.strictObject({ id: z.string().min(1).max(100), questionId: z.string().min(1).max(100) });
const questionsBody = z.strictObject({ questions: z.array(givenQuestionSchema).min(1).max(mostQuestions) });
const importBody = z.strictObject({
  format: z.enum(['jsonl', 'csv']),
  /** What the file says. */
  text: z.string().min(1).max(3_500_000),
  /** In place of the questions that are there. */
  replace: z.boolean().default(false),
});

interface Options {
  readonly database: Database;
  readonly redaction: Pick<CallRedaction, 'redactOnce' | 'redactTalk'>;
}

/** Saved question sets and their questions. */
export function evaluationsRoutes({ database, redaction }: Options): readonly Route[] {
  const detail = async (id: string, status = 200): Promise<RouteResult> => {
    const evaluation = await readEvaluation(database, id);
    return { status, body: evaluation, etag: evaluation.etag };
  };
  const clean = (given: GivenQuestion, expected: readonly string[], origin?: 'file'): NewQuestion => {
    const utterances = utterancesOf(given);
    const texts = redaction.redactTalk(utterances.map(({ text }) => text));
    return {
      utterances: utterances.map(({ role }, n) => ({ role, text: texts[n] ?? '' })),
      context: redactedContext(given.context, redaction.redactOnce),
      expected,
      origin: origin ?? (given.gapId ? 'gap' : given.callId ? 'call' : 'typed'),
      gapId: given.gapId ?? null,
      callId: given.callId ?? null,
    };
  };
  const prepared = async (questions: readonly GivenQuestion[]): Promise<NewQuestion[]> => {
    await checkOrigins(database, {
      gapIds: questions.flatMap(({ gapId }) => gapId ?? []),
      callIds: questions.flatMap(({ callId }) => callId ?? []),
    });
    const expected = await resolveExpected(database, questions, (n) => `body.questions.${n}`);
    return questions.map((question, n) => clean(question, expected[n] ?? []));
  };

  return [
    route({
      method: 'get',
      path: '/v1/evaluations',
      operationId: 'listEvaluations',
      summary: 'Saved question sets',
      tag: 'evaluation',
      access: 'evaluations:read',
      query: evaluationListQuery,
      response: { status: 200, schema: listOf(evaluationSchema) },
      handle: async ({ query }) => ({ status: 200, body: await listEvaluations(database, query) }),
    }),
    route({
      method: 'post',
      path: '/v1/evaluations',
      operationId: 'createEvaluation',
      summary: 'Begin a question set',
      tag: 'evaluation',
      access: 'evaluations:write',
      idempotent: true,
      body: evaluationBody,
      response: { status: 201, schema: evaluationSchema },
      handle: async ({ body, principal }) => detail(await createEvaluation(database, body, principal.id), 201),
    }),
    route({
      method: 'get',
      path: '/v1/evaluations/{id}',
      operationId: 'getEvaluation',
      summary: 'A question set',
      tag: 'evaluation',
      access: 'evaluations:read',
      params: idParams,
      response: { status: 200, schema: evaluationSchema },
      handle: ({ params }) => detail(params.id),
    }),
    route({
      method: 'put',
      path: '/v1/evaluations/{id}',
      operationId: 'changeEvaluation',
      summary: 'Rename or describe a question set',
      tag: 'evaluation',
      access: 'evaluations:write',
      params: idParams,
      body: evaluationBody,
      ifMatch: true,
      response: { status: 200, schema: evaluationSchema },
      async handle({ params, body, ifMatch }) {
        await changeEvaluation(database, params.id, ifMatch, body);
        return detail(params.id);
      },
    }),
    route({
      method: 'delete',
      path: '/v1/evaluations/{id}',
      operationId: 'deleteEvaluation',
      summary: 'Delete a question set with its questions and runs',
      tag: 'evaluation',
      access: 'evaluations:write',
      params: idParams,
      ifMatch: true,
      response: { status: 204 },
      async handle({ params, ifMatch }) {
        await deleteEvaluation(database, params.id, ifMatch);
        return { status: 204 };
      },
    }),
    route({
      method: 'get',
      path: '/v1/evaluations/{id}/questions',
      operationId: 'listEvaluationQuestions',
      summary: 'The questions of a set, with the items that answer them',
      tag: 'evaluation',
      access: 'evaluations:read',
      params: idParams,
      query: questionListQuery,
      response: { status: 200, schema: listOf(questionSchema) },
      async handle({ params, query }) {
        await readEvaluation(database, params.id);
        return { status: 200, body: await listQuestions(database, params.id, query) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/evaluations/{id}/questions',
      operationId: 'addEvaluationQuestions',
      summary: 'Add questions, all or none; typed, or taken from gaps and calls',
      tag: 'evaluation',
      access: 'evaluations:write',
      params: idParams,
      body: questionsBody,
      ifMatch: true,
      response: { status: 200, schema: evaluationSchema },
      async handle({ params, body, ifMatch, principal }) {
        const questions = await prepared(body.questions);
        await addQuestions(database, params.id, ifMatch, questions, { replace: false, createdBy: principal.id });
        return detail(params.id);
      },
    }),
    route({
      method: 'post',
      path: '/v1/evaluations/{id}/import',
      operationId: 'importEvaluationQuestions',
      summary: 'Add the questions of a JSONL or CSV file, all or none; what is wrong is named by its line',
      tag: 'evaluation',
      access: 'evaluations:write',
      params: idParams,
      body: importBody,
      ifMatch: true,
      response: { status: 200, schema: evaluationSchema },
      async handle({ params, body, ifMatch, principal }) {
        const filed = readQuestionFile(body.format, body.text);
        const given = filed.map(({ question }) => question);
        if (given.some(({ gapId, callId }) => gapId !== undefined || callId !== undefined)) {
          throw new DomainError('invalid_request', 'A file names no gapId and no callId; take those over one by one');
        }
        const expected = await resolveExpected(database, given, (n) => `line ${filed[n]?.line ?? 0}`);
        const questions = given.map((question, n) => clean(question, expected[n] ?? [], 'file'));
        const { replace } = body;
        await addQuestions(database, params.id, ifMatch, questions, { replace, createdBy: principal.id });
        return detail(params.id);
      },
    }),
    route({
      method: 'get',
      path: '/v1/evaluation-calls',
      operationId: 'listEvaluationCalls',
      summary: 'The latest live calls with what was said in them, to take questions from',
      tag: 'evaluation',
      access: 'evaluations:write',
      query: heardCallsQuery,
      response: { status: 200, schema: heardCallsSchema },
      handle: async ({ query }) => ({ status: 200, body: await listHeardCalls(database, query.q) }),
    }),
    route({
      method: 'put',
      path: '/v1/evaluations/{id}/questions/{questionId}',
      operationId: 'changeEvaluationQuestion',
      summary: 'Put a question in the place of another; runs that asked the old one keep it',
      tag: 'evaluation',
      access: 'evaluations:write',
      params: questionParams,
      body: givenQuestionSchema,
      ifMatch: true,
      response: { status: 200, schema: evaluationSchema },
      async handle({ params, body, ifMatch, principal }) {
        const [question] = await prepared([body]);
        if (!question) throw new Error('one question was given');
        const where = { evaluationId: params.id, questionId: params.questionId, etag: ifMatch };
        await replaceQuestion(database, where, question, principal.id);
        return detail(params.id);
      },
    }),
    route({
      method: 'delete',
      path: '/v1/evaluations/{id}/questions/{questionId}',
      operationId: 'removeEvaluationQuestion',
      summary: 'Take a question out of its set',
      tag: 'evaluation',
      access: 'evaluations:write',
      params: questionParams,
      ifMatch: true,
      response: { status: 200, schema: evaluationSchema },
      async handle({ params, ifMatch }) {
        await removeQuestion(database, { evaluationId: params.id, questionId: params.questionId, etag: ifMatch });
        return detail(params.id);
      },
    }),
  ];
}

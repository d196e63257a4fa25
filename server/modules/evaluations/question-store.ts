import { z } from 'zod';
import { type CallContext, callContextSchema, newId } from '../../../graph-schema/index.ts';
import { DomainError, notFound } from '../../errors.ts';
import { instant, likeText, listQuery } from '../../http/lists.ts';
import type { Database, Executor } from '../../ports/database.ts';
import { touchEvaluation } from './evaluation-store.ts';
import { labelsOf, namedItemSchema } from './item-labels.ts';
import { mostQuestions, type Utterance, utteranceSchema } from './question.ts';

export const questionSchema = z.object({
  id: z.string(),
  ordinal: z.int(),
  utterances: z.array(utteranceSchema),
  context: callContextSchema,
  /** Any of these answers it rightly; empty: nothing relevant is expected. */
  expected: z.array(namedItemSchema),
  origin: z.enum(['typed', 'file', 'gap', 'call']),
  gapId: z.string().nullable(),
  callId: z.string().nullable(),
  createdAt: instant,
});
export type Question = z.infer<typeof questionSchema>;
export const questionListQuery = listQuery(['ordinal'], {});

/** A question that is ready to be stored: redacted, its items known by id. */
export interface NewQuestion {
  readonly utterances: readonly Utterance[];
  readonly context: CallContext;
  readonly expected: readonly string[];
  readonly origin: Question['origin'];
  readonly gapId: string | null;
  readonly callId: string | null;
}

interface Row {
  id: string;
  ordinal: number;
  utterances: Utterance[];
  context: CallContext;
  expected: string[];
  origin: Question['origin'];
  gap_id: string | null;
  call_id: string | null;
  created_at: Date;
}

export async function listQuestions(
  executor: Executor,
  evaluationId: string,
  query: z.output<typeof questionListQuery>,
): Promise<{ readonly items: readonly Question[]; readonly total: number }> {
  const params = [evaluationId, query.q === undefined ? null : likeText(query.q)];
  const where =
    "evaluation_id = $1 and removed_at is null and ($2::text is null or utterances::text ilike '%' || $2 || '%')";
  const total = await executor.query<{ total: number }>(
    `select count(*)::int as total from evaluation_questions where ${where}`,
    params,
  );
  const page = await executor.query<Row>(
    `select id, ordinal, utterances, context, expected, origin, gap_id, call_id, created_at from evaluation_questions
      where ${where} order by ordinal ${query.order} limit ${query.perPage} offset ${(query.page - 1) * query.perPage}`,
    params,
  );
  const named = await labelsOf(
    executor,
    page.rows.flatMap(({ expected }) => expected),
  );
  const items = page.rows.map(({ gap_id, call_id, created_at, expected, ...row }) => ({
    ...row,
    expected: expected.map(named),
    gapId: gap_id,
    callId: call_id,
    createdAt: created_at.toISOString(),
  }));
  return { items, total: total.rows[0]?.total ?? 0 };
}

/** Adds questions behind those that are there, or in their place. */
export async function addQuestions(
  database: Database,
  evaluationId: string,
  etag: number,
  questions: readonly NewQuestion[],
  { replace, createdBy }: { readonly replace: boolean; readonly createdBy: string },
): Promise<void> {
  await database.transaction(async (tx) => {
    await touchEvaluation(tx, evaluationId, etag);
    if (replace) {
      await tx.query(
        'update evaluation_questions set removed_at = now() where evaluation_id = $1 and removed_at is null',
        [evaluationId],
      );
    }
    const last = await tx.query<{ count: number; last: number }>(
      `select count(*) filter (where removed_at is null)::int as count, coalesce(max(ordinal), 0) as last
         from evaluation_questions where evaluation_id = $1`,
      [evaluationId],
    );
    const { count = 0, last: after = 0 } = last.rows[0] ?? {};
    if (count + questions.length > mostQuestions) {
      throw new DomainError('too_large', `A set holds ${mostQuestions} questions at most; begin another one`);
    }
    await insertQuestions(tx, evaluationId, after + 1, questions, createdBy);
  });
}

/** Puts a question in the place of another; runs that asked the old one keep it. */
export async function replaceQuestion(
  database: Database,
  where: { readonly evaluationId: string; readonly questionId: string; readonly etag: number },
  question: NewQuestion,
  createdBy: string,
): Promise<void> {
  await database.transaction(async (tx) => {
    await touchEvaluation(tx, where.evaluationId, where.etag);
    const ordinal = await removeOne(tx, where.evaluationId, where.questionId);
    await insertQuestions(tx, where.evaluationId, ordinal, [question], createdBy);
  });
}

export async function removeQuestion(
  database: Database,
  {
    evaluationId,
    questionId,
    etag,
  }: { readonly evaluationId: string; readonly questionId: string; readonly etag: number },
): Promise<void> {
  await database.transaction(async (tx) => {
    await touchEvaluation(tx, evaluationId, etag);
    await removeOne(tx, evaluationId, questionId);
  });
}

async function removeOne(tx: Executor, evaluationId: string, questionId: string): Promise<number> {
  const removed = await tx.query<{ ordinal: number }>(
    `update evaluation_questions set removed_at = now() where evaluation_id = $1 and id = $2 and removed_at is null
      returning ordinal`,
    [evaluationId, questionId],
  );
  const row = removed.rows[0];
  if (!row) throw notFound('question', questionId);
  return row.ordinal;
}

async function insertQuestions(
  tx: Executor,
  evaluationId: string,
  first: number,
  questions: readonly NewQuestion[],
  createdBy: string,
): Promise<void> {
  const rows = questions.map(({ gapId, callId, ...question }, n) => ({
    ...question,
    id: newId('evaluationQuestion'),
    ordinal: first + n,
    gap: gapId,
    call: callId,
  }));
  await tx.query(
    `insert into evaluation_questions (id, evaluation_id, ordinal, utterances, context, expected, origin, gap_id, call_id, created_by)
     select r.id, $1, r.ordinal, r.utterances, r.context, array(select jsonb_array_elements_text(r.expected)), r.origin,
            r.gap, r.call, $3
       from jsonb_to_recordset($2::jsonb) as r (id text, ordinal int, utterances jsonb, context jsonb, expected jsonb,
            origin text, gap text, call text)`,
    [evaluationId, JSON.stringify(rows), createdBy],
  );
}

/** Refuses gaps and calls that are not there, or that were erased. */
export async function checkOrigins(
  executor: Executor,
  { gapIds, callIds }: { readonly gapIds: readonly string[]; readonly callIds: readonly string[] },
): Promise<void> {
  const { rows } = await executor.query<{ id: string }>(
    `select id from gaps where id = any($1) union all select id from calls where id = any($2) and erased_at is null`,
    [gapIds, callIds],
  );
  const known = new Set(rows.map(({ id }) => id));
  for (const id of gapIds) if (!known.has(id)) throw notFound('gap', id);
  for (const id of callIds) if (!known.has(id)) throw notFound('call', id);
}

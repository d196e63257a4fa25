import { z } from 'zod';
import { instantSchema, newId } from '../../../graph-schema/index.ts';
import { DomainError, notFound } from '../../errors.ts';
import { instant, pageFields } from '../../http/lists.ts';
import { enqueueJob } from '../../jobs/outbox-relay.ts';
import { readPage } from '../../paging/read-page.ts';
import type { Database, Executor } from '../../ports/database.ts';
import { recipeNames } from '../retrieval/index.ts';
import type { AnswerSide, Verdict } from './answer-side.ts';
import { type Answered, type RunSummary, summarise } from './summary.ts';

export const evaluationQueue = 'evaluation';

export const recipeSchema = z.strictObject({ collectionId: z.string().min(1).max(300), recipe: z.enum(recipeNames) });
/** What to compare what is in force with; nothing: only that is asked. */
const comparisonFields = {
  changesetId: z.string().min(1).max(100).optional(),
  proposalIds: z.array(z.string().min(1).max(100)).min(1).max(500).optional(),
  /** Search one collection by another recipe. */
  recipe: recipeSchema.optional(),
  /** When versions must hold in the world; absent: when the changeset takes effect, else now. */
  asOf: instantSchema.optional(),
  /** What had been decided by then; absent: now. */
  knownAt: instantSchema.optional(),
};

/** The body of what compares, with fields of its own. */
export function comparisonBody<F extends z.ZodRawShape>(fields: F) {
  return z.strictObject({ ...comparisonFields, ...fields }).superRefine((body, issues) => {
    const { changesetId, proposalIds, knownAt } = body as z.output<typeof comparisonShape>;
    const refuse = (path: string, message: string) => issues.addIssue({ code: 'custom', path: [path], message });
    if (changesetId !== undefined && proposalIds !== undefined) {
      refuse('proposalIds', 'name a changeset or proposals, not both');
    }
    if (knownAt !== undefined && (changesetId !== undefined || proposalIds !== undefined)) {
      refuse('knownAt', 'what is not decided yet was known at no time; leave knownAt out');
    }
  });
}
const comparisonShape = z.strictObject(comparisonFields);
export const runBody = comparisonBody({});
export type RunRequest = z.output<typeof comparisonShape>;

const share = z.number();
const interval = z.tuple([share, share]);
const atThreshold = { threshold: z.number(), coverage: share, precision: share, falseAnswers: share };
const sideSchema = z.object({
  recall: z.object({ 1: share, 5: share, 10: share, 20: share }).nullable(),
  mrr10: share.nullable(),
  ci95: z.object({ recall10: interval, mrr10: interval }).nullable(),
  grades: z.object({ wrong: z.int(), silent: z.int(), beside: z.int(), right: z.int() }),
  abstained: share.nullable(),
  withoutMeaning: z.int(),
  thresholds: z.array(z.object(atThreshold)),
  suggested: z.object({ ...atThreshold, chosenOn: z.int(), checkedOn: z.int() }).nullable(),
});
const summarySchema = z.object({
  questions: z.int(),
  expecting: z.int(),
  before: sideSchema,
  after: sideSchema.nullable(),
  verdicts: z.object({ better: z.int(), worse: z.int(), changed: z.int(), same: z.int() }).nullable(),
});
export const runSchema = z.object({
  id: z.string(),
  evaluationId: z.string(),
  status: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  changesetId: z.string().nullable(),
  proposalIds: z.array(z.string()).nullable(),
  recipe: recipeSchema.nullable(),
  asOf: instant.nullable(),
  knownAt: instant.nullable(),
  /** The times that were used. */
  usedAsOf: instant.nullable(),
  usedKnownAt: instant.nullable(),
  position: z.int().nullable(),
  questions: z.int(),
  answered: z.int(),
  summary: summarySchema.nullable(),
  /** Why it failed. */
  error: z.string().nullable(),
  requestedBy: z.string(),
  createdAt: instant,
  endedAt: instant.nullable(),
});
export type Run = z.infer<typeof runSchema>;
export const runListQuery = z.strictObject(pageFields(25));

interface Row {
  id: string;
  evaluation_id: string;
  status: Run['status'];
  changeset_id: string | null;
  proposal_ids: string[] | null;
  recipe: Run['recipe'];
  as_of: Date | null;
  known_at: Date | null;
  used_as_of: Date | null;
  used_known_at: Date | null;
  position: number | null;
  questions: number;
  answered: number;
  summary: Run['summary'];
  error: string | null;
  requested_by: string;
  created_at: Date;
  ended_at: Date | null;
}

const iso = (at: Date | null) => at?.toISOString() ?? null;
const toRun = (row: Row): Run => ({
  id: row.id,
  evaluationId: row.evaluation_id,
  status: row.status,
  changesetId: row.changeset_id,
  proposalIds: row.proposal_ids,
  recipe: row.recipe,
  asOf: iso(row.as_of),
  knownAt: iso(row.known_at),
  usedAsOf: iso(row.used_as_of),
  usedKnownAt: iso(row.used_known_at),
  position: row.position === null ? null : Number(row.position),
  questions: row.questions,
  answered: row.answered,
  summary: row.summary,
  error: row.error,
  requestedBy: row.requested_by,
  createdAt: row.created_at.toISOString(),
  endedAt: iso(row.ended_at),
});

export async function listRuns(executor: Executor, evaluationId: string, query: z.output<typeof runListQuery>) {
  const { rows, total } = await readPage<Row>(
    executor,
    { ...query, order: 'desc' },
    {
      columns: '*',
      from: 'evaluation_runs',
      where: 'evaluation_id = $1',
      params: [evaluationId],
      key: 'id',
      sort: 'created_at',
    },
  );
  return { items: rows.map(toRun), total };
}

export async function readRun(executor: Executor, runId: string, evaluationId?: string): Promise<Run> {
  const found = await executor.query<Row>(
    'select * from evaluation_runs where id = $1 and ($2::text is null or evaluation_id = $2)',
    [runId, evaluationId ?? null],
  );
  const row = found.rows[0];
  if (!row) throw notFound('run', runId);
  return toRun(row);
}

/** Asks for a run of the questions as they are now. Notify 'outbox' after it. Throws `wrong_state` for an empty set. */
export async function requestRun(
  database: Database,
  evaluationId: string,
  request: RunRequest,
  requestedBy: string,
): Promise<string> {
  const id = newId('evaluationRun');
  return database.transaction(async (tx) => {
    const found = await tx.query('select from evaluations where id = $1 for share', [evaluationId]);
    if (found.rowCount === 0) throw notFound('question set', evaluationId);
    await tx.query(
      `insert into evaluation_runs (id, evaluation_id, status, changeset_id, proposal_ids, recipe, as_of, known_at, questions, requested_by)
       values ($1, $2, 'queued', $3, $4, $5::jsonb, $6, $7, 0, $8)`,
      [
        id,
        evaluationId,
        request.changesetId ?? null,
        request.proposalIds ?? null,
        request.recipe ? JSON.stringify(request.recipe) : null,
        request.asOf ?? null,
        request.knownAt ?? null,
        requestedBy,
      ],
    );
    const asked = await tx.query(
      `insert into evaluation_answers (run_id, ordinal, question_id)
       select $1, row_number() over (order by ordinal), id from evaluation_questions where evaluation_id = $2 and removed_at is null`,
      [id, evaluationId],
    );
    if (asked.rowCount === 0) {
      throw new DomainError('wrong_state', 'This set holds no question yet; add some, then run it');
    }
    await tx.query('update evaluation_runs set questions = $2 where id = $1', [id, asked.rowCount]);
    await enqueueJob(tx, evaluationQueue, { runId: id });
    return id;
  });
}

/** Ends a run after the questions that it is at; what was answered stays. Cancelling again changes nothing. */
export async function cancelRun(database: Database, evaluationId: string, runId: string): Promise<Run> {
  await database.query(
    `update evaluation_runs set status = 'cancelled', ended_at = now()
      where id = $1 and evaluation_id = $2 and status in ('queued', 'running')`,
    [runId, evaluationId],
  );
  const run = await readRun(database, runId, evaluationId);
  if (run.status !== 'cancelled') {
    throw new DomainError('wrong_state', `This run has ended already (${run.status}); there is nothing to cancel`);
  }
  return run;
}

/** Ends a run with what its answers come to; one that was cancelled meanwhile stays so, with what it has. */
export async function endRun(database: Database, runId: string): Promise<void> {
  const { rows } = await database.query<{
    ordinal: number;
    expected: string[];
    before: AnswerSide;
    after: AnswerSide | null;
    verdict: Verdict | null;
  }>(
    `select a.ordinal, q.expected, a.before, a.after, a.verdict from evaluation_answers a
       join evaluation_questions q on q.id = a.question_id
      where a.run_id = $1 and a.before is not null order by a.ordinal`,
    [runId],
  );
  const answers: readonly Answered[] = rows;
  const summary: RunSummary = summarise(answers);
  await database.query(
    `update evaluation_runs set summary = $2::jsonb, status = case when status = 'running' then 'done' else status end,
            ended_at = coalesce(ended_at, now()) where id = $1`,
    [runId, JSON.stringify(summary)],
  );
}

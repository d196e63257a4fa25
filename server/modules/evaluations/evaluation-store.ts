import { z } from 'zod';
import { languages, newId } from '../../../graph-schema/index.ts';
import { DomainError, notFound } from '../../errors.ts';
import { instant, likeText, listQuery } from '../../http/lists.ts';
import { type Database, DatabaseError, type Executor } from '../../ports/database.ts';

export const evaluationBody = z.strictObject({
  name: z.string().trim().min(1).max(200),
  description: z.string().trim().max(2_000).default(''),
  language: languages.schema.nullable().default(null),
});

export const evaluationSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  language: languages.schema.nullable(),
  questions: z.int(),
  etag: z.int(),
  createdBy: z.string(),
  createdAt: instant,
  updatedAt: instant,
  /** The last run that was asked for. */
  lastRun: z.object({ id: z.string(), status: z.string(), createdAt: instant }).nullable(),
});
export type Evaluation = z.infer<typeof evaluationSchema>;
export const evaluationListQuery = listQuery(['updatedAt', 'name', 'createdAt'], {});

interface Row {
  id: string;
  name: string;
  description: string;
  language: Evaluation['language'];
  questions: number;
  etag: number;
  created_by: string;
  created_at: Date;
  updated_at: Date;
  last_run: { id: string; status: string; createdAt: string } | null;
}

const select = `select e.id, e.name, e.description, e.language, e.etag, e.created_by, e.created_at, e.updated_at,
    (select count(*)::int from evaluation_questions q where q.evaluation_id = e.id and q.removed_at is null) as questions,
    (select jsonb_build_object('id', r.id, 'status', r.status, 'createdAt', r.created_at) from evaluation_runs r
      where r.evaluation_id = e.id order by r.created_at desc, r.id desc limit 1) as last_run
  from evaluations e`;

const toEvaluation = ({ created_by, created_at, updated_at, last_run, ...row }: Row): Evaluation => ({
  ...row,
  createdBy: created_by,
  createdAt: created_at.toISOString(),
  updatedAt: updated_at.toISOString(),
  lastRun: last_run && { ...last_run, createdAt: new Date(last_run.createdAt).toISOString() },
});

const sortColumns = { updatedAt: 'e.updated_at', name: 'e.name', createdAt: 'e.created_at' } as const;

export async function listEvaluations(executor: Executor, query: z.output<typeof evaluationListQuery>) {
  const params = [query.q === undefined ? null : likeText(query.q)];
  const where = "($1::text is null or e.name ilike '%' || $1 || '%')";
  const total = await executor.query<{ total: number }>(
    `select count(*)::int as total from evaluations e where ${where}`,
    params,
  );
  const page = await executor.query<Row>(
    `${select} where ${where} order by ${sortColumns[query.sort]} ${query.order}, e.id ${query.order}
      limit ${query.perPage} offset ${(query.page - 1) * query.perPage}`,
    params,
  );
  return { items: page.rows.map(toEvaluation), total: total.rows[0]?.total ?? 0 };
}

export async function readEvaluation(executor: Executor, id: string): Promise<Evaluation> {
  const found = await executor.query<Row>(`${select} where e.id = $1`, [id]);
  const row = found.rows[0];
  if (!row) throw notFound('question set', id);
  return toEvaluation(row);
}

/** A name that another set has is refused (`conflict`). */
export async function createEvaluation(
  executor: Executor,
  { name, description, language }: z.output<typeof evaluationBody>,
  createdBy: string,
): Promise<string> {
  const id = newId('evaluation');
  await unlessNamed(name, () =>
    executor.query(
      'insert into evaluations (id, name, description, language, created_by) values ($1, $2, $3, $4, $5)',
      [id, name, description, language, createdBy],
    ),
  );
  return id;
}

export async function changeEvaluation(
  database: Database,
  id: string,
  etag: number,
  { name, description, language }: z.output<typeof evaluationBody>,
): Promise<void> {
  await unlessNamed(name, () =>
    database.transaction(async (tx) => {
      await touchEvaluation(tx, id, etag);
      await tx.query('update evaluations set name = $2, description = $3, language = $4 where id = $1', [
        id,
        name,
        description,
        language,
      ]);
    }),
  );
}

/** With its questions and runs. */
export async function deleteEvaluation(database: Database, id: string, etag: number): Promise<void> {
  await database.transaction(async (tx) => {
    await touchEvaluation(tx, id, etag);
    await tx.query('delete from evaluations where id = $1', [id]);
  });
}

/** Counts a change of a set and locks it; refuses (`etag_mismatch`) when it is not the one that the client saw. */
export async function touchEvaluation(tx: Executor, id: string, etag: number): Promise<void> {
  const locked = await tx.query<{ etag: number }>('select etag from evaluations where id = $1 for update', [id]);
  const row = locked.rows[0];
  if (!row) throw notFound('question set', id);
  if (row.etag !== etag) {
    throw new DomainError('etag_mismatch', 'These questions were changed since you read them; read them again', {
      current: { etag: row.etag },
    });
  }
  await tx.query('update evaluations set etag = etag + 1, updated_at = now() where id = $1', [id]);
}

async function unlessNamed(name: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== '23505') throw error;
    throw new DomainError(
      'conflict',
      `There is a question set called "${name}" already; give this one another name`,
      {},
      {
        cause: error,
      },
    );
  }
}

import { z } from 'zod';
import { DomainError, notFound } from '../../errors.ts';
import { instant, listQuery } from '../../http/lists.ts';
import type { Database, Executor } from '../../ports/database.ts';
import { appendAudit } from '../../publishing/index.ts';

export const setAsideDecisionSchema = z.object({
  /** `projection:position` */
  id: z.string(),
  projection: z.string(),
  position: z.int(),
  error: z.string(),
  attempts: z.int(),
  setAsideAt: instant,
});

export const setAsideDecisionListQuery = listQuery(['setAsideAt', 'position'], {
  projection: z.string().max(300).optional(),
});

/** `elsewhere`: another process keeps that projection. */
export type ReplayOutcome = 'taken_in' | 'still_set_aside' | 'elsewhere';
/** Has a projection of this process try a decision again that it set aside. */
export type ReplayDecision = (projection: string, position: number) => Promise<ReplayOutcome>;

interface Row {
  readonly projection: string;
  readonly position: number;
  readonly error: string;
  readonly attempts: number;
  readonly set_aside_at: Date;
}

const sortColumns = { setAsideAt: 'set_aside_at', position: 'position' } as const;

export async function listSetAsideDecisions(executor: Executor, query: z.output<typeof setAsideDecisionListQuery>) {
  const params = [query.projection ?? null];
  const where = '($1::text is null or projection = $1)';
  const total = await executor.query<{ total: number }>(
    `select count(*)::int as total from set_aside_decisions where ${where}`,
    params,
  );
  const page = await executor.query<Row>(
    `select projection, position, error, attempts, set_aside_at from set_aside_decisions where ${where}
      order by ${sortColumns[query.sort]} ${query.order}, projection, position
      limit ${query.perPage} offset ${(query.page - 1) * query.perPage}`,
    params,
  );
  const items = page.rows.map(({ set_aside_at, ...row }) => ({
    ...row,
    id: `${row.projection}:${row.position}`,
    position: Number(row.position),
    setAsideAt: set_aside_at.toISOString(),
  }));
  return { items, total: total.rows[0]?.total ?? 0 };
}

export async function countSetAsideDecisions(executor: Executor): Promise<number> {
  const { rows } = await executor.query<{ total: number }>('select count(*)::int as total from set_aside_decisions');
  return rows[0]?.total ?? 0;
}

/** Tries a decision again that a projection set aside; says whether it is taken in now. */
export async function replaySetAsideDecision(
  database: Database,
  replay: ReplayDecision,
  at: { readonly projection: string; readonly position: number },
  actor: string,
): Promise<{ readonly takenIn: boolean }> {
  const { projection, position } = at;
  const found = await database.query('select from set_aside_decisions where projection = $1 and position = $2', [
    projection,
    position,
  ]);
  if (found.rowCount === 0) throw notFound('decision that was set aside', `${projection}/${position}`);
  const outcome = await replay(projection, position);
  if (outcome === 'elsewhere') {
    throw new DomainError(
      'wrong_state',
      `Another process keeps the projection ${projection} and tries again by itself; ask that one, or wait`,
    );
  }
  const takenIn = outcome === 'taken_in';
  await database.transaction((tx) =>
    appendAudit(tx, {
      actor,
      action: 'decision.replay',
      subject: `decision:${position}`,
      details: { projection, takenIn },
    }),
  );
  return { takenIn };
}

import { z } from 'zod';
import { type CallContext, type Language, newId } from '../../../graph-schema/index.ts';
import { instant, likeText, listQuery } from '../../http/lists.ts';
import { readPage } from '../../paging/read-page.ts';
import type { Executor } from '../../ports/database.ts';

export const gapSchema = z.object({
  id: z.string(),
  /** What nothing answered, redacted. */
  question: z.string(),
  callId: z.string().nullable(),
  language: z.string().nullable(),
  status: z.enum(['open', 'closed']),
  createdAt: instant,
});

export const gapListQuery = listQuery(['createdAt'], { status: z.enum(['open', 'closed']).optional() });

interface Gap {
  readonly question: string;
  readonly callId: string | null;
  readonly language: Language | null;
  readonly context: CallContext;
}

/** Records a question that nothing answered; returns the gap's id. */
export async function recordGap(executor: Executor, gap: Gap): Promise<string> {
  const id = newId('gap');
  await executor.query(
    'insert into gaps (id, question, call_id, language, context) values ($1, $2, $3, $4, $5::jsonb)',
    [id, gap.question, gap.callId, gap.language, JSON.stringify(gap.context)],
  );
  return id;
}

export async function listGaps(executor: Executor, query: z.output<typeof gapListQuery>) {
  const params = [query.status ?? null, query.q === undefined ? null : likeText(query.q)];
  const where = "($1::text is null or status = $1) and ($2::text is null or question ilike '%' || $2 || '%')";
  const { rows, total } = await readPage<{
    id: string;
    question: string;
    call_id: string | null;
    language: string | null;
    status: 'open' | 'closed';
    created_at: Date;
  }>(executor, query, {
    columns: 'id, question, call_id, language, status, created_at',
    from: 'gaps',
    where,
    params,
    key: 'id',
    sort: 'created_at',
  });
  const items = rows.map(({ call_id, created_at, ...row }) => ({
    ...row,
    callId: call_id,
    createdAt: created_at.toISOString(),
  }));
  return { items, total };
}

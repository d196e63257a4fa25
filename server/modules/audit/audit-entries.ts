import { z } from 'zod';
import { instantSchema } from '../../../graph-schema/index.ts';
import { instant, likeText, listQuery } from '../../http/lists.ts';
import { readPage } from '../../paging/read-page.ts';
import type { Executor, SqlValue } from '../../ports/database.ts';

export const auditEntrySchema = z.object({
  id: z.int(),
  seq: z.int(),
  at: instant,
  actor: z.string(),
  actorName: z.string(),
  action: z.string(),
  subject: z.string(),
  position: z.int().nullable(),
  details: z.record(z.string(), z.unknown()),
  hash: z.string(),
});
export type AuditEntryView = z.infer<typeof auditEntrySchema>;

export const auditFilters = {
  /** A person's id, or words of their name. */
  actor: z.string().trim().min(1).max(100).optional(),
  /** How the action begins: `item.` for all decisions on items. */
  action: z.string().trim().min(1).max(100).optional(),
  /** The record that it was about, by its id. */
  subject: z.string().trim().min(1).max(200).optional(),
  from: instantSchema.optional(),
  /** Exclusive. */
  to: instantSchema.optional(),
  /** The entry of that number alone. */
  seq: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
};
export const auditListQuery = listQuery(['seq'], auditFilters);
export const auditFilterQuery = z.strictObject({ ...auditFilters, q: z.string().trim().min(1).max(200).optional() });
export type AuditFilter = z.output<typeof auditFilterQuery>;

interface Row {
  seq: number;
  at: Date;
  actor: string;
  actor_name: string;
  action: string;
  subject: string;
  position: number | null;
  details: Record<string, unknown>;
  previous: string;
  hash: string;
}

const tables = 'audit_log a left join users u on u.id = a.actor';
const from = `from ${tables}`;
const where = `($1::text is null or a.actor = $1 or u.display_name ilike '%' || $2 || '%')
  and ($3::text is null or a.action like $3 || '%')
  and ($4::text is null or a.subject = $4)
  and ($5::timestamptz is null or a.at >= $5) and ($6::timestamptz is null or a.at < $6)
  and ($7::bigint is null or a.seq = $7)
  and ($8::text is null or a.subject ilike '%' || $8 || '%' or a.action ilike '%' || $8 || '%'
       or a.details::text ilike '%' || $8 || '%' or a.hash like lower($8) || '%' or u.display_name ilike '%' || $8 || '%')`;

function paramsOf({ actor, action, subject, from: since, to, seq, q }: AuditFilter): readonly SqlValue[] {
  return [
    actor ?? null,
    actor === undefined ? null : likeText(actor),
    action === undefined ? null : likeText(action),
    subject ?? null,
    since ?? null,
    to ?? null,
    seq ?? null,
    q === undefined ? null : likeText(q),
  ];
}

/** One page of the log, by `q` in ids, actions, details and names. */
export async function listAudit(executor: Executor, query: z.output<typeof auditListQuery>) {
  const { sort: _, order, page, perPage, ...filter } = query;
  const { rows, total } = await readPage<Row>(
    executor,
    { order, page, perPage },
    {
      columns: 'a.*, coalesce(u.display_name, a.actor) as actor_name',
      from: tables,
      where,
      params: paramsOf(filter),
      key: 'a.seq',
    },
  );
  return { items: rows.map(viewOf), total };
}

/** The entries up to one of them, in their order and page by page, with the hash that each follows. */
export async function* auditPages(
  executor: Executor,
  filter: AuditFilter,
  lastSeq: number,
  pageSize: number,
): AsyncGenerator<readonly (AuditEntryView & { readonly previous: string })[]> {
  for (let after = 0; ; ) {
    const { rows } = await executor.query<Row>(
      `select a.*, coalesce(u.display_name, a.actor) as actor_name ${from}
        where ${where} and a.seq > $9 and a.seq <= $10 order by a.seq limit $11`,
      [...paramsOf(filter), after, lastSeq, pageSize],
    );
    yield rows.map((row) => ({ ...viewOf(row), previous: row.previous }));
    if (rows.length < pageSize) return;
    after = Number(rows.at(-1)?.seq);
  }
}

/** The entries of those numbers. */
export async function entriesOf(executor: Executor, seqs: readonly number[]): Promise<readonly AuditEntryView[]> {
  if (seqs.length === 0) return [];
  const { rows } = await executor.query<Row>(
    `select a.*, coalesce(u.display_name, a.actor) as actor_name ${from} where a.seq = any($1::bigint[])`,
    [seqs],
  );
  return rows.map(viewOf);
}

function viewOf(row: Row): AuditEntryView {
  return {
    id: Number(row.seq),
    seq: Number(row.seq),
    at: row.at.toISOString(),
    actor: row.actor,
    actorName: row.actor_name,
    action: row.action,
    subject: row.subject,
    position: row.position === null ? null : Number(row.position),
    details: row.details,
    hash: row.hash,
  };
}

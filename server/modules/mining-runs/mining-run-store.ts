import { z } from 'zod';
import { notFound } from '../../errors.ts';
import { instant, listQuery } from '../../http/lists.ts';
import type { Executor } from '../../ports/database.ts';
import { unfinished } from '../proposals/index.ts';
import { miningReportSchema } from './mining-report.ts';
import { miningEvents, miningOptionsSchema } from './mining-run-rows.ts';

export const miningStatuses = ['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled'] as const;

export const miningRunSchema = z.object({
  id: z.string(),
  collectionId: z.string(),
  status: z.enum(miningStatuses),
  /** Nothing is proposed or kept but the report. */
  dryRun: z.boolean(),
  options: z.object({ fineness: miningOptionsSchema.shape.fineness.unwrap(), since: instant.nullable() }),
  startedBy: z.string(),
  startedByName: z.string(),
  /** 0..100. */
  percent: z.number(),
  /** An estimate; null where there is too little to tell by, and while it does not run. */
  remainingSeconds: z.number().nullable(),
  proposals: z.int(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  error: z.string().nullable(),
  /** Null until it succeeded, and again when a call that it rests on was erased. */
  report: miningReportSchema.nullable(),
});
export type MiningRunView = z.infer<typeof miningRunSchema>;

export const miningLogSchema = z.object({
  id: z.string(),
  at: instant,
  event: z.enum(miningEvents),
  data: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
});

export const miningListQuery = listQuery(['createdAt'], { status: z.enum(miningStatuses).optional() });

interface Row {
  id: string;
  collection_id: string;
  status: MiningRunView['status'];
  dry_run: boolean;
  options: unknown;
  started_by: string;
  started_by_name: string;
  share: number;
  mining_for: number | null;
  proposals: number;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  error: string | null;
  report: unknown;
}

const status = `case when m.paused_at is not null and r.status = 'queued' then 'paused' else r.status end`;
const columns = `r.id, r.collection_id, ${status} as status, coalesce((r.options ->> 'dryRun')::boolean, false) as dry_run,
  m.options, r.started_by, coalesce(u.display_name, r.started_by) as started_by_name,
  coalesce((r.progress ->> 'mining')::float8, 0) as share,
  extract(epoch from now() - (r.progress ->> 'miningSince')::timestamptz)::float8 as mining_for,
  (select count(*)::int from proposals p where p.run_id = r.id and p.content_hash <> '${unfinished}') as proposals,
  r.created_at, r.started_at, r.finished_at, r.error, m.report`;
const tables = 'mining_runs m join ingest_runs r on r.id = m.run_id left join users u on u.id = r.started_by';

const soonest = 3;
const leastShare = 0.03;

/** Seconds that are left at the pace so far; null while there is too little to tell by. */
export function miningSecondsLeft(miningFor: number | null, share: number): number | null {
  if (miningFor === null || miningFor < soonest || share < leastShare) return null;
  const left = (miningFor * (1 - share)) / share;
  const step = left > 600 ? 60 : left > 60 ? 10 : 1;
  return Math.max(1, Math.ceil(left / step) * step);
}

function toView(row: Row): MiningRunView {
  return {
    id: row.id,
    collectionId: row.collection_id,
    status: row.status,
    dryRun: row.dry_run,
    options: miningOptionsSchema.parse(row.options),
    startedBy: row.started_by,
    startedByName: row.started_by_name,
    percent: row.status === 'succeeded' ? 100 : Math.min(99, Math.round(row.share * 100)),
    remainingSeconds: row.status === 'running' ? miningSecondsLeft(row.mining_for, row.share) : null,
    proposals: row.proposals,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    error: row.error,
    report: row.report === null ? null : miningReportSchema.parse(row.report),
  };
}

export async function readMiningRun(executor: Executor, id: string): Promise<MiningRunView> {
  const found = await executor.query<Row>(`select ${columns} from ${tables} where m.run_id = $1`, [id]);
  const row = found.rows[0];
  if (!row) throw notFound('mining run', id);
  return toView(row);
}

export async function listMiningRuns(executor: Executor, query: z.output<typeof miningListQuery>) {
  const only = `$1::text is null or ${status} = $1`;
  const total = await executor.query<{ total: number }>(`select count(*)::int as total from ${tables} where ${only}`, [
    query.status ?? null,
  ]);
  const page = await executor.query<Row>(
    `select ${columns} from ${tables} where ${only}
      order by r.created_at ${query.order}, r.id ${query.order} limit ${query.perPage} offset ${(query.page - 1) * query.perPage}`,
    [query.status ?? null],
  );
  return { items: page.rows.map(toView), total: total.rows[0]?.total ?? 0 };
}

const mostLines = 1_000;

/** The log of a run from its beginning. */
export async function readMiningLog(executor: Executor, id: string) {
  await readMiningRun(executor, id);
  const found = await executor.query<{
    seq: string;
    at: Date;
    event: z.infer<typeof miningLogSchema>['event'];
    data: z.infer<typeof miningLogSchema>['data'];
  }>(`select seq, at, event, data from mining_run_log where run_id = $1 order by seq limit ${mostLines}`, [id]);
  const items = found.rows.map(({ seq, at, ...line }) => ({ id: String(seq), at: at.toISOString(), ...line }));
  return { items, total: items.length };
}

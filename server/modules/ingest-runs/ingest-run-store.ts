import { z } from 'zod';
import { notFound } from '../../errors.ts';
import { instant, listQuery } from '../../http/lists.ts';
import type { Executor } from '../../ports/database.ts';
import { unfinished } from '../proposals/index.ts';

export const runStatuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export const fileStatuses = ['pending', 'new', 'changed', 'unchanged', 'failed'] as const;

export const progressSchema = z.object({
  stage: z.enum(['waiting', 'reading', 'mining', 'done']),
  filesDone: z.int(),
  filesTotal: z.int(),
  records: z.int(),
  proposals: z.int(),
  /** 0..100, of the whole run. */
  percent: z.number(),
});
export type RunProgress = z.infer<typeof progressSchema>;

export const runSchema = z.object({
  id: z.string(),
  collectionId: z.string(),
  status: z.enum(runStatuses),
  label: z.string(),
  startedBy: z.string(),
  startedByName: z.string(),
  progress: progressSchema,
  counts: z.object({ new: z.int(), changed: z.int(), unchanged: z.int(), failed: z.int() }),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  error: z.string().nullable(),
});
export type RunView = z.infer<typeof runSchema>;

export const runFileSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(fileStatuses),
  reason: z.string().nullable(),
  remedy: z.string().nullable(),
  records: z.int(),
});
export type RunFile = z.infer<typeof runFileSchema>;

export const runListQuery = listQuery(['createdAt'], { status: z.enum(runStatuses).optional() });

/** Of the whole run, how many percent reading takes; the rest is mining. */
const readingPercent = 60;

interface RunRow {
  id: string;
  collection_id: string;
  status: RunView['status'];
  label: string;
  started_by: string;
  started_by_name: string;
  mining_share: number;
  reading_done_at: Date | null;
  files: Partial<Record<(typeof fileStatuses)[number], number>> | null;
  records: number;
  proposals: number;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  error: string | null;
}

const columns = `r.id, r.collection_id, r.status, r.label, r.started_by, coalesce(u.display_name, r.started_by) as started_by_name,
  coalesce((r.progress ->> 'mining')::float8, 0) as mining_share, r.reading_done_at,
  (select jsonb_object_agg(f.status, f.files) from (select status, count(*) as files from ingest_run_files where run_id = r.id group by status) f) as files,
  (select coalesce(sum(f.records), 0)::int from ingest_run_files f where f.run_id = r.id) as records,
  (select count(*)::int from proposals p where p.run_id = r.id and p.content_hash <> '${unfinished}') as proposals,
  r.created_at, r.started_at, r.finished_at, r.error`;

/** How far a run is: its files say it while they are read, then whoever mines them. */
function progressOf({ status, files, records, proposals, reading_done_at, mining_share }: RunRow): RunProgress {
  const counts = Object.values(files ?? {});
  const filesTotal = counts.reduce((sum, count) => sum + count, 0);
  const filesDone = filesTotal - (files?.pending ?? 0);
  const counted = { filesDone, filesTotal, records, proposals };
  if (status === 'succeeded') return { ...counted, stage: 'done', percent: 100 };
  if (reading_done_at !== null) {
    return { ...counted, stage: 'mining', percent: readingPercent + Math.round(mining_share * (99 - readingPercent)) };
  }
  const percent = Math.round((filesDone / Math.max(1, filesTotal)) * readingPercent);
  return { ...counted, stage: status === 'queued' ? 'waiting' : 'reading', percent };
}

function toRun(row: RunRow): RunView {
  const files = row.files ?? {};
  return {
    id: row.id,
    collectionId: row.collection_id,
    status: row.status,
    label: row.label,
    startedBy: row.started_by,
    startedByName: row.started_by_name,
    progress: progressOf(row),
    counts: {
      new: files.new ?? 0,
      changed: files.changed ?? 0,
      unchanged: files.unchanged ?? 0,
      failed: files.failed ?? 0,
    },
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    error: row.error,
  };
}

export async function readRun(executor: Executor, id: string): Promise<RunView> {
  const found = await executor.query<RunRow>(
    `select ${columns} from ingest_runs r left join users u on u.id = r.started_by where r.id = $1`,
    [id],
  );
  const row = found.rows[0];
  if (!row) throw notFound('ingest run', id);
  return toRun(row);
}

export async function listRuns(executor: Executor, query: z.output<typeof runListQuery>) {
  const total = await executor.query<{ total: number }>(
    'select count(*)::int as total from ingest_runs where $1::text is null or status = $1',
    [query.status ?? null],
  );
  const page = await executor.query<RunRow>(
    `select ${columns} from ingest_runs r left join users u on u.id = r.started_by where $1::text is null or r.status = $1
      order by r.created_at ${query.order}, r.id ${query.order} limit ${query.perPage} offset ${(query.page - 1) * query.perPage}`,
    [query.status ?? null],
  );
  return { items: page.rows.map(toRun), total: total.rows[0]?.total ?? 0 };
}

/** Files of a run; those that failed first, since they are what somebody must act upon. */
export async function listRunFiles(executor: Executor, runId: string, page: number, perPage: number) {
  const total = await executor.query<{ total: number }>(
    'select count(*)::int as total from ingest_run_files where run_id = $1',
    [runId],
  );
  const found = await executor.query<Omit<RunFile, 'id'>>(
    `select name, status, reason, remedy, records from ingest_run_files where run_id = $1
      order by status = 'failed' desc, name limit $2 offset $3`,
    [runId, perPage, (page - 1) * perPage],
  );
  return { items: found.rows.map((row) => ({ id: row.name, ...row })), total: total.rows[0]?.total ?? 0 };
}

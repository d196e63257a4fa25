import { z } from 'zod';
import { notFound } from '../../errors.ts';
import { instant, listQuery } from '../../http/lists.ts';
import { readPage } from '../../paging/read-page.ts';
import type { Executor } from '../../ports/database.ts';
import { unfinished } from '../proposals/index.ts';
import { fileReportSchema } from './file-report.ts';
import { readingPercent, remainingSeconds } from './run-estimate.ts';

export const runStatuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export const fileStatuses = ['pending', 'new', 'changed', 'unchanged', 'failed', 'skipped'] as const;

export const progressSchema = z.object({
  stage: z.enum(['waiting', 'reading', 'mining', 'done']),
  filesDone: z.int(),
  filesTotal: z.int(),
  records: z.int(),
  proposals: z.int(),
  /** 0..100, of the whole run. */
  percent: z.number(),
  bytesRead: z.int(),
  /** Of the files of the run; 0 where an earlier version uploaded them. */
  bytesTotal: z.int(),
  /** An estimate; null where there is too little to tell by, and once the run has ended. */
  remainingSeconds: z.number().nullable(),
});
export type RunProgress = z.infer<typeof progressSchema>;

export const runSchema = z.object({
  id: z.string(),
  collectionId: z.string(),
  status: z.enum(runStatuses),
  label: z.string(),
  /** Nothing of it is stored; its files say what would be. */
  dryRun: z.boolean(),
  startedBy: z.string(),
  startedByName: z.string(),
  progress: progressSchema,
  counts: z.object({ new: z.int(), changed: z.int(), unchanged: z.int(), failed: z.int(), skipped: z.int() }),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  error: z.string().nullable(),
  /** Until when files that failed or were skipped can be tried again; null: they cannot, or none did. */
  retryUntil: instant.nullable(),
});
export type RunView = z.infer<typeof runSchema>;

export const runFileSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(fileStatuses),
  reason: z.string().nullable(),
  remedy: z.string().nullable(),
  records: z.int(),
  /** What was found in it; null: it was not read to its end, or by an earlier version. */
  report: fileReportSchema.nullable(),
});
export type RunFile = z.infer<typeof runFileSchema>;

export const runListQuery = listQuery(['createdAt'], { status: z.enum(runStatuses).optional() });

export const hasEnded = ({ status }: Pick<RunView, 'status'>): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled';

interface RunRow {
  id: string;
  collection_id: string;
  status: RunView['status'];
  label: string;
  started_by: string;
  started_by_name: string;
  dry_run: boolean;
  mining_share: number;
  mining_for: number | null;
  reading_for: number;
  reading_took: number | null;
  reading_base: number;
  bytes_read: number;
  bytes_total: number;
  kept_until: Date | null;
  files: Partial<Record<(typeof fileStatuses)[number], number>> | null;
  records: number;
  proposals: number;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  error: string | null;
}

const columns = `r.id, r.collection_id, r.status, r.label, r.started_by, coalesce(u.display_name, r.started_by) as started_by_name,
  coalesce((r.options ->> 'dryRun')::boolean, false) as dry_run,
  coalesce((r.progress ->> 'mining')::float8, 0) as mining_share,
  extract(epoch from now() - (r.progress ->> 'miningSince')::timestamptz)::float8 as mining_for,
  coalesce(extract(epoch from now() - r.reading_since), 0)::float8 as reading_for,
  case when r.reading_done_at is null then null
       else greatest(0, coalesce(extract(epoch from r.reading_done_at - coalesce(r.reading_since, r.started_at)), 0))::float8 end as reading_took, r.reading_base::float8,
  (select coalesce(sum(bytes_read), 0)::float8 from ingest_run_files f where f.run_id = r.id) as bytes_read,
  (select coalesce(sum(bytes), 0)::float8 from ingest_run_files f where f.run_id = r.id) as bytes_total,
  (select s.kept_until from ingest_spools s where s.run_id = r.id and s.kept_until > now()) as kept_until,
  (select jsonb_object_agg(f.status, f.files) from (select status, count(*) as files from ingest_run_files where run_id = r.id group by status) f) as files,
  (select coalesce(sum(f.records), 0)::int from ingest_run_files f where f.run_id = r.id) as records,
  (select count(*)::int from proposals p where p.run_id = r.id and p.content_hash <> '${unfinished}') as proposals,
  r.created_at, r.started_at, r.finished_at, r.error`;

/** How far a run is: its files say it while they are read, then whoever mines them. */
function progressOf(row: RunRow): RunProgress {
  const { status, files, records, proposals, mining_share } = row;
  const counts = Object.values(files ?? {});
  const filesTotal = counts.reduce((sum, count) => sum + count, 0);
  const filesDone = filesTotal - (files?.pending ?? 0);
  const counted = {
    filesDone,
    filesTotal,
    records,
    proposals,
    bytesRead: row.bytes_read,
    bytesTotal: row.bytes_total,
    remainingSeconds: status === 'running' ? remainingOf(row) : null,
  };
  if (status === 'succeeded') return { ...counted, stage: 'done', percent: 100 };
  if (row.reading_took !== null) {
    return { ...counted, stage: 'mining', percent: readingPercent + Math.round(mining_share * (99 - readingPercent)) };
  }
  const share = row.bytes_total > 0 ? row.bytes_read / row.bytes_total : filesDone / Math.max(1, filesTotal);
  const percent = Math.round(share * (row.dry_run ? 99 : readingPercent));
  return { ...counted, stage: status === 'queued' ? 'waiting' : 'reading', percent };
}

const remainingOf = (row: RunRow): number | null =>
  remainingSeconds({
    readingFor: row.reading_for,
    bytesRead: row.bytes_read - row.reading_base,
    bytesLeft: row.bytes_total - row.bytes_read,
    miningFor: row.mining_for,
    miningShare: row.mining_share,
    readingTook: row.reading_took,
    dryRun: row.dry_run,
  });

function toRun(row: RunRow): RunView {
  const files = row.files ?? {};
  return {
    id: row.id,
    collectionId: row.collection_id,
    status: row.status,
    label: row.label,
    dryRun: row.dry_run,
    startedBy: row.started_by,
    startedByName: row.started_by_name,
    progress: progressOf(row),
    counts: {
      new: files.new ?? 0,
      changed: files.changed ?? 0,
      unchanged: files.unchanged ?? 0,
      failed: files.failed ?? 0,
      skipped: files.skipped ?? 0,
    },
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    error: row.error,
    retryUntil: row.dry_run ? null : (row.kept_until?.toISOString() ?? null),
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

/** Minings that somebody asked for have a list of their own. */
const imports = 'not exists (select 1 from mining_runs m where m.run_id = r.id)';

export async function listRuns(executor: Executor, query: z.output<typeof runListQuery>) {
  const { rows, total } = await readPage<RunRow>(executor, query, {
    columns,
    from: 'ingest_runs r',
    joins: 'left join users u on u.id = r.started_by',
    where: `${imports} and ($1::text is null or r.status = $1)`,
    params: [query.status ?? null],
    key: 'r.id',
    sort: 'r.created_at',
  });
  return { items: rows.map(toRun), total };
}

export interface RunFilesQuery {
  readonly page: number;
  readonly perPage: number;
  readonly status?: RunFile['status'] | undefined;
}

/** Files of a run; those first that somebody must act upon. */
export async function listRunFiles(executor: Executor, runId: string, { page, perPage, status }: RunFilesQuery) {
  const total = await executor.query<{ total: number }>(
    'select count(*)::int as total from ingest_run_files where run_id = $1 and ($2::text is null or status = $2)',
    [runId, status ?? null],
  );
  const found = await executor.query<Omit<RunFile, 'id'>>(
    `select name, status, reason, remedy, records, report from ingest_run_files
      where run_id = $1 and ($4::text is null or status = $4)
      order by status = 'failed' desc, status = 'skipped' desc, name limit $2 offset $3`,
    [runId, perPage, (page - 1) * perPage, status ?? null],
  );
  return { items: found.rows.map((row) => ({ id: row.name, ...row })), total: total.rows[0]?.total ?? 0 };
}

/** Which of these names, as they were redacted, are of files that failed or were skipped. */
export async function failedNames(
  executor: Executor,
  runId: string,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await executor.query<{ name: string }>(
    `select name from ingest_run_files where run_id = $1 and name = any($2) and status in ('failed', 'skipped', 'pending')`,
    [runId, names],
  );
  return new Set(found.rows.map(({ name }) => name));
}

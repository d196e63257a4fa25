import { z } from 'zod';
import { DomainError, notFound } from '../../errors.ts';
import { instant, likeText, listQuery } from '../../http/lists.ts';
import { readPage } from '../../paging/read-page.ts';
import type { Database, Executor } from '../../ports/database.ts';
import { appendAudit } from '../../publishing/index.ts';

export const jobStatuses = ['waiting', 'running', 'set_aside', 'done'] as const;

export const jobSchema = z.object({
  id: z.int(),
  queue: z.string(),
  /** waiting: also between two tries; set_aside: failed as often as it may, until somebody replays it */
  status: z.enum(jobStatuses),
  /** Tries since it was asked for or replayed. */
  attempts: z.int(),
  replays: z.int(),
  /** 0..100 */
  progress: z.int(),
  /** What the last try failed of. */
  error: z.string().nullable(),
  createdAt: instant,
  finishedAt: instant.nullable(),
});
export type JobView = z.infer<typeof jobSchema>;

export const jobListQuery = listQuery(['createdAt', 'attempts'], {
  status: z.enum(jobStatuses).optional(),
  queue: z.string().max(100).optional(),
});

/** How many jobs there are that somebody may have to look after. */
export interface JobCounts {
  readonly waiting: number;
  readonly running: number;
  readonly setAside: number;
}

interface JobRow {
  readonly id: number;
  readonly queue: string;
  readonly status: JobView['status'];
  readonly attempts: number;
  readonly replays: number;
  readonly progress: number;
  readonly error: string | null;
  readonly created_at: Date;
  readonly finished_at: Date | null;
}

const status = `case when completed_at is not null then 'done' when failed_at is not null then 'set_aside'
  when attempts > 0 and error is null then 'running' else 'waiting' end`;
const jobs = `(select id, queue, ${status} as status, attempts, replays, progress, error, created_at,
  coalesce(completed_at, failed_at) as finished_at from outbox) j`;
const sortColumns = { createdAt: 'created_at', attempts: 'attempts' } as const;

const toJob = ({ id, created_at, finished_at, ...row }: JobRow): JobView => ({
  ...row,
  id: Number(id),
  createdAt: created_at.toISOString(),
  finishedAt: finished_at?.toISOString() ?? null,
});

/** Jobs that were asked for; `q` finds in the queue's name. Those that are done are forgotten after a week. */
export async function listJobs(executor: Executor, query: z.output<typeof jobListQuery>) {
  const params = [query.status ?? null, query.queue ?? null, query.q === undefined ? null : likeText(query.q)];
  const where = `($1::text is null or status = $1) and ($2::text is null or queue = $2)
    and ($3::text is null or queue ilike '%' || $3 || '%')`;
  const { rows, total } = await readPage<JobRow>(executor, query, {
    columns: '*',
    from: jobs,
    where,
    params,
    key: 'id',
    sort: sortColumns[query.sort],
  });
  return { items: rows.map(toJob), total };
}

/** Counts what is not done; quick, however much is. */
export async function countJobs(executor: Executor): Promise<JobCounts> {
  const { rows } = await executor.query<{ waiting: number; running: number; set_aside: number }>(
    `select (count(*) filter (where failed_at is null and (attempts = 0 or error is not null)))::int as waiting,
            (count(*) filter (where failed_at is null and attempts > 0 and error is null))::int as running,
            (count(*) filter (where failed_at is not null))::int as set_aside
       from outbox where completed_at is null`,
  );
  const { waiting = 0, running = 0, set_aside: setAside = 0 } = rows[0] ?? {};
  return { waiting, running, setAside };
}

/** Has a job tried anew that was set aside. Notify 'outbox' afterwards. */
export async function replayJob(database: Database, id: number, actor: string): Promise<JobView> {
  return database.transaction(async (tx) => {
    const replayed = await tx.query<{ queue: string; replays: number }>(
      `update outbox set failed_at = null, error = null, attempts = 0, progress = 0, replays = replays + 1, dispatched_at = null
        where id = $1 and failed_at is not null and completed_at is null returning queue, replays`,
      [id],
    );
    const [row] = (await tx.query<JobRow>(`select * from ${jobs} where id = $1`, [id])).rows;
    if (row === undefined) throw notFound('job', String(id));
    const job = toJob(row);
    if (replayed.rowCount === 0) {
      throw new DomainError('wrong_state', `Job ${id} is ${job.status}; only a job that was set aside can be replayed`);
    }
    await appendAudit(tx, {
      actor,
      action: 'job.replay',
      subject: `job:${id}`,
      details: { queue: job.queue, replays: job.replays },
    });
    return job;
  });
}

import { z } from 'zod';
import {
  type AnnotationLabel,
  annotationLabelsSchema,
  annotationReasons,
  type annotationTaskStatuses,
  otherValue,
} from '../../../graph-schema/index.ts';
import { DomainError, notFound } from '../../errors.ts';
import { instant } from '../../http/lists.ts';
import type { Executor } from '../../ports/database.ts';

export const annotationStatuses = z.enum(['draft', 'submitted']);
const reasonsSchema = z.array(z.object({ reason: annotationReasons.schema, weight: z.number() }));
export type Reason = z.infer<typeof reasonsSchema>[number];

/** Labels by the ids of the items that they name; a value of a closed list needs none. */
export const namesSchema = z.record(z.string(), z.string());

export const annotationSchema = z.object({
  id: z.string(),
  taskId: z.string(),
  sourceId: z.string(),
  title: z.string(),
  collectionId: z.string(),
  /** The revision of the call that is annotated. */
  revision: z.int(),
  status: annotationStatuses,
  labels: annotationLabelsSchema,
  names: namesSchema,
  /** Why this call was picked, the weightiest first; none: it was asked for. */
  reasons: reasonsSchema,
  /** Whether it may still be taken up again once submitted. */
  reopens: z.boolean(),
  etag: z.int(),
  updatedAt: instant,
  submittedAt: instant.nullable(),
});
export type AnnotationView = z.infer<typeof annotationSchema>;

interface Row {
  id: string;
  task_id: string;
  source_id: string;
  title: string;
  collection_id: string;
  revision: number;
  status: AnnotationView['status'];
  labels: unknown;
  reasons: unknown;
  task_status: string;
  wanted: number;
  etag: number;
  updated_at: Date;
  submitted_at: Date | null;
}

const select = `select a.id, a.task_id, t.source_id, o.title, t.collection_id, r.revision, a.status, a.labels, a.reasons,
    t.status as task_status, t.wanted, a.etag, a.updated_at, a.submitted_at
  from annotations a join annotation_tasks t on t.id = a.task_id join sources o on o.id = t.source_id
  join source_revisions r on r.id = t.revision_id`;

/** Nobody has built upon it: the others who are wanted are not done, or nobody else was wanted. */
export const mayReopen = (task: { readonly status: string; readonly wanted: number }): boolean =>
  task.status === 'open' || (task.status === 'done' && task.wanted === 1);

async function toViews(executor: Executor, rows: readonly Row[]): Promise<AnnotationView[]> {
  const labels = rows.map((row) => annotationLabelsSchema.parse(row.labels));
  const names = await namesOf(executor, labels.flat());
  return rows.map((row, n) => ({
    id: row.id,
    taskId: row.task_id,
    sourceId: row.source_id,
    title: row.title,
    collectionId: row.collection_id,
    revision: row.revision,
    status: row.status,
    labels: labels[n] ?? [],
    names: ownNames(names, labels[n] ?? []),
    reasons: reasonsSchema.parse(row.reasons),
    reopens: row.status === 'submitted' && mayReopen({ status: row.task_status, wanted: row.wanted }),
    etag: row.etag,
    updatedAt: row.updated_at.toISOString(),
    submittedAt: row.submitted_at?.toISOString() ?? null,
  }));
}

const ownNames = (names: ReadonlyMap<string, string>, labels: readonly AnnotationLabel[]) =>
  Object.fromEntries(labels.flatMap(({ value }) => (names.has(value) ? [[value, names.get(value) ?? '']] : [])));

/** What the items are called that labels name, as last published or proposed. */
export async function namesOf(executor: Executor, labels: readonly AnnotationLabel[]): Promise<Map<string, string>> {
  const ids = [...new Set(labels.map(({ value }) => value).filter((value) => value.startsWith('itm_')))];
  if (ids.length === 0) return new Map();
  const found = await executor.query<{ id: string; label: string }>(
    `select i.id, coalesce((select v.label from item_versions v where v.item_id = i.id order by v.version desc limit 1),
                           (select p.label from proposal_parts p where p.item_id = i.id order by p.proposal_id desc limit 1), i.key) as label
       from items i where i.id = any($1)`,
    [ids],
  );
  return new Map(found.rows.map(({ id, label }) => [id, label]));
}

/** One's own annotation; somebody else's is not told apart from none. */
export async function readAnnotation(executor: Executor, id: string, annotatorId: string): Promise<AnnotationView> {
  const found = await executor.query<Row>(
    `${select} where a.id = $1 and a.annotator_id = $2 and a.status in ('draft', 'submitted')`,
    [id, annotatorId],
  );
  const [view] = await toViews(executor, found.rows);
  if (!view) throw notFound('annotation of yours', id);
  return view;
}

export async function listOwn(
  executor: Executor,
  annotatorId: string,
  query: {
    readonly status?: AnnotationView['status'] | undefined;
    readonly order: string;
    readonly page: number;
    readonly perPage: number;
  },
) {
  const where = "a.annotator_id = $1 and a.status in ('draft', 'submitted') and ($2::text is null or a.status = $2)";
  const params = [annotatorId, query.status ?? null];
  const total = await executor.query<{ total: number }>(
    `select count(*)::int as total from annotations a where ${where}`,
    params,
  );
  const page = await executor.query<Row>(
    `${select} where ${where} order by a.updated_at ${query.order === 'asc' ? 'asc' : 'desc'}, a.id
      limit ${query.perPage} offset ${(query.page - 1) * query.perPage}`,
    params,
  );
  return { items: await toViews(executor, page.rows), total: total.rows[0]?.total ?? 0 };
}

export interface Task {
  readonly id: string;
  readonly sourceId: string;
  readonly revisionId: string;
  readonly collectionId: string;
  readonly title: string;
  readonly wanted: number;
  readonly status: (typeof annotationTaskStatuses.values)[number];
  readonly decided: readonly AnnotationLabel[] | null;
  readonly decidedBy: string | null;
  readonly decidedNote: string;
  readonly etag: number;
  readonly completedAt: Date | null;
  readonly decidedAt: Date | null;
}

interface TaskRow {
  id: string;
  source_id: string;
  revision_id: string;
  collection_id: string;
  title: string;
  wanted: number;
  status: Task['status'];
  decided: unknown;
  decided_by: string | null;
  decided_note: string;
  etag: number;
  completed_at: Date | null;
  decided_at: Date | null;
}

export const taskColumns = `t.id, t.source_id, t.revision_id, t.collection_id, o.title, t.wanted, t.status, t.decided, t.decided_by,
  t.decided_note, t.etag, t.completed_at, t.decided_at`;
const taskFrom = `select ${taskColumns} from annotation_tasks t join sources o on o.id = t.source_id`;

const toTask = (row: TaskRow): Task => ({
  id: row.id,
  sourceId: row.source_id,
  revisionId: row.revision_id,
  collectionId: row.collection_id,
  title: row.title,
  wanted: row.wanted,
  status: row.status,
  decided: row.decided === null ? null : annotationLabelsSchema.parse(row.decided),
  decidedBy: row.decided_by,
  decidedNote: row.decided_note,
  etag: row.etag,
  completedAt: row.completed_at,
  decidedAt: row.decided_at,
});

export async function readTasks(
  executor: Executor,
  where: string,
  params: Parameters<Executor['query']>[1],
): Promise<Task[]> {
  return (await executor.query<TaskRow>(`${taskFrom} where ${where}`, params)).rows.map(toTask);
}

export async function readTask(executor: Executor, id: string): Promise<Task> {
  const [task] = await readTasks(executor, 't.id = $1', [id]);
  if (!task) throw notFound('annotated call', id);
  return task;
}

/** Locks a task; refuses (`etag_mismatch`) when it is not the one that the client saw. */
export async function lockTask(tx: Executor, id: string, etag: number | null): Promise<Task> {
  const [task] = await readTasks(tx, 't.id = $1 for update of t', [id]);
  if (!task) throw notFound('annotated call', id);
  if (etag !== null && task.etag !== etag) {
    throw new DomainError('etag_mismatch', 'Somebody else decided on this call meanwhile; read it again', {
      current: { etag: task.etag },
    });
  }
  return task;
}

/** What one expert handed in. */
export interface Submitted {
  readonly taskId: string;
  readonly annotatorId: string;
  readonly labels: readonly AnnotationLabel[];
}

/** In the order in which they were handed in. */
export async function submittedOf(executor: Executor, taskIds: readonly string[]): Promise<Submitted[]> {
  const found = await executor.query<{ task_id: string; annotator_id: string; labels: unknown }>(
    `select task_id, annotator_id, labels from annotations where task_id = any($1) and status = 'submitted'
      order by task_id, submitted_at, id`,
    [taskIds],
  );
  return found.rows.map((row) => ({
    taskId: row.task_id,
    annotatorId: row.annotator_id,
    labels: annotationLabelsSchema.parse(row.labels),
  }));
}

/** What makes two labels the same, apart from where they stand. */
export const labelKey = ({ kind, value, note }: AnnotationLabel): string =>
  value === otherValue ? `${kind}|${value}|${note.trim().toLowerCase()}` : `${kind}|${value}`;

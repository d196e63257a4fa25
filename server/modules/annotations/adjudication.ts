import { z } from 'zod';
import { type AnnotationLabel, annotationLabelsSchema, annotationTaskStatuses } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import { instant, listQuery } from '../../http/lists.ts';
import { readPage } from '../../paging/read-page.ts';
import type { Database, Executor } from '../../ports/database.ts';
import { appendAudit } from '../../publishing/index.ts';
import { labelKey, lockTask, namesOf, namesSchema, readTask, submittedOf, type Task } from './annotation-rows.ts';
import { checkedLabels } from './check-labels.ts';

const finished = annotationTaskStatuses.schema.exclude(['open']);
export const taskListQuery = listQuery(['completedAt'], { status: finished.optional() });

const taskSchema = z.object({
  id: z.string(),
  sourceId: z.string(),
  title: z.string(),
  collectionId: z.string(),
  status: finished,
  experts: z.int(),
  /** Labels on which the experts differ. */
  differences: z.int(),
  completedAt: instant.nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
});
export const taskRowSchema = taskSchema;

export const taskDetailSchema = taskSchema.extend({
  etag: z.int(),
  /** What each expert says; who they are is not told, so that nobody decides by the name. */
  annotations: z.array(z.object({ expert: z.string(), labels: annotationLabelsSchema })),
  decided: annotationLabelsSchema.nullable(),
  decidedNote: z.string(),
  names: namesSchema,
});
export type TaskDetail = z.infer<typeof taskDetailSchema>;

export const decisionBody = z.strictObject({
  labels: annotationLabelsSchema,
  note: z.string().trim().max(2_000).default(''),
});

/** Calls that are annotated to the end, those waiting longest first; without the ones that the reader annotated. */
export async function listTasks(executor: Executor, query: z.output<typeof taskListQuery>, readerId: string) {
  const where = `t.status <> 'open' and ($1::text is null or t.status = $1) and not exists
    (select 1 from annotations a where a.task_id = t.id and a.annotator_id = $2 and a.status <> 'skipped')`;
  const { rows, total } = await readPage<{ id: string }>(executor, query, {
    columns: 't.id',
    from: 'annotation_tasks t',
    where,
    params: [query.status ?? null, readerId],
    key: 't.id',
    sort: 't.completed_at',
  });
  const items = [];
  for (const { id } of rows) items.push(await toRow(executor, await readTask(executor, id)));
  return { items, total };
}

/** A call with what its experts said of it; refused to those experts, and while one of them is at work. */
export async function readTaskDetail(executor: Executor, id: string, readerId: string): Promise<TaskDetail> {
  const task = await readTask(executor, id);
  await refuseBlind(executor, task, readerId);
  const submitted = await submittedOf(executor, [id]);
  const labels = [...submitted.flatMap((each) => each.labels), ...(task.decided ?? [])];
  return {
    ...(await toRow(executor, task)),
    etag: task.etag,
    annotations: submitted.map((each, n) => ({ expert: String.fromCharCode(65 + n), labels: [...each.labels] })),
    decided: task.decided === null ? null : [...task.decided],
    decidedNote: task.decidedNote,
    names: Object.fromEntries(await namesOf(executor, labels)),
  };
}

/** Settles what experts saw differently; may be done anew. */
export async function adjudicate(
  database: Database,
  redact: (text: string) => string,
  decision: {
    readonly taskId: string;
    readonly etag: number;
    readonly by: string;
    readonly labels: readonly AnnotationLabel[];
    readonly note: string;
  },
): Promise<TaskDetail> {
  const { taskId, etag, by, labels, note } = decision;
  return database.transaction(async (tx) => {
    const task = await lockTask(tx, taskId, etag);
    await refuseBlind(tx, task, by);
    if (task.status !== 'disputed' && task.status !== 'adjudicated') {
      throw new DomainError('wrong_state', 'Nothing is disputed about this call');
    }
    const checked = await checkedLabels(tx, task.revisionId, labels, redact);
    await tx.query(
      `update annotation_tasks set status = 'adjudicated', decided = $2::jsonb, decided_by = $3, decided_note = $4, decided_at = now(), etag = etag + 1
        where id = $1`,
      [taskId, JSON.stringify(checked), by, redact(note)],
    );
    await appendAudit(tx, { actor: by, action: 'annotation.adjudicate', subject: taskId });
    return readTaskDetail(tx, taskId, by);
  });
}

async function refuseBlind(executor: Executor, task: Task, readerId: string): Promise<void> {
  if (task.status === 'open') {
    throw new DomainError(
      'wrong_state',
      'Experts are still annotating this call; their labels are shown when all are done',
    );
  }
  const own = await executor.query(
    "select 1 from annotations where task_id = $1 and annotator_id = $2 and status <> 'skipped'",
    [task.id, readerId],
  );
  if (own.rowCount > 0) {
    throw new DomainError('forbidden', 'You annotated this call, so somebody else settles it');
  }
}

async function toRow(executor: Executor, task: Task): Promise<z.infer<typeof taskSchema>> {
  const submitted = await submittedOf(executor, [task.id]);
  return {
    id: task.id,
    sourceId: task.sourceId,
    title: task.title,
    collectionId: task.collectionId,
    status: finished.parse(task.status),
    experts: submitted.length,
    differences: differences(submitted.map(({ labels }) => labels)),
    completedAt: task.completedAt?.toISOString() ?? null,
    decidedBy: task.decidedBy,
    decidedAt: task.decidedAt?.toISOString() ?? null,
  };
}

/** Labels that not all have, or whose number of spans differs or places do. */
function differences(annotations: readonly (readonly AnnotationLabel[])[]): number {
  const keys = new Set(annotations.flat().map(labelKey));
  const places = (label: AnnotationLabel | undefined) =>
    label === undefined
      ? 'absent'
      : JSON.stringify(label.spans.map(({ segmentId, start, end }) => [segmentId, start, end]));
  return [...keys].filter(
    (key) => new Set(annotations.map((labels) => places(labels.find((label) => labelKey(label) === key)))).size > 1,
  ).length;
}

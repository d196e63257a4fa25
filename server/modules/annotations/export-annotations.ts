import { z } from 'zod';
import { outcomes } from '../../../graph-schema/index.ts';
import type { Database } from '../../ports/database.ts';
import { appendAudit, type KeyedHash } from '../../publishing/index.ts';
import { namesOf, readTasks, submittedOf, type Task } from './annotation-rows.ts';
import { expertAccuracy, trustIn } from './measure-agreement.ts';
import { chatLine, classifierLine, splitOf, type TrainingCall, type Turn } from './training-lines.ts';

const id = z.string().min(1).max(100);
export const exportQuery = z.strictObject({
  format: z.enum(['chat', 'classifier']),
  collectionId: id.optional(),
  /** Only calls of this scenario. */
  scenarioId: id.optional(),
  outcome: outcomes.schema.optional(),
  split: z.enum(['train', 'test']).optional(),
  /** The share of customers, 0..1, whose calls are held out for the test. */
  heldOut: z.coerce.number().min(0).max(0.9).default(0.2),
});
export type ExportQuery = z.output<typeof exportQuery>;

const tasksPerPage = 100;

/** Calls that are annotated to the end as JSON lines, page by page; the request is written into the audit log first. */
export async function* exportAnnotations(
  database: Database,
  hash: KeyedHash,
  query: ExportQuery,
  actor: string,
): AsyncGenerator<Uint8Array> {
  const asked = Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  await database.transaction((tx) =>
    appendAudit(tx, { actor, action: 'annotation.export', subject: query.format, details: asked }),
  );
  const accuracy = await expertAccuracy(database);
  const encoder = new TextEncoder();
  let after = '';
  for (;;) {
    const tasks = await readTasks(
      database,
      `t.id > $1 and t.status in ('done', 'agreed', 'adjudicated') and o.erased_at is null and ($2::text is null or t.collection_id = $2)
        order by t.id limit ${tasksPerPage}`,
      [after, query.collectionId ?? null],
    );
    const last = tasks.at(-1);
    if (!last) return;
    after = last.id;
    const calls = await trainingCalls(database, hash, tasks, query, accuracy);
    const lines = calls.flatMap((call) => (query.format === 'chat' ? chatLine(call) : classifierLine(call)) ?? []);
    if (lines.length > 0) yield encoder.encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
}

async function trainingCalls(
  database: Database,
  hash: KeyedHash,
  tasks: readonly Task[],
  query: ExportQuery,
  accuracy: ReadonlyMap<string, number>,
): Promise<readonly TrainingCall[]> {
  const records = await database.query<{
    source_id: string;
    language: TrainingCall['language'];
    outcome: string;
    customer_pseudonym: string | null;
  }>(
    `select o.id as source_id, o.language, c.outcome, c.customer_pseudonym from sources o join cases c on c.source_id = o.id
      where o.id = any($1) and o.erased_at is null`,
    [tasks.map(({ sourceId }) => sourceId)],
  );
  const bySource = new Map(records.rows.map((row) => [row.source_id, row]));
  const turns = await turnsOf(database, tasks);
  const submitted = await submittedOf(
    database,
    tasks.map(({ id: taskId }) => taskId),
  );
  const names = await namesOf(
    database,
    tasks.flatMap(({ decided }) => decided ?? []),
  );
  return tasks.flatMap((task): TrainingCall[] => {
    const record = bySource.get(task.sourceId);
    const labels = task.decided ?? [];
    if (!record || (query.outcome !== undefined && record.outcome !== query.outcome)) return [];
    if (
      query.scenarioId !== undefined &&
      !labels.some(({ kind, value }) => kind === 'scenario' && value === query.scenarioId)
    )
      return [];
    // A call whose customer is not known stands for itself.
    const split = splitOf(hash.of(`annotation-split/${record.customer_pseudonym ?? task.sourceId}`), query.heldOut);
    if (query.split !== undefined && split !== query.split) return [];
    const annotators = submitted.filter(({ taskId }) => taskId === task.id).map(({ annotatorId }) => annotatorId);
    return [
      {
        id: task.id,
        language: record.language,
        outcome: record.outcome,
        status: task.status,
        trust: trustIn(task.status, annotators, accuracy),
        split,
        turns: turns.get(task.revisionId) ?? [],
        labels,
        names,
      },
    ];
  });
}

async function turnsOf(database: Database, tasks: readonly Task[]): Promise<ReadonlyMap<string, readonly Turn[]>> {
  const found = await database.query<{ revision_id: string; id: string; role: Turn['role']; text: string }>(
    `select revision_id, id, role, text from segments where revision_id = any($1) and erased_at is null order by revision_id, ordinal`,
    [tasks.map(({ revisionId }) => revisionId)],
  );
  const turns = new Map<string, Turn[]>();
  for (const { revision_id, id: segmentId, role, text } of found.rows) {
    turns.set(revision_id, [...(turns.get(revision_id) ?? []), { segmentId, role, text }]);
  }
  return turns;
}

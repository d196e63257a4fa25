import { z } from 'zod';
import { type AnnotationLabel, annotationKinds } from '../../../graph-schema/index.ts';
import type { Executor } from '../../ports/database.ts';
import {
  alphaOf,
  cohensKappa,
  interval95,
  type Judgements,
  joinTallies,
  pairsOf,
  tallyJudgements,
  tallyOf,
} from './agreement.ts';
import { labelKey, namesOf, readTasks, type Submitted, submittedOf, type Task } from './annotation-rows.ts';
import { dawidSkene, type ObservedUnit } from './dawid-skene.ts';
import { spanF1, unitise } from './span-agreement.ts';

const value = z.number().nullable();
const interval = z.tuple([z.number(), z.number()]).nullable();
const measured = { calls: z.int(), kappa: value, alpha: value, interval };

export const agreementSchema = z.object({
  /** Calls that two or more experts annotated blind, the latest ones; the measures are of these. */
  calls: z.int(),
  adjudicated: z.int(),
  /** Calls that are annotated to the end, by one expert or more. */
  finished: z.int(),
  kinds: z.array(
    z.object({
      kind: annotationKinds.schema,
      ...measured,
      /** Of the marked words; null: nobody marked any. */
      spans: z.object({ alpha: value, interval, f1: value }).nullable(),
    }),
  ),
  labels: z.array(
    z.object({
      kind: annotationKinds.schema,
      value: z.string(),
      name: z.string().nullable(),
      chosen: z.int(),
      ...measured,
    }),
  ),
  experts: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** Calls handed in, and those of them that others annotated too. */
      annotated: z.int(),
      doubled: z.int(),
      kappa: value,
      /** How likely their label is the true one, 0..1; null: nobody annotated the same calls. */
      accuracy: value,
    }),
  ),
});
export type Agreement = z.infer<typeof agreementSchema>;

/** The latest calls that are measured: enough for narrow intervals, and a fraction of a second. */
const mostCalls = 1_000;
const mostLabels = 60;
/** Judgements of each category that every expert is taken to have given before, four of five right. */
const priorStrength = 5;
const defaultAccuracy = 0.8;

interface MeasuredCall {
  readonly task: Task;
  readonly submitted: readonly Submitted[];
  readonly lengths: ReadonlyMap<string, number>;
}

/** How far experts who annotated the same calls blind agree, by label and by expert. */
export async function measureAgreement(executor: Executor, collectionId: string | null): Promise<Agreement> {
  const calls = await doubledCalls(executor, collectionId);
  const names = await namesOf(
    executor,
    calls.flatMap(({ submitted }) => submitted.flatMap(({ labels }) => labels)),
  );
  const counted = await executor.query<{ finished: number }>(
    "select count(*)::int as finished from annotation_tasks where status <> 'open' and ($1::text is null or collection_id = $1)",
    [collectionId],
  );
  return {
    calls: calls.length,
    adjudicated: calls.filter(({ task }) => task.status === 'adjudicated').length,
    finished: counted.rows[0]?.finished ?? 0,
    kinds: annotationKinds.values.map((kind) => ({
      kind,
      ...measure(calls.map(({ submitted }) => judgementsOf(submitted, kind))),
      spans: measureSpans(calls, kind),
    })),
    labels: measureLabels(calls, names),
    experts: await measureExperts(executor, calls, collectionId),
  };
}

/** How likely each expert's label is the true one, by expert; those who were never compared are missing. */
export async function expertAccuracy(executor: Executor): Promise<ReadonlyMap<string, number>> {
  return accuracies(await doubledCalls(executor, null));
}

/** How much what is held of a call may be trusted, 0..1: all of it when adjudicated, else by whoever said it. */
export function trustIn(
  status: Task['status'],
  annotators: readonly string[],
  accuracy: ReadonlyMap<string, number>,
): number {
  if (status === 'adjudicated') return 1;
  const wrong = annotators.reduce((product, id) => product * (1 - (accuracy.get(id) ?? defaultAccuracy)), 1);
  return Math.round((1 - wrong) * 1_000) / 1_000;
}

async function doubledCalls(executor: Executor, collectionId: string | null): Promise<readonly MeasuredCall[]> {
  const tasks = await readTasks(
    executor,
    `t.status in ('agreed', 'disputed', 'adjudicated') and ($1::text is null or t.collection_id = $1)
      order by t.completed_at desc, t.id limit ${mostCalls}`,
    [collectionId],
  );
  const submitted = await submittedOf(
    executor,
    tasks.map(({ id }) => id),
  );
  const lengths = await executor.query<{ revision_id: string; id: string; length: number }>(
    `select revision_id, id, length(text) as length from segments where revision_id = any($1) order by revision_id, ordinal`,
    [tasks.map(({ revisionId }) => revisionId)],
  );
  const bySegment = new Map<string, Map<string, number>>();
  for (const { revision_id, id, length } of lengths.rows) {
    bySegment.set(revision_id, (bySegment.get(revision_id) ?? new Map()).set(id, length));
  }
  return tasks.map((task) => ({
    task,
    submitted: submitted.filter(({ taskId }) => taskId === task.id),
    lengths: bySegment.get(task.revisionId) ?? new Map(),
  }));
}

/** What each expert says of a call in this kind: all their values as one category. */
const categoryOf = (labels: readonly AnnotationLabel[], kind: AnnotationLabel['kind']): string =>
  labels
    .filter((label) => label.kind === kind)
    .map(labelKey)
    .sort()
    .join('+');

const judgementsOf = (submitted: readonly Submitted[], kind: AnnotationLabel['kind']): Judgements =>
  new Map(submitted.map(({ annotatorId, labels }) => [annotatorId, categoryOf(labels, kind)]));

const known = (figure: number): number | null => (Number.isNaN(figure) ? null : Math.round(figure * 10_000) / 10_000);
const knownInterval = (pair: readonly [number, number] | null): [number, number] | null =>
  pair === null ? null : [known(pair[0]) ?? 0, known(pair[1]) ?? 0];

function measure(units: readonly Judgements[]) {
  const tallies = units.map(tallyJudgements);
  return {
    calls: units.length,
    kappa: known(cohensKappa(pairsOf(units))),
    alpha: known(alphaOf(tallies)),
    interval: knownInterval(interval95(tallies, alphaOf)),
  };
}

function measureSpans(
  calls: readonly MeasuredCall[],
  kind: AnnotationLabel['kind'],
): Agreement['kinds'][number]['spans'] {
  const marks = (submitted: Submitted) =>
    submitted.labels.some((label) => label.kind === kind && label.spans.length > 0);
  const marked = calls.filter(({ submitted }) => submitted.some(marks));
  if (marked.length === 0) return null;
  const tallies = marked.map(({ submitted, lengths }) =>
    joinTallies(
      unitise(
        submitted.map(({ labels }) => labels),
        kind,
        lengths,
      ).map(tallyOf),
    ),
  );
  const scores = marked.flatMap(({ submitted: [a, b] }) => (a && b ? [spanF1(a.labels, b.labels, kind)] : []));
  const f1 = scores.filter((score) => !Number.isNaN(score));
  return {
    alpha: known(alphaOf(tallies)),
    interval: knownInterval(interval95(tallies, alphaOf)),
    f1: known(f1.reduce((a, b) => a + b, 0) / f1.length),
  };
}

function measureLabels(calls: readonly MeasuredCall[], names: ReadonlyMap<string, string>): Agreement['labels'] {
  const found = new Map<string, { label: AnnotationLabel; chosen: number }>();
  for (const label of calls.flatMap(({ submitted }) => submitted.flatMap(({ labels }) => labels))) {
    const before = found.get(labelKey(label));
    found.set(labelKey(label), { label, chosen: (before?.chosen ?? 0) + 1 });
  }
  const common = [...found].sort(([, a], [, b]) => b.chosen - a.chosen).slice(0, mostLabels);
  return common.map(([key, { label, chosen }]) => ({
    kind: label.kind,
    value: label.value,
    name: names.get(label.value) ?? (label.note === '' ? null : label.note),
    chosen,
    ...measure(
      calls.map(
        ({ submitted }) =>
          new Map(
            submitted.map(({ annotatorId, labels }) => [
              annotatorId,
              labels.some((one) => labelKey(one) === key) ? 'yes' : 'no',
            ]),
          ),
      ),
    ),
  }));
}

/** By kind, each with its own categories; an expert's are averaged over the calls in which they judged. */
function accuracies(calls: readonly MeasuredCall[]): ReadonlyMap<string, number> {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const kind of annotationKinds.values) {
    const units = calls.map(
      ({ task, submitted }): ObservedUnit => ({
        judgements: [...judgementsOf(submitted, kind)],
        ...(task.status === 'adjudicated' && task.decided !== null ? { truth: categoryOf(task.decided, kind) } : {}),
      }),
    );
    // Where nobody ever used the kind there is nothing to be right about.
    if (!units.some(({ judgements }) => judgements.some(([, said]) => said !== ''))) continue;
    const { accuracy } = dawidSkene(units, { strength: priorStrength });
    for (const [observer, share] of accuracy) {
      const count = units.filter(({ judgements }) => judgements.some(([id]) => id === observer)).length;
      const before = sums.get(observer) ?? { sum: 0, count: 0 };
      sums.set(observer, { sum: before.sum + share * count, count: before.count + count });
    }
  }
  return new Map([...sums].map(([observer, { sum, count }]) => [observer, sum / count]));
}

async function measureExperts(
  executor: Executor,
  calls: readonly MeasuredCall[],
  collectionId: string | null,
): Promise<Agreement['experts']> {
  const people = await executor.query<{ id: string; name: string; annotated: number }>(
    `select a.annotator_id as id, coalesce(u.display_name, a.annotator_id) as name, count(*)::int as annotated
       from annotations a join annotation_tasks t on t.id = a.task_id left join users u on u.id = a.annotator_id
      where a.status = 'submitted' and ($1::text is null or t.collection_id = $1)
      group by 1, 2 order by annotated desc, name`,
    [collectionId],
  );
  const accuracy = accuracies(calls);
  return people.rows.map(({ id, name, annotated }) => {
    const shared = calls.filter(({ submitted }) => submitted.some(({ annotatorId }) => annotatorId === id));
    const pairs = shared.flatMap(({ submitted }) =>
      annotationKinds.values.flatMap((kind) => {
        const said = judgementsOf(submitted, kind);
        const own = said.get(id) ?? '';
        return [...said].flatMap(([other, theirs]) =>
          other === id || (own === '' && theirs === '') ? [] : [[`${kind} ${own}`, `${kind} ${theirs}`] as const],
        );
      }),
    );
    return {
      id,
      name,
      annotated,
      doubled: shared.length,
      kappa: known(cohensKappa(pairs)),
      accuracy: known(accuracy.get(id) ?? Number.NaN),
    };
  });
}

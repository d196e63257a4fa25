import { z } from 'zod';
import { DomainError } from '../../errors.ts';
import type { OutboxJob } from '../../jobs/work-jobs.ts';
import type { Database } from '../../ports/database.ts';
import type { PointInTime } from '../../ports/graph-index.ts';
import type { PublishedState } from '../../publishing/index.ts';
import { errorWords } from '../../text/error-words.ts';
import type { ChangeSource, Overlay, Overlays } from '../overlays/index.ts';
import { type AnswerSide, type Verdict, verdictOf } from './answer-side.ts';
import { type AskedQuestion, createAsker, type GuideOver } from './ask-question.ts';
import { endRun, type Run, readRun } from './run-store.ts';

/** What asking questions of an overlay takes. */
export interface Asking {
  readonly database: Database;
  readonly state: Pick<PublishedState, 'now' | 'position'>;
  readonly overlays: Overlays;
  readonly guideOver: GuideOver;
  /** Aborted when the process stops: another one goes on with a run behind its last answer. */
  readonly stopping: AbortSignal;
}

/** What is to be compared, as a run or a trial names it. */
export interface Comparison extends Pick<Run, 'changesetId' | 'proposalIds' | 'recipe'> {
  readonly asOf: Date | null;
  readonly knownAt: Date | null;
}

const payloadSchema = z.object({ runId: z.string() });
/** So many answers are written at once, and between them whoever cancels is heard. */
const questionsEachBatch = 10;

/**
 * The job that asks the questions of a run. One that was broken off goes on behind the last answer. What will not go by
 * trying again, such as a changeset that was published meanwhile, ends the run with the reason.
 */
export function evaluationJob(asking: Asking) {
  return async ({ payload, lastTry, progress }: OutboxJob): Promise<void> => {
    const { database } = asking;
    const { runId } = payloadSchema.parse(payload);
    const begun = await database.query(
      "update evaluation_runs set status = 'running' where id = $1 and status in ('queued', 'running')",
      [runId],
    );
    if (begun.rowCount === 0) return;
    try {
      await askAll(asking, await readRun(database, runId), progress);
      await endRun(database, runId);
    } catch (error) {
      const final = error instanceof DomainError && error.code !== 'unavailable';
      if (!final && (!lastTry || asking.stopping.aborted)) throw error;
      await database.query(
        `update evaluation_runs set status = 'failed', error = $2, ended_at = now() where id = $1 and status = 'running'`,
        [runId, final ? error.message : errorWords(error)],
      );
      if (!final) throw error;
    }
  };
}

async function askAll(asking: Asking, run: Run, progress: OutboxJob['progress']): Promise<void> {
  const { database, state } = asking;
  const asOf = run.usedAsOf ?? run.asOf;
  const knownAt = run.usedKnownAt ?? run.knownAt;
  const compare = await createComparison(asking, {
    ...run,
    asOf: asOf === null ? null : new Date(asOf),
    knownAt: knownAt === null ? null : new Date(knownAt),
  });
  await database.query(
    'update evaluation_runs set used_as_of = $2, used_known_at = $3, position = coalesce(position, $4) where id = $1',
    [run.id, compare.at.asOf, compare.at.knownAt, state.position],
  );
  for (;;) {
    const batch = await nextQuestions(database, run.id);
    if (batch.length === 0) return;
    const answers: { ordinal: number; before: AnswerSide; after: AnswerSide | null; verdict: Verdict | null }[] = [];
    for (const { ordinal, expected, ...question } of batch) {
      asking.stopping.throwIfAborted();
      const { before, after } = await compare.ask(question);
      const verdict = after && verdictOf(before.side, after.side, expected);
      answers.push({ ordinal, before: before.side, after: after?.side ?? null, verdict });
      // Agents who wait are answered in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const answered = await writeAnswers(database, run.id, answers);
    if (answered === null) return;
    await progress((100 * answered) / Math.max(1, run.questions));
  }
}

/** Asks a question of what is in force, and of it with a change, another recipe or both. */
export async function createComparison(
  { state, overlays, guideOver }: Asking,
  { changesetId, proposalIds, recipe, asOf, knownAt }: Comparison,
) {
  const source: ChangeSource | null =
    changesetId !== null ? { changesetId } : proposalIds !== null ? { proposalIds } : null;
  const other = recipe ?? undefined;
  const over: Overlay | null = source ? await overlays.create(source, other) : other ? overlays.asItIs(other) : null;
  const now = state.now();
  const takesEffect = over?.effectiveAt && over.effectiveAt > now.asOf ? over.effectiveAt : now.asOf;
  const at: PointInTime = { asOf: asOf ?? takesEffect, knownAt: knownAt ?? now.knownAt };
  const [askBefore, askAfter] = [createAsker(overlays.asItIs(), guideOver), over && createAsker(over, guideOver)];
  return {
    at,
    ask: async (question: AskedQuestion) => ({
      before: await askBefore(question, at),
      after: askAfter ? await askAfter(question, at) : null,
    }),
  };
}

async function nextQuestions(database: Database, runId: string) {
  const { rows } = await database.query<AskedQuestion & { ordinal: number; expected: string[] }>(
    `select a.ordinal, q.utterances, q.context, q.expected from evaluation_answers a
       join evaluation_questions q on q.id = a.question_id
      where a.run_id = $1 and a.before is null order by a.ordinal limit ${questionsEachBatch}`,
    [runId],
  );
  return rows;
}

/** How many are answered by then; null: the run was cancelled or is gone. */
async function writeAnswers(database: Database, runId: string, answers: readonly object[]): Promise<number | null> {
  return database.transaction(async (tx) => {
    const going = await tx.query("select from evaluation_runs where id = $1 and status = 'running' for update", [
      runId,
    ]);
    if (going.rowCount === 0) return null;
    await tx.query(
      `update evaluation_answers a set before = r.before, after = r.after, verdict = r.verdict
         from jsonb_to_recordset($2::jsonb) as r (ordinal int, before jsonb, after jsonb, verdict text)
        where a.run_id = $1 and a.ordinal = r.ordinal`,
      [runId, JSON.stringify(answers)],
    );
    const counted = await tx.query<{ answered: number }>(
      `update evaluation_runs set answered = (select count(*) from evaluation_answers where run_id = $1 and before is not null)
        where id = $1 returning answered`,
      [runId],
    );
    return counted.rows[0]?.answered ?? 0;
  });
}

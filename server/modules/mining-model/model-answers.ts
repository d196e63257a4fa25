import type { Database, Executor } from '../../ports/database.ts';

/** An answer as it is kept; null: what the model said was no JSON. */
export interface KnownAnswer {
  readonly json: unknown;
}

interface NewAnswer extends KnownAnswer {
  readonly key: string;
  readonly model: string;
  readonly promptTokens: number;
  readonly answerTokens: number;
}

/** What was answered to the question of this key; null: it was never asked, or has been forgotten. */
export async function knownAnswer(executor: Executor, key: string): Promise<KnownAnswer | null> {
  const known = await executor.query<{ answer: unknown }>('select answer from model_answers where key = $1', [key]);
  return known.rows[0] ? { json: known.rows[0].answer } : null;
}

/** Keeps an answer as long as all sources that it rests on are known; nothing, if one was erased while the model answered. */
export async function keepAnswer(
  database: Database,
  { key, json, model, promptTokens, answerTokens }: NewAnswer,
  sourceIds: readonly string[],
): Promise<void> {
  const sources = [...new Set(sourceIds)];
  const [first] = sources;
  if (first === undefined) return;
  await database.transaction(async (tx) => {
    const held = await tx.query(
      'select id from sources where id = any($1) and erased_at is null order by id for share',
      [sources],
    );
    if (held.rowCount < sources.length) return;
    await tx.query(
      `insert into model_answers (key, source_id, model, answer, prompt_tokens, answer_tokens)
       values ($1, $2, $3, $4::jsonb, $5, $6) on conflict (key) do nothing`,
      [key, first, model, JSON.stringify(json), promptTokens, answerTokens],
    );
    await tx.query(
      'insert into model_answer_sources (key, source_id) select $1, unnest($2::text[]) on conflict do nothing',
      [key, sources],
    );
  });
}

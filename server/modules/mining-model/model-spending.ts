import type { Executor } from '../../ports/database.ts';

interface Account {
  readonly database: Executor;
  readonly runId: string;
  readonly model: string;
  /** For a million tokens. */
  readonly promptPrice: number;
  readonly answerPrice: number;
}

type Amounts = Record<'requests' | 'from_cache' | 'refused' | 'prompt_tokens' | 'answer_tokens', number>;

/** Adds to what a run has spent; negative amounts are given back. */
export async function spend(account: Account, more: Partial<Amounts>): Promise<void> {
  const { requests = 0, from_cache = 0, refused = 0, prompt_tokens = 0, answer_tokens = 0 } = more;
  const cost = (prompt_tokens * account.promptPrice + answer_tokens * account.answerPrice) / 1_000_000;
  await account.database.query(
    `insert into model_spending as s (run_id, model, requests, from_cache, refused, prompt_tokens, answer_tokens, cost)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (run_id) do update set requests = s.requests + excluded.requests, from_cache = s.from_cache + excluded.from_cache,
            refused = s.refused + excluded.refused, prompt_tokens = s.prompt_tokens + excluded.prompt_tokens,
            answer_tokens = s.answer_tokens + excluded.answer_tokens, cost = s.cost + excluded.cost`,
    [account.runId, account.model, requests, from_cache, refused, prompt_tokens, answer_tokens, cost],
  );
}

/** Tokens that the run has spent so far, asked and answered together. */
export async function spentTokens({ database, runId }: Account): Promise<number> {
  const found = await database.query<{ tokens: string }>(
    'select (prompt_tokens + answer_tokens)::text as tokens from model_spending where run_id = $1',
    [runId],
  );
  return Number(found.rows[0]?.tokens ?? 0);
}

/** What a run has spent on a model. */
export interface ModelSpending {
  readonly model: string;
  readonly requests: number;
  readonly fromCache: number;
  /** Questions that were not asked, as the budget was spent or the model could not be asked. */
  readonly refused: number;
  readonly promptTokens: number;
  readonly answerTokens: number;
  readonly cost: number;
}

/** What a run has spent on a model; null: it asked none. */
export async function readSpending(executor: Executor, runId: string): Promise<ModelSpending | null> {
  const found = await executor.query<ModelSpending>(
    `select model, requests, from_cache as "fromCache", refused, prompt_tokens::float8 as "promptTokens",
            answer_tokens::float8 as "answerTokens", cost
       from model_spending where run_id = $1`,
    [runId],
  );
  return found.rows[0] ?? null;
}

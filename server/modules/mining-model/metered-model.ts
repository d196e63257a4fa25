import type { StructuredModel, StructuredQuestion } from '../../../ingest/ports.ts';
import { type ChatModel, ChatUnavailable } from '../../ports/chat-model.ts';
import type { Database } from '../../ports/database.ts';
import type { KeyedHash } from '../../publishing/index.ts';

/** Limits and prices of mining with a model. */
export interface ModelBudget {
  /** Tokens that one mining run may spend, asked and answered together. */
  readonly tokensPerRun: number;
  /** Longest answer, in tokens. */
  readonly maxTokens: number;
  /** For a million tokens, in any one currency. */
  readonly promptPrice: number;
  readonly answerPrice: number;
}

interface Metering {
  readonly database: Database;
  readonly hash: KeyedHash;
  readonly chat: ChatModel;
  readonly budget: ModelBudget;
  readonly runId: string;
  readonly signal: AbortSignal;
}

/**
 * A model that is never asked the same twice, and never beyond the run's budget: answers are kept under a keyed hash of
 * the question, spending in a row of the run, so a run that goes on elsewhere repeats and forgets nothing. Answers null
 * when the budget is spent, or the model cannot be asked or says no JSON; mining then goes on by its rules.
 */
export function meteredModel({ database, hash, chat, budget, runId, signal }: Metering): StructuredModel {
  const spend = (
    more: Partial<Record<'requests' | 'from_cache' | 'refused' | 'prompt_tokens' | 'answer_tokens', number>>,
  ) => {
    const { requests = 0, from_cache = 0, refused = 0, prompt_tokens = 0, answer_tokens = 0 } = more;
    const cost = (prompt_tokens * budget.promptPrice + answer_tokens * budget.answerPrice) / 1_000_000;
    return database.query(
      `insert into model_spending as s (run_id, model, requests, from_cache, refused, prompt_tokens, answer_tokens, cost)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (run_id) do update set requests = s.requests + excluded.requests, from_cache = s.from_cache + excluded.from_cache,
              refused = s.refused + excluded.refused, prompt_tokens = s.prompt_tokens + excluded.prompt_tokens,
              answer_tokens = s.answer_tokens + excluded.answer_tokens, cost = s.cost + excluded.cost`,
      [runId, chat.model, requests, from_cache, refused, prompt_tokens, answer_tokens, cost],
    );
  };

  const spentTokens = async () => {
    const found = await database.query<{ tokens: string }>(
      'select (prompt_tokens + answer_tokens)::text as tokens from model_spending where run_id = $1',
      [runId],
    );
    return Number(found.rows[0]?.tokens ?? 0);
  };

  return {
    model: chat.model,
    async ask(question) {
      const key = hash.ofJson({ model: chat.model, ...question });
      const known = await database.query<{ answer: unknown }>('select answer from model_answers where key = $1', [key]);
      if (known.rows[0]) {
        await spend({ from_cache: 1 });
        return known.rows[0].answer;
      }
      const most = estimatedTokens(question) + budget.maxTokens;
      if ((await spentTokens()) + most > budget.tokensPerRun) {
        await spend({ refused: 1 });
        return null;
      }
      const answered = await askOnce(chat, question, budget.maxTokens, signal);
      await spend({ requests: 1, prompt_tokens: answered.promptTokens, answer_tokens: answered.answerTokens });
      if (answered.json === null) return null;
      // Nothing is kept of a source that was erased while the model answered.
      await database.query(
        `insert into model_answers (key, source_id, model, answer, prompt_tokens, answer_tokens)
         select $1, o.id, $3, $4::jsonb, $5, $6 from sources o where o.id = $2 and o.erased_at is null for share
             on conflict (key) do nothing`,
        [
          key,
          question.sourceId,
          chat.model,
          JSON.stringify(answered.json),
          answered.promptTokens,
          answered.answerTokens,
        ],
      );
      return answered.json;
    },
  };
}

/** Never too few: a Chinese character is at most about two tokens, a Latin one less than half. */
function estimatedTokens({ system, user, schema }: StructuredQuestion): number {
  const text = system + user + JSON.stringify(schema);
  return text.length + (text.match(/\p{Script=Han}/gu)?.length ?? 0);
}

async function askOnce(chat: ChatModel, question: StructuredQuestion, maxTokens: number, signal: AbortSignal) {
  const { system, user, name, schema } = question;
  let text = '';
  let usage = { promptTokens: estimatedTokens(question), answerTokens: 0 };
  try {
    const messages = [
      { role: 'system', content: `${system}\nJSON schema: ${JSON.stringify(schema)}` },
      { role: 'user', content: user },
    ] as const;
    for await (const piece of chat.stream(messages, { maxTokens, signal, jsonSchema: { name, schema } })) {
      if (piece.type === 'text') text += piece.text;
      else usage = { promptTokens: piece.promptTokens, answerTokens: piece.answerTokens };
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ChatUnavailable)) throw error;
    return { json: null, ...usage };
  }
  return { json: jsonIn(text), promptTokens: usage.promptTokens, answerTokens: usage.answerTokens || text.length };
}

/** The JSON object of an answer that may have words or a fence around it; null: there is none. */
function jsonIn(text: string): unknown {
  const [start, end] = [text.indexOf('{'), text.lastIndexOf('}')];
  if (start < 0 || end < start) return null;
  try {
    return JSON.parse(text.slice(start, end + 1));
  } catch {
    return null;
  }
}

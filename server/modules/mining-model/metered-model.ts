import type { ModelAnswer, StructuredModel, StructuredQuestion } from '../../../ingest/ports.ts';
import { type ChatModel, ChatUnavailable } from '../../ports/chat-model.ts';
import type { Database } from '../../ports/database.ts';
import type { KeyedHash } from '../../publishing/index.ts';
import { type KnownAnswer, keepAnswer, knownAnswer } from './model-answers.ts';
import { spend, spentTokens } from './model-spending.ts';

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

/** After so many questions in a row without an answer the model is not asked any more. */
const mostInVain = 3;

/**
 * A model that is never asked the same twice, and never beyond the run's budget: answers are kept under a keyed hash of
 * the question, spending in a row of the run, so a run that goes on elsewhere repeats and forgets nothing. A question is
 * booked at its most before it is asked, and at what it cost afterwards; one without an answer stays booked at what
 * was asked. Questions wait for each other. Mining goes on by its rules where there is no answer.
 */
export function meteredModel({ database, hash, chat, budget, runId, signal }: Metering): StructuredModel {
  const account = { database, runId, model: chat.model, ...budget };
  let inVain = 0;

  const askAnew = async (question: StructuredQuestion, key: string): Promise<ModelAnswer> => {
    if (inVain >= mostInVain) return refuse('unavailable');
    const asked = estimatedTokens(question);
    if ((await spentTokens(account)) + asked + budget.maxTokens > budget.tokensPerRun) return refuse('budget');
    signal.throwIfAborted();
    await spend(account, { requests: 1, prompt_tokens: asked, answer_tokens: budget.maxTokens });
    const answered = await askOnce(chat, question, budget.maxTokens, signal);
    const { promptTokens = asked, answerTokens = 0 } = answered;
    await spend(account, { prompt_tokens: promptTokens - asked, answer_tokens: answerTokens - budget.maxTokens });
    inVain = answered.ended ? 0 : inVain + 1;
    if (!answered.ended) return { missing: 'unavailable' };
    // What is no JSON would be none again.
    const json = jsonIn(answered.text);
    await keepAnswer(database, { key, json, model: chat.model, promptTokens, answerTokens }, question.sourceIds);
    return answerOf({ json });
  };

  const refuse = async (missing: 'budget' | 'unavailable'): Promise<ModelAnswer> => {
    await spend(account, { refused: 1 });
    return { missing };
  };

  const ask = async (question: StructuredQuestion): Promise<ModelAnswer> => {
    const key = hash.ofJson({ model: chat.model, maxTokens: budget.maxTokens, ...question });
    const known = await knownAnswer(database, key);
    if (!known) return askAnew(question, key);
    await spend(account, { from_cache: 1 });
    return answerOf(known);
  };

  // Two at a time could both find room in the budget for one.
  let before: Promise<unknown> = Promise.resolve();
  return {
    model: chat.model,
    ask(question) {
      const turn = before.then(() => ask(question));
      before = turn.catch(() => undefined);
      return turn;
    },
  };
}

const answerOf = ({ json }: KnownAnswer): ModelAnswer => (json === null ? { missing: 'no_json' } : { json });

/** Never too few: a Chinese character is at most about two tokens, a Latin one less than half; and the frame of a message. */
function estimatedTokens({ system, user, schema }: StructuredQuestion): number {
  const text = system + user + JSON.stringify(schema);
  return text.length + (text.match(/\p{Script=Han}/gu)?.length ?? 0);
}

interface Answered {
  readonly text: string;
  /** Whether the model said all that it had to say. */
  readonly ended: boolean;
  readonly promptTokens?: number;
  readonly answerTokens?: number;
}

async function askOnce(
  chat: ChatModel,
  question: StructuredQuestion,
  maxTokens: number,
  signal: AbortSignal,
): Promise<Answered> {
  const { system, user, name, schema } = question;
  const messages = [
    { role: 'system', content: `${system}\nJSON schema: ${JSON.stringify(schema)}` },
    { role: 'user', content: user },
  ] as const;
  let text = '';
  let usage: { readonly promptTokens?: number; readonly answerTokens?: number } = {};
  try {
    for await (const piece of chat.stream(messages, { maxTokens, signal, jsonSchema: { name, schema } })) {
      if (piece.type === 'text') text += piece.text;
      else usage = { promptTokens: piece.promptTokens, answerTokens: piece.answerTokens };
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ChatUnavailable)) throw error;
    return { text, ended: false, answerTokens: Math.min(maxTokens, text.length) };
  }
  return { text, ended: true, answerTokens: Math.min(maxTokens, text.length), ...usage };
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

import type { ModelAnswer, StructuredModel } from '../ingest/index.ts';
import { httpChatModel } from '../server/adapters/http-chat/http-chat-model.ts';
import { ChatUnavailable } from '../server/ports/chat-model.ts';

/** What asking a model has cost. */
export interface AskedMeter {
  requests: number;
  withoutAnswer: number;
  promptTokens: number;
  answerTokens: number;
}

export interface EndpointModel extends StructuredModel {
  readonly meter: Readonly<AskedMeter>;
}

const patienceMs = 600_000;

/** Asks an OpenAI-compatible endpoint as mining does, without the service's budget; the same question once. */
export function endpointModel(url: string, name: string, maxTokens: number): EndpointModel {
  const chat = httpChatModel({ url, model: name, timeoutMs: patienceMs, tries: 1 });
  const meter: AskedMeter = { requests: 0, withoutAnswer: 0, promptTokens: 0, answerTokens: 0 };
  const answers = new Map<string, ModelAnswer>();

  const ask = async ({ system, user, name: schemaName, schema }: Parameters<StructuredModel['ask']>[0]) => {
    const messages = [
      { role: 'system', content: `${system}\nJSON schema: ${JSON.stringify(schema)}` },
      { role: 'user', content: user },
    ] as const;
    meter.requests += 1;
    let text = '';
    const options = {
      maxTokens,
      signal: AbortSignal.timeout(patienceMs),
      jsonSchema: { name: schemaName, schema },
    };
    try {
      for await (const piece of chat.stream(messages, options)) {
        if (piece.type === 'text') text += piece.text;
        else {
          meter.promptTokens += piece.promptTokens;
          meter.answerTokens += piece.answerTokens;
        }
      }
    } catch (error) {
      if (!(error instanceof ChatUnavailable)) throw error;
      return { missing: 'unavailable' } as const;
    }
    return answerIn(text);
  };

  return {
    model: name,
    meter,
    async ask(question) {
      const key = JSON.stringify(question);
      const answer = answers.get(key) ?? (await ask(question));
      if (!answers.has(key) && 'missing' in answer) meter.withoutAnswer += 1;
      answers.set(key, answer);
      return answer;
    },
  };
}

function answerIn(text: string): ModelAnswer {
  try {
    return { json: JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) };
  } catch {
    return { missing: 'no_json' };
  }
}

import { createParser } from 'eventsource-parser';
import { z } from 'zod';
import { type ChatMessage, type ChatModel, type ChatPiece, ChatUnavailable } from '../../ports/chat-model.ts';
import {
  keyHeader,
  mayPass,
  operationAddress,
  Passing,
  retryAfterMs,
  tryAgain,
} from '../openai-endpoint/openai-endpoint.ts';

export interface HttpChatModelOptions {
  /** The address of the API (ends in /v1), or of its chat completions. */
  readonly url: string;
  readonly model: string;
  readonly apiKey?: string | undefined;
  /** Milliseconds for a whole answer. */
  readonly timeoutMs?: number;
  readonly tries?: number;
  /** Milliseconds before the second try; doubles from there. */
  readonly firstPauseMs?: number;
}

const chunkSchema = z.object({
  choices: z.array(z.object({ delta: z.object({ content: z.string().nullish() }).nullish() })),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
});

/** An answer of which the first piece has come. */
interface Begun {
  readonly first: IteratorResult<ChatPiece>;
  readonly rest: AsyncGenerator<ChatPiece>;
}

/** Asks any endpoint that speaks OpenAI's `POST /chat/completions` with `stream`. */
export function httpChatModel(options: HttpChatModelOptions): ChatModel {
  const { model, timeoutMs = 30_000, tries = 2, firstPauseMs = 200 } = options;
  const url = operationAddress(options.url, '/chat/completions');
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream', ...keyHeader(options.apiKey) };

  const begin = async (
    messages: readonly ChatMessage[],
    maxTokens: number,
    signal: AbortSignal,
    jsonSchema?: { readonly name: string; readonly schema: object },
  ): Promise<Begun> => {
    const body = {
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: maxTokens,
      temperature: 0,
      ...(jsonSchema && { response_format: { type: 'json_schema', json_schema: { ...jsonSchema, strict: true } } }),
    };
    const asked = { method: 'POST', headers, body: JSON.stringify(body), redirect: 'error', signal } as const;
    const response = await fetch(url, asked).catch((cause: unknown) => {
      throw new Passing('the chat endpoint does not answer', null, { cause });
    });
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      throw refusalOf(response);
    }
    const rest = piecesOf(response.body);
    const first = await rest.next().catch((cause: unknown) => {
      throw cause instanceof ChatUnavailable ? new Passing(cause.message, null, { cause }) : cause;
    });
    if (first.done) throw new Passing('the chat endpoint answered nothing');
    return { first, rest };
  };

  return {
    model,
    async *stream(messages, { maxTokens, signal, jsonSchema }) {
      // Whoever stops reading ends the request, also one that has yet to answer.
      const over = new AbortController();
      const timely = AbortSignal.any([signal, over.signal, AbortSignal.timeout(timeoutMs)]);
      const givenUp = (last: Passing) => new ChatUnavailable(last.message, { cause: last });
      try {
        const { first, rest } = await tryAgain(() => begin(messages, maxTokens, timely, jsonSchema), {
          tries,
          firstPauseMs,
          signal: timely,
          givenUp,
        });
        if (!first.done) yield first.value;
        yield* rest;
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof ChatUnavailable) throw error;
        throw new ChatUnavailable('the chat endpoint did not end its answer in time', { cause: error });
      } finally {
        over.abort();
      }
    },
  };
}

function refusalOf({ status, headers }: Response): Error {
  const said = `the chat endpoint answered ${status}`;
  return mayPass(status) ? new Passing(said, retryAfterMs(headers)) : new ChatUnavailable(said);
}

async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<ChatPiece> {
  const events: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => events.push(data) });
  const decoder = new TextDecoder();
  try {
    for await (const bytes of body) {
      parser.feed(decoder.decode(bytes, { stream: true }));
      for (const data of events.splice(0)) {
        if (data === '[DONE]') return;
        yield* piecesIn(data);
      }
    }
  } catch (error) {
    if (error instanceof ChatUnavailable || isAborted(error)) throw error;
    throw new ChatUnavailable('the chat endpoint broke its answer off', { cause: error });
  }
}

const isAborted = (error: unknown) =>
  error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');

function* piecesIn(data: string): Generator<ChatPiece> {
  const parsed = chunkSchema.safeParse(parseJson(data));
  if (!parsed.success) throw new ChatUnavailable('the chat endpoint answered something else than a completion');
  const text = parsed.data.choices[0]?.delta?.content ?? '';
  if (text !== '') yield { type: 'text', text };
  const { usage } = parsed.data;
  if (usage) yield { type: 'usage', promptTokens: usage.prompt_tokens, answerTokens: usage.completion_tokens };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

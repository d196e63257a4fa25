import { z } from 'zod';
import { type Embedder, EmbedderUnavailable, type EmbeddingPurpose, TextsRefused } from '../../ports/embedder.ts';
import {
  keyHeader,
  mayPass,
  operationAddress,
  Passing,
  retryAfterMs,
  tryAgain,
} from '../openai-endpoint/openai-endpoint.ts';

/** How an endpoint is told questions from passages: not at all, by words before the text, or by a field. */
export type EmbeddingInput = 'plain' | 'prefix' | 'input_type';

export interface HttpEmbedderOptions {
  /** The address of the API (ends in /v1), or of its embeddings. */
  readonly url: string;
  readonly model: string;
  readonly apiKey?: string | undefined;
  readonly input?: EmbeddingInput;
  /** Milliseconds for one request. */
  readonly timeoutMs?: number;
  /** Milliseconds before the second try; doubles from there. */
  readonly firstPauseMs?: number;
}

const answerSchema = z.object({
  data: z.array(z.object({ index: z.int().min(0).optional(), embedding: z.array(z.number()).min(1) })),
});

/** Few enough that a small model on the same computer is done in time. */
const textsEachRequest = 16;
const usualTries = 4;

/** Asks any endpoint that speaks OpenAI's `POST /embeddings`, in batches. */
export function httpEmbedder(options: HttpEmbedderOptions): Embedder {
  const { model, input = 'plain', timeoutMs = 120_000, firstPauseMs = 500 } = options;
  const url = operationAddress(options.url, '/embeddings');
  const headers = { 'content-type': 'application/json', ...keyHeader(options.apiKey) };

  const ask = async (texts: readonly string[], purpose: EmbeddingPurpose, asked: string, signal?: AbortSignal) => {
    const body = {
      model: asked,
      input: input === 'prefix' ? texts.map((text) => `${purpose}: ${text}`) : texts,
      encoding_format: 'float',
      ...(input === 'input_type' ? { input_type: purpose } : {}),
    };
    const timely = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      redirect: 'error',
      signal: signal ? AbortSignal.any([timely, signal]) : timely,
    }).catch((cause: unknown) => {
      throw new Passing('the embeddings endpoint does not answer', null, { cause });
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw refusalOf(response);
    }
    return vectorsOf(await response.json().catch(() => null), texts.length);
  };

  const givenUp = (last: Passing) => new EmbedderUnavailable(last.message, { cause: last });

  return {
    model,
    async embed(texts, purpose, { model: asked = model, signal, tries = usualTries } = {}) {
      const vectors: (readonly number[])[] = [];
      for (let from = 0; from < texts.length; from += textsEachRequest) {
        const batch = texts.slice(from, from + textsEachRequest);
        const ofBatch = () => ask(batch, purpose, asked, signal);
        vectors.push(...(await tryAgain(ofBatch, { tries, firstPauseMs, signal, givenUp })));
      }
      return vectors;
    },
  };
}

function refusalOf({ status, headers }: Response): Error {
  const said = `the embeddings endpoint answered ${status}`;
  if (status === 400 || status === 413 || status === 422) return new TextsRefused(said);
  return mayPass(status) ? new Passing(said, retryAfterMs(headers)) : new EmbedderUnavailable(said);
}

function vectorsOf(answer: unknown, count: number): readonly (readonly number[])[] {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw new Passing('the embeddings endpoint answered something else than embeddings');
  const rows = parsed.data.data
    .map(({ index, embedding }, place) => ({ index: index ?? place, embedding }))
    .toSorted((a, b) => a.index - b.index);
  if (rows.length !== count || rows.some(({ index }, place) => index !== place))
    throw new Passing(`the embeddings endpoint gave ${rows.length} vectors for ${count} texts`);
  return rows.map(({ embedding }) => embedding);
}

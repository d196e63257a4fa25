import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EmbedderUnavailable } from '../../ports/embedder.ts';
import { type EmbeddingsEndpoint, startEmbeddingsEndpoint } from '../../testing/embeddings-endpoint.ts';
import { httpEmbedder } from './http-embedder.ts';

describe('embeddings over HTTP', () => {
  let endpoint: EmbeddingsEndpoint;
  beforeAll(async () => {
    endpoint = await startEmbeddingsEndpoint();
  });
  beforeEach(() => {
    endpoint.mood = 'well';
  });
  afterAll(() => endpoint.close());

  const embedder = (more: object = {}) =>
    httpEmbedder({ url: endpoint.url, model: 'm', firstPauseMs: 1, timeoutMs: 500, ...more });

  it('come in the order of the texts, in batches that an endpoint takes', async () => {
    const texts = Array.from({ length: 70 }, (_, n) => `text ${n}`);
    const vectors = await embedder().embed(texts, 'passage');
    expect(vectors).toHaveLength(70);
    expect(vectors[69]).toEqual((await embedder().embed(['text 69'], 'passage'))[0]);
    expect(vectors[0]).not.toEqual(vectors[1]);
  });

  it('tell questions from passages as the endpoint wants it', async () => {
    await embedder({ input: 'prefix' }).embed(['a'], 'query');
    await embedder({ input: 'input_type' }).embed(['b'], 'passage', { model: 'older' });
    expect(endpoint.requests.slice(-2)).toMatchObject([
      { model: 'm', input: ['query: a'] },
      { model: 'older', input: ['b'], input_type: 'passage' },
    ]);
  });

  it('take the address of the API or of its embeddings', async () => {
    for (const url of [endpoint.url, `${endpoint.url}/`, `${endpoint.url}/embeddings`])
      expect(await embedder({ url }).embed(['a'], 'query')).toHaveLength(1);
  });

  it.each(['busy', 'broken', 'silent', 'short'] as const)(
    'are asked for again when the endpoint is %s',
    async (mood) => {
      endpoint.mood = mood;
      const before = endpoint.requests.length;
      const asked = embedder().embed(['a'], 'query', { tries: 3 });
      await expect(asked).rejects.toThrow(EmbedderUnavailable);
      expect(endpoint.requests.length - before).toBe(3);
      endpoint.mood = 'broken';
      const soon = embedder({ firstPauseMs: 50 }).embed(['a'], 'query');
      endpoint.mood = 'well';
      expect(await soon).toHaveLength(1);
    },
  );

  it('are not asked for again when the endpoint refuses', async () => {
    endpoint.mood = 'refusing';
    const before = endpoint.requests.length;
    await expect(embedder().embed(['secret words'], 'query')).rejects.toThrow(/answered 401/);
    expect(endpoint.requests.length - before).toBe(1);
  });

  it('are given up when the caller gives up, and errors quote no text', async () => {
    endpoint.mood = 'silent';
    const given = embedder().embed(['secret words'], 'query', { signal: AbortSignal.timeout(20) });
    await expect(given).rejects.not.toThrow(/secret/);
    await expect(embedder({ url: 'http://127.0.0.1:9/v1' }).embed(['secret'], 'query', { tries: 1 })).rejects.toThrow(
      /does not answer/,
    );
  });
});

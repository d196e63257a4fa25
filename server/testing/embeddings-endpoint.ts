import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { z } from 'zod';
import { listenLocally, sendJson, textOf } from './local-endpoint.ts';

const requestSchema = z.strictObject({
  model: z.string(),
  input: z.array(z.string()).min(1).max(64),
  encoding_format: z.literal('float'),
  input_type: z.enum(['query', 'passage']).optional(),
});
export type EmbeddingRequest = z.infer<typeof requestSchema>;

/** How the endpoint answers next: as it should, or badly. */
export type EndpointMood = 'well' | 'busy' | 'broken' | 'silent' | 'short' | 'refusing';

/** An embeddings endpoint on this computer that speaks OpenAI's protocol; near are texts that share words. */
export interface EmbeddingsEndpoint {
  readonly url: string;
  readonly requests: readonly EmbeddingRequest[];
  mood: EndpointMood;
  close(): Promise<void>;
}

const dimensions = 64;

/** Feature hashing of single characters and pairs (Weinberger et al., 2009). */
function hashedVector(model: string, text: string): number[] {
  const vector = Array.from({ length: dimensions }, () => 0);
  const chars = [...text.toLowerCase()];
  for (const [index, char] of chars.entries()) {
    for (const feature of [char, char + (chars[index + 1] ?? '')]) {
      const hash = createHash('md5').update(`${model}:${feature}`).digest();
      const at = (hash[0] ?? 0) % dimensions;
      vector[at] = (vector[at] ?? 0) + ((hash[1] ?? 0) % 2 === 0 ? 1 : -1);
    }
  }
  return vector.some((value) => value !== 0) ? vector : vector.fill(1);
}

export async function startEmbeddingsEndpoint(): Promise<EmbeddingsEndpoint> {
  const requests: EmbeddingRequest[] = [];
  const endpoint = { mood: 'well' as EndpointMood };
  const server = createServer(async (request, response) => {
    const send = (status: number, body: unknown, headers?: Readonly<Record<string, string>>) =>
      sendJson(response, status, body, headers);
    const parsed = requestSchema.safeParse(JSON.parse(await textOf(request)));
    if (request.method !== 'POST' || request.url !== '/v1/embeddings' || !parsed.success)
      return send(400, { error: { message: 'no such request' } });
    requests.push(parsed.data);
    const { model, input } = parsed.data;
    if (input.some((text) => text.includes('too long'))) return send(400, { error: { message: 'too long' } });
    switch (endpoint.mood) {
      case 'busy':
        return send(429, { error: { message: 'slow down' } }, { 'retry-after': '0' });
      case 'broken':
        return send(500, { error: { message: 'no luck' } });
      case 'refusing':
        return send(401, { error: { message: 'no key' } });
      case 'silent':
        return undefined;
      case 'short':
        return send(200, { data: [] });
      case 'well':
        // In another order than they came, which the index tells.
        return send(200, {
          data: input.map((text, index) => ({ index, embedding: hashedVector(model, text) })).toReversed(),
        });
    }
  });
  return Object.assign(endpoint, { requests, ...(await listenLocally(server)) });
}

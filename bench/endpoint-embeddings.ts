import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddingInput, httpEmbedder } from '../server/adapters/http-embeddings/http-embedder.ts';

/**
 * What texts mean, by the endpoint, through the adapter of the service. Answers are kept in the system's temporary
 * folder by model and text, so that a second run asks for nothing.
 */
export async function meaningsOf(
  texts: readonly string[],
  { url, model, input }: { readonly url: string; readonly model: string; readonly input: EmbeddingInput },
): Promise<readonly (readonly number[])[]> {
  const key = createHash('sha256')
    .update(JSON.stringify([url, model, input, texts]))
    .digest('hex')
    .slice(0, 16);
  const folder = join(tmpdir(), 'agent-coach-bench-vectors');
  const file = join(folder, `${key}.json`);
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept !== null) return JSON.parse(kept) as number[][];
  const embedder = httpEmbedder({ url, model, input });
  const vectors = await embedder.embed(texts, 'query');
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify(vectors));
  return vectors;
}

import { meaningTexts } from '../../../ingest/index.ts';
import type { StoredSource } from '../../../ingest/ports.ts';
import { type Embedder, EmbedderUnavailable } from '../../ports/embedder.ts';
import type { Logger } from '../../ports/logger.ts';

const callsEachRequest = 64;

/**
 * What calls mean, by their keys, of those that are grouped by meaning too. Null without an embedder, or when it gives no
 * vectors: mining goes on by words alone, and the log says so. Nothing of it is kept.
 */
export async function readMeanings(
  { embedder, log }: { readonly embedder?: Embedder | null | undefined; readonly log: Logger },
  calls: readonly StoredSource[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly number[]> | null> {
  if (!embedder) return null;
  const wanted = meaningTexts(calls);
  const meanings = new Map<string, readonly number[]>();
  for (let from = 0; from < wanted.length; from += callsEachRequest) {
    const some = wanted.slice(from, from + callsEachRequest);
    try {
      const vectors = await embedder.embed(
        some.map(({ text }) => text),
        'query',
        { signal },
      );
      for (const [i, { key }] of some.entries()) if (vectors[i]) meanings.set(key, vectors[i]);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof EmbedderUnavailable)) throw error;
      log.warn({ err: error, calls: wanted.length }, 'no vectors of the calls; they are grouped by their words alone');
      return null;
    }
  }
  return meanings;
}

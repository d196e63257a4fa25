import type { Executor } from '../../ports/database.ts';
import type { Embedder } from '../../ports/embedder.ts';
import type { PointInTime } from '../../ports/graph-index.ts';
import type { Logger } from '../../ports/logger.ts';
import type { EmbeddingSpace, VectorHit, VectorIndex } from '../../ports/vector-index.ts';
import { circuitBreaker } from './circuit-breaker.ts';
import { activeSpace } from './embedding-spaces.ts';

/** `none`: no space is complete yet. `down`: the endpoint or the index gave no answer in time. */
export type MeaningState = 'used' | 'none' | 'down';

/** Versions whose meaning is near to a text. Never throws and never takes long: without vectors it says so. */
export interface NearestVersions {
  find(query: {
    readonly text: string;
    /** Parts of it that are compared by themselves; see VectorQuery. */
    readonly aspects?: readonly string[];
    readonly at: PointInTime;
    readonly limit: number;
    readonly collectionIds?: readonly string[];
  }): Promise<{ readonly state: MeaningState; readonly hits: readonly VectorHit[] }>;
}

interface Options {
  readonly database: Executor;
  readonly vectors: Pick<VectorIndex, 'search'>;
  readonly embedder: Embedder;
  readonly log: Logger;
  /** Longest time that an agent waits for a question's vector. */
  readonly timeoutMs: number;
}

const spaceKnownMs = 5_000;
const failuresToOpen = 3;
const openMs = 20_000;
const keptVectors = 2_000;
const longestText = 2_000;

export function createNearestVersions({ database, vectors, embedder, log, timeoutMs }: Options): NearestVersions {
  const breaker = circuitBreaker(failuresToOpen, openMs);
  const known = new Map<string, readonly number[]>();
  let told = false;
  let space: { readonly value: EmbeddingSpace | null; readonly readAt: number } | null = null;

  const currentSpace = async () => {
    if (space === null || performance.now() - space.readAt > spaceKnownMs)
      space = { value: await activeSpace(database), readAt: performance.now() };
    return space.value;
  };

  /** One vector a text; those that are not known are asked for at once. */
  const vectorsOf = async (texts: readonly string[], { id, model }: EmbeddingSpace) => {
    const keyOf = (text: string) => `${id}\u0000${text}`;
    const vectors = new Map<string, readonly number[]>();
    for (const text of texts) {
      const before = known.get(keyOf(text));
      if (before) vectors.set(text, before);
    }
    const missing = [...new Set(texts)].filter((text) => !vectors.has(text));
    const signal = AbortSignal.timeout(timeoutMs);
    const made = missing.length > 0 ? await embedder.embed(missing, 'query', { model, tries: 1, signal }) : [];
    for (const [n, text] of missing.entries()) {
      const vector = made[n];
      if (!vector) throw new Error('no vector came');
      const oldest = known.keys().next();
      if (known.size >= keptVectors && !oldest.done) known.delete(oldest.value);
      vectors.set(text, vector);
      known.set(keyOf(text), vector);
    }
    return texts.map((text) => vectors.get(text) ?? []);
  };

  return {
    async find({ text, aspects = [], at, limit, collectionIds }) {
      const [asked = '', ...parts] = [text, ...aspects].map((one) => one.trim().slice(-longestText));
      if (asked === '') return { state: 'used', hits: [] };
      if (!breaker.mayTry()) return { state: 'down', hits: [] };
      try {
        const current = await currentSpace();
        if (current === null) return { state: 'none', hits: [] };
        const [vector = [], ...aspectVectors] = await vectorsOf(
          [asked, ...parts.filter((part) => part !== '')],
          current,
        );
        const hits = await vectors.search({
          spaceId: current.id,
          vector,
          aspects: aspectVectors,
          limit,
          at,
          ...(collectionIds ? { collectionIds } : {}),
        });
        breaker.succeeded();
        told = false;
        return { state: 'used', hits };
      } catch (error) {
        breaker.failed();
        space = null;
        if (!told) log.warn({ err: error }, 'a question goes without a comparison by meaning');
        told = true;
        return { state: 'down', hits: [] };
      }
    },
  };
}

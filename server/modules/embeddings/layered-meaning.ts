import type { ItemContent, ItemKind } from '../../../graph-schema/index.ts';
import type { Executor } from '../../ports/database.ts';
import type { Embedder } from '../../ports/embedder.ts';
import type { VectorHit } from '../../ports/vector-index.ts';
import { activeSpace } from './embedding-spaces.ts';
import type { NearestVersions } from './nearest-versions.ts';
import { passageText } from './unembedded-versions.ts';

interface Options {
  readonly database: Executor;
  readonly embedder: Embedder;
  readonly nearest: NearestVersions;
}

interface LayerVersion {
  readonly itemId: string;
  readonly version: number;
  readonly kind: ItemKind;
  readonly content: ItemContent;
}

const versionsEachBatch = 32;
const answerMs = 10_000;

/**
 * What is near in meaning with versions among the published ones that are not published: they are embedded once, in the
 * space that questions are compared in, and compared one by one. Without a space it is what is near without them; when
 * the model is away, the layer says `down`.
 */
export function createLayeredMeaning({ database, embedder, nearest }: Options) {
  return async (versions: readonly LayerVersion[]): Promise<NearestVersions> => {
    const space = await activeSpace(database);
    if (space === null || versions.length === 0) return nearest;
    const { model } = space;
    const vectors: (readonly number[])[] = [];
    for (let from = 0; from < versions.length; from += versionsEachBatch) {
      const texts = versions
        .slice(from, from + versionsEachBatch)
        .map(({ kind, content }) => passageText(kind, content));
      const made = await embedder.embed(texts, 'passage', { model }).catch(() => null);
      if (made === null) return { find: async () => ({ state: 'down', hits: [] }) };
      vectors.push(...made);
    }
    return {
      async find(query) {
        const below = await nearest.find(query);
        if (below.state !== 'used' || query.text.trim() === '') return below;
        const { text, aspects = [] } = query;
        const texts = (aspects.length > 0 ? aspects : [text]).map((one) => one.trim()).filter((one) => one !== '');
        const asked = await embedder
          .embed(texts, 'query', { model, tries: 1, signal: AbortSignal.timeout(answerMs) })
          .catch(() => null);
        if (!asked) return { state: 'down', hits: [] };
        const above = versions.map(({ itemId, version }, n): VectorHit => {
          const similarity = Math.max(...asked.map((question) => cosine(question, vectors[n] ?? [])));
          return { itemId, version, similarity };
        });
        const hits = [...below.hits, ...above].sort((a, b) => b.similarity - a.similarity).slice(0, query.limit);
        return { state: 'used', hits };
      },
    };
  };
}

function cosine(a: readonly number[], b: readonly number[]): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (const [n, x] of a.entries()) {
    const y = b[n] ?? 0;
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? dot / Math.sqrt(aa * bb) : 0;
}

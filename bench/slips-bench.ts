import { questionOf } from '../server/modules/retrieval/index.ts';
import { openBeir } from './beir.ts';
import { openBenchService } from './bench-service.ts';
import { corpusCollection, publishCorpus } from './published-corpus.ts';
import { type RankingScores, scoreRankings } from './ranking-metrics.ts';
import { slippedWords } from './slipped-words.ts';

const depth = 20;
const enoughHeld = 2_000;

interface Scores {
  readonly recall: RankingScores['recall'];
  readonly mrr10: number;
}

export interface SlipsReport {
  readonly documents: number;
  readonly queries: number;
  /** Questions in which some word was put in the place of one that was heard. */
  readonly mended: number;
  /** Questions as they are in which that happened: nothing in them was misheard. */
  readonly mendedNeedlessly: number;
  readonly asWritten: Scores;
  readonly misheard: Scores;
}

/** Asks a corpus its judged questions as they are, and with their most telling words misheard, and scores both. */
export async function slipsBench(folder: string, seed: number): Promise<SlipsReport> {
  const dataset = await openBeir(folder);
  const bench = await openBenchService();
  try {
    const { documentIds } = await publishCorpus(bench, dataset);
    const { retriever, projections } = bench.service();
    const held = (word: string) =>
      projections.textIndex
        .search({ parts: [{ text: word, weight: 1 }], limit: enoughHeld, accept: () => true })
        .filter(({ coverage }) => coverage > 0.99).length;
    const slip = slippedWords(held);
    const askAll = async (spoken: (text: string, n: number) => string) => {
      let mended = 0;
      const judged = [];
      for (const [n, { id, utterances }] of dataset.queries.entries()) {
        const { hits, heard } = await retriever.retrieve({
          parts: questionOf(utterances.map((text) => ({ role: 'customer', text: spoken(text, n) }))),
          context: {},
          at: projections.state.now(),
          collectionIds: [corpusCollection],
          audience: 'agent',
          limit: depth,
        });
        if (heard.length > 0) mended += 1;
        const ranked = hits.map(({ itemId }) => documentIds.get(itemId) ?? itemId);
        judged.push({ ranked, relevant: dataset.qrels.get(id) ?? new Set<string>() });
      }
      const { recall, mrr10 } = scoreRankings(judged);
      return { mended, scores: { recall, mrr10 } };
    };
    const asWritten = await askAll((text) => text);
    const misheard = await askAll((text, n) => slip(text, seed + n));
    return {
      documents: documentIds.size,
      queries: dataset.queries.length,
      mended: misheard.mended,
      mendedNeedlessly: asWritten.mended,
      asWritten: asWritten.scores,
      misheard: misheard.scores,
    };
  } finally {
    await bench.close();
  }
}

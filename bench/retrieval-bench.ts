import type { Service } from '../server/composition.ts';
import { questionOf } from '../server/modules/retrieval/index.ts';
import { type BeirDataset, type BeirQuery, openBeir } from './beir.ts';
import { openBenchService } from './bench-service.ts';
import { corpusCollection, type PublishedCorpus, publishCorpus } from './published-corpus.ts';
import { type Judged, percentile, type RankingScores, scoreRankings } from './ranking-metrics.ts';

const depth = 20;

export interface RetrievalBenchOptions {
  /** Folder in BEIR layout. */
  readonly dataset: string;
  /** An OpenAI-compatible endpoint; absent: words and relations only. */
  readonly embeddings?: string;
  readonly embeddingsModel: string;
  readonly embeddingsInput: string;
}

/** A model on the same computer answers late while it embeds the corpus; what agents wait for is not measured here. */
const patientMs = '10000';

interface Scores {
  readonly recall: RankingScores['recall'];
  readonly mrr10: number;
}

export interface RetrievalReport extends RankingScores {
  readonly documents: number;
  readonly queries: number;
  /** Of one retrieval in process, the question already in memory. */
  readonly latencyMs: { readonly p50: number; readonly p95: number };
  /** From the first byte read to the last article searchable: ingest, publication and index. */
  readonly indexSeconds: number;
  readonly phases: PublishedCorpus['phases'];
  /** Each leg alone; null where it is not configured. */
  readonly ablation: {
    readonly bm25: Scores;
    readonly vector: Scores | null;
    readonly graph: Scores;
    readonly fused: Scores;
  };
}

interface Answer {
  readonly query: BeirQuery;
  readonly ms: number;
  readonly legs: Readonly<Record<'bm25' | 'vector' | 'graph' | 'fused', readonly string[]>>;
}

/**
 * Ingests a corpus as one verbatim import, publishes it, asks every judged question once with all its utterances, and
 * scores the rankings against the judgements, which nothing but the scorer reads.
 */
export async function retrievalBench(options: RetrievalBenchOptions): Promise<RetrievalReport> {
  const dataset = await openBeir(options.dataset);
  const bench = await openBenchService(environmentOf(options));
  try {
    const { documentIds, phases } = await publishCorpus(bench, dataset);
    if (options.embeddings !== undefined) await embedded(bench.service());
    const answers = await askAll(bench.service(), dataset.queries, documentIds, options.embeddings !== undefined);
    return report(dataset, documentIds.size, answers, phases, options.embeddings !== undefined);
  } finally {
    await bench.close();
  }
}

function environmentOf({ embeddings, embeddingsModel, embeddingsInput }: RetrievalBenchOptions) {
  return embeddings === undefined
    ? {}
    : {
        EMBEDDINGS_URL: embeddings,
        EMBEDDINGS_MODEL: embeddingsModel,
        EMBEDDINGS_INPUT: embeddingsInput,
        EMBEDDINGS_TIMEOUT_MS: patientMs,
      };
}

/** Resolves when every published version has a vector. */
async function embedded({ database }: Service): Promise<void> {
  for (;;) {
    const missing = await database.query(
      `select from item_versions v join items i on i.id = v.item_id
        where i.sort = 'node' and not exists
              (select from version_vectors x join embedding_spaces s on s.id = x.space_id
                where s.activated_at is not null and x.item_id = v.item_id and x.version = v.version) limit 1`,
    );
    if (missing.rowCount === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

async function askAll(
  { retriever, projections }: Service,
  queries: readonly BeirQuery[],
  ids: ReadonlyMap<string, string>,
  byMeaning: boolean,
): Promise<Answer[]> {
  const ask = (query: BeirQuery) =>
    retriever.retrieve({
      parts: questionOf(query.utterances.map((text) => ({ role: 'customer', text }))),
      context: {},
      at: projections.state.now(),
      collectionIds: [corpusCollection],
      audience: 'agent',
      limit: depth,
    });
  // The first questions pay for the compiler; they are asked again below.
  for (const query of queries.slice(0, 20)) await ask(query);
  const named = (itemIds: readonly string[]) => itemIds.slice(0, depth).map((id) => ids.get(id) ?? id);
  const answers: Answer[] = [];
  for (const query of queries) {
    // What it takes to embed a question is the model's affair: the second time its vector is known.
    if (byMeaning) await ask(query);
    const startedAt = performance.now();
    const { legs, meaning } = await ask(query);
    const ms = performance.now() - startedAt;
    if (byMeaning && meaning !== 'used') throw new Error('the embeddings endpoint gave no answer in time');
    answers.push({
      query,
      ms,
      legs: {
        bm25: named(legs.bm25),
        vector: named(legs.vector),
        graph: named(legs.graph),
        fused: named(legs.fused),
      },
    });
  }
  return answers;
}

function report(
  dataset: BeirDataset,
  documents: number,
  answers: readonly Answer[],
  phases: RetrievalReport['phases'],
  byMeaning: boolean,
): RetrievalReport {
  const judged = (leg: keyof Answer['legs']): Judged[] =>
    answers.map(({ query, legs }) => ({ ranked: legs[leg], relevant: dataset.qrels.get(query.id) ?? new Set() }));
  const score = (leg: keyof Answer['legs']): Scores => {
    const { recall, mrr10 } = scoreRankings(judged(leg));
    return { recall, mrr10 };
  };
  const times = answers.map(({ ms }) => ms);
  return {
    documents,
    queries: answers.length,
    ...scoreRankings(judged('fused')),
    latencyMs: { p50: milliseconds(percentile(times, 0.5)), p95: milliseconds(percentile(times, 0.95)) },
    indexSeconds: Math.round((phases.ingestSeconds + phases.publishSeconds) * 10) / 10,
    phases,
    ablation: {
      bm25: score('bm25'),
      vector: byMeaning ? score('vector') : null,
      graph: score('graph'),
      fused: score('fused'),
    },
  };
}

const milliseconds = (ms: number) => Math.round(ms * 100) / 100;

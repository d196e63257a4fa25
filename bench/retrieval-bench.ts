import { Readable } from 'node:stream';
import type { Service } from '../server/composition.ts';
import { questionOf } from '../server/modules/retrieval/index.ts';
import { type BeirDataset, type BeirQuery, openBeir } from './beir.ts';
import { ingestFiles, openBenchService, publishRun } from './bench-service.ts';
import { type Judged, percentile, type RankingScores, scoreRankings } from './ranking-metrics.ts';

const collectionId = 'bench';
const corpusFile = 'corpus.jsonl';
const depth = 20;

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
  readonly phases: { readonly ingestSeconds: number; readonly publishSeconds: number; readonly restartSeconds: number };
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
  readonly legs: Readonly<Record<'bm25' | 'graph' | 'fused', readonly string[]>>;
}

/**
 * Ingests a corpus as one verbatim import, publishes it, asks every judged question once with all its utterances, and
 * scores the rankings against the judgements, which nothing but the scorer reads.
 */
export async function retrievalBench(folder: string): Promise<RetrievalReport> {
  const dataset = await openBeir(folder);
  const bench = await openBenchService();
  try {
    const startedAt = performance.now();
    const runId = await ingestFiles(bench.service(), collectionId, [
      { name: corpusFile, content: Readable.from(corpusLines(dataset)) },
    ]);
    const ingestedAt = performance.now();
    await publishRun(bench.service(), runId);
    const publishedAt = performance.now();
    const restartSeconds = await bench.restart();
    const ids = await documentIds(bench.service());
    const answers = await askAll(bench.service(), dataset.queries, ids);
    return report(dataset, ids.size, answers, {
      ingestSeconds: seconds(ingestedAt - startedAt),
      publishSeconds: seconds(publishedAt - ingestedAt),
      restartSeconds: Math.round(restartSeconds * 10) / 10,
    });
  } finally {
    await bench.close();
  }
}

async function* corpusLines(dataset: BeirDataset): AsyncGenerator<string> {
  for await (const { id, title, text, metadata } of dataset.corpus())
    yield `${JSON.stringify({ _id: id, title, text, metadata })}\n`;
}

/** The data set's id of every item. */
async function documentIds({ database }: Service): Promise<Map<string, string>> {
  const found = await database.query<{ id: string; key: string }>(
    `select id, key from items where collection_id = $1 and sort = 'node'`,
    [collectionId],
  );
  return new Map(found.rows.map(({ id, key }) => [id, key.slice(corpusFile.length + 1)]));
}

async function askAll(
  { retriever, projections }: Service,
  queries: readonly BeirQuery[],
  ids: ReadonlyMap<string, string>,
): Promise<Answer[]> {
  const ask = (query: BeirQuery) =>
    retriever.retrieve({
      parts: questionOf(query.utterances.map((text) => ({ role: 'customer', text }))),
      context: {},
      at: projections.state.now(),
      collectionIds: [collectionId],
      audience: 'agent',
      limit: depth,
    });
  // The first questions pay for the compiler; they are asked again below.
  for (const query of queries.slice(0, 20)) await ask(query);
  const named = (itemIds: readonly string[]) => itemIds.slice(0, depth).map((id) => ids.get(id) ?? id);
  const answers: Answer[] = [];
  for (const query of queries) {
    const startedAt = performance.now();
    const { legs } = await ask(query);
    const ms = performance.now() - startedAt;
    answers.push({ query, ms, legs: { bm25: named(legs.bm25), graph: named(legs.graph), fused: named(legs.fused) } });
  }
  return answers;
}

function report(
  dataset: BeirDataset,
  documents: number,
  answers: readonly Answer[],
  phases: RetrievalReport['phases'],
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
    indexSeconds: seconds((phases.ingestSeconds + phases.publishSeconds) * 1_000),
    phases,
    ablation: { bm25: score('bm25'), vector: null, graph: score('graph'), fused: score('fused') },
  };
}

const seconds = (ms: number) => Math.round(ms / 100) / 10;
const milliseconds = (ms: number) => Math.round(ms * 100) / 100;

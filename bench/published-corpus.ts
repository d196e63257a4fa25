import { Readable } from 'node:stream';
import type { Service } from '../server/composition.ts';
import type { BeirDataset } from './beir.ts';
import { type BenchService, ingestFiles, publishRun } from './bench-service.ts';

export const corpusCollection = 'bench';
const corpusFile = 'corpus.jsonl';

export interface PublishedCorpus {
  /** The data set's id of every item. */
  readonly documentIds: ReadonlyMap<string, string>;
  readonly phases: { readonly ingestSeconds: number; readonly publishSeconds: number; readonly restartSeconds: number };
}

/** Ingests a corpus as one verbatim import, publishes it, and starts the service anew on it. */
export async function publishCorpus(bench: BenchService, dataset: BeirDataset): Promise<PublishedCorpus> {
  const startedAt = performance.now();
  const runId = await ingestFiles(bench.service(), corpusCollection, [
    { name: corpusFile, content: Readable.from(corpusLines(dataset)) },
  ]);
  const ingestedAt = performance.now();
  await publishRun(bench.service(), runId);
  const publishedAt = performance.now();
  const restartSeconds = await bench.restart();
  return {
    documentIds: await documentIds(bench.service()),
    phases: {
      ingestSeconds: tenths((ingestedAt - startedAt) / 1_000),
      publishSeconds: tenths((publishedAt - ingestedAt) / 1_000),
      restartSeconds: tenths(restartSeconds),
    },
  };
}

async function* corpusLines(dataset: BeirDataset): AsyncGenerator<string> {
  for await (const { id, title, text, metadata } of dataset.corpus())
    yield `${JSON.stringify({ _id: id, title, text, metadata })}\n`;
}

async function documentIds({ database }: Service): Promise<Map<string, string>> {
  const found = await database.query<{ id: string; key: string }>(
    `select id, key from items where collection_id = $1 and sort = 'node'`,
    [corpusCollection],
  );
  return new Map(found.rows.map(({ id, key }) => [id, key.slice(corpusFile.length + 1)]));
}

const tenths = (value: number) => Math.round(value * 10) / 10;

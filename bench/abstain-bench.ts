import type { Service } from '../server/composition.ts';
import { questionOf } from '../server/modules/retrieval/index.ts';
import { type BeirDataset, type BeirQuery, openBeir } from './beir.ts';
import { openBenchService } from './bench-service.ts';
import { corpusCollection, publishCorpus } from './published-corpus.ts';
import { auroc, bootstrapAuroc95, mean, type Scored } from './ranking-metrics.ts';

/** What one threshold on the confidence would have done. */
interface AtThreshold {
  readonly threshold: number;
  /** Share of right first documents among the answers given, over questions with and without their documents. */
  readonly precisionAt1: number;
  /** Share of the questions asked with their documents in the corpus that got an answer. */
  readonly coverage: number;
  /** Share of the questions asked without them that got an answer, which can only be wrong. */
  readonly falseAnswers: number;
}

export interface AbstainReport extends Omit<AtThreshold, 'threshold'> {
  readonly documents: number;
  readonly queries: number;
  /** Confidence against "the first document is right", over every question asked with and without its documents. */
  readonly auroc: number;
  /** Of `auroc`, by drawing questions. */
  readonly ci95: readonly [low: number, high: number];
  /** The same over the questions asked with their documents alone. */
  readonly aurocWith: number;
  readonly thresholds: readonly AtThreshold[];
  /** Mean confidence and share of right ones, by tenths of the confidence. */
  readonly calibration: readonly { readonly confidence: number; readonly right: number; readonly count: number }[];
}

interface Asked extends Scored {
  readonly withDocuments: boolean;
  readonly answered: boolean;
}

const thresholds = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7];

/**
 * Ingests and publishes a corpus, then asks every judged question twice: as it is, and as if the documents that answer
 * it were not there. Judgements are read by the scorer, and to leave documents out.
 */
export async function abstainBench(folder: string): Promise<AbstainReport> {
  const dataset = await openBeir(folder);
  const bench = await openBenchService();
  try {
    const { documentIds } = await publishCorpus(bench, dataset);
    const itemIds = new Map([...documentIds].map(([itemId, documentId]) => [documentId, itemId]));
    const asked: Asked[][] = [];
    for (const query of dataset.queries) asked.push(await askTwice(bench.service(), dataset, query, itemIds));
    return report(documentIds.size, asked);
  } finally {
    await bench.close();
  }
}

async function askTwice(
  { retriever, projections }: Service,
  { qrels }: BeirDataset,
  { id, utterances }: BeirQuery,
  itemIds: ReadonlyMap<string, string>,
): Promise<Asked[]> {
  const relevant = new Set([...(qrels.get(id) ?? [])].flatMap((documentId) => itemIds.get(documentId) ?? []));
  const ask = async (withDocuments: boolean): Promise<Asked> => {
    const { hits, confidence, abstained } = await retriever.retrieve({
      parts: questionOf(utterances.map((text) => ({ role: 'customer', text }))),
      context: {},
      at: projections.state.now(),
      collectionIds: [corpusCollection],
      audience: 'agent',
      limit: 1,
      ...(withDocuments ? {} : { without: relevant }),
    });
    return { score: confidence, right: relevant.has(hits[0]?.itemId ?? ''), answered: !abstained, withDocuments };
  };
  return [await ask(true), await ask(false)];
}

function report(documents: number, askedTwice: readonly (readonly Asked[])[]): AbstainReport {
  const asked = askedTwice.flat();
  const [low, high] = bootstrapAuroc95(askedTwice);
  const tenths = Array.from({ length: 10 }, (_, tenth) =>
    asked.filter(({ score }) => Math.min(9, Math.floor(score * 10)) === tenth),
  );
  return {
    documents,
    queries: askedTwice.length,
    ...outcome(asked, ({ answered }) => answered),
    auroc: rounded(auroc(asked)),
    ci95: [rounded(low), rounded(high)],
    aurocWith: rounded(auroc(asked.filter(({ withDocuments }) => withDocuments))),
    thresholds: thresholds.map((threshold) => ({ threshold, ...outcome(asked, ({ score }) => score >= threshold) })),
    calibration: tenths
      .filter((group) => group.length > 0)
      .map((group) => ({
        confidence: rounded(mean(group.map(({ score }) => score))),
        right: shareOf(group, ({ right }) => right),
        count: group.length,
      })),
  };
}

function outcome(asked: readonly Asked[], answers: (one: Asked) => boolean): Omit<AtThreshold, 'threshold'> {
  return {
    precisionAt1: shareOf(asked.filter(answers), ({ right }) => right),
    coverage: shareOf(
      asked.filter(({ withDocuments }) => withDocuments),
      answers,
    ),
    falseAnswers: shareOf(
      asked.filter(({ withDocuments }) => !withDocuments),
      answers,
    ),
  };
}

const shareOf = <T>(all: readonly T[], is: (one: T) => boolean) => rounded(mean(all.map((one) => (is(one) ? 1 : 0))));
const rounded = (value: number) => Math.round(value * 10_000) / 10_000;

import { createReadStream } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const idSchema = z.union([z.string(), z.number()]).transform(String);
const rowSchema = z
  .looseObject({
    _id: idSchema.optional(),
    id: idSchema.optional(),
    title: z.string().nullish(),
    text: z.string(),
    metadata: z.record(z.string(), z.unknown()).nullish(),
  })
  .transform(({ _id, id, title, text, metadata }) => ({
    id: _id ?? id ?? '',
    title: title ?? '',
    text,
    metadata: metadata ?? {},
  }))
  .refine(({ id }) => id !== '', { error: 'a row needs an `_id` or an `id`' });
const querySchema = z
  .looseObject({ _id: idSchema, text: z.string(), utterances: z.array(z.string()).optional() })
  .transform(({ _id, text, utterances }) => ({ id: _id, text, utterances: utterances ?? [text] }));

export interface BeirRow {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface BeirQuery {
  readonly id: string;
  readonly text: string;
  /** What the customer said, in order; a query without turns is one turn. */
  readonly utterances: readonly string[];
}

/** Judgements: the relevant documents of each query. */
export type Qrels = ReadonlyMap<string, ReadonlySet<string>>;

export interface BeirDataset {
  /** The rows that make up the corpus, in the order of the file; can be walked more than once. */
  corpus(): AsyncIterable<BeirRow>;
  /** Those with at least one relevant document. */
  readonly queries: readonly BeirQuery[];
  readonly qrels: Qrels;
}

/**
 * Opens a folder in BEIR's layout (`corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`). Where rows say
 * `metadata.latest`, the corpus is the latest ones and those that a judgement names. Throws an error that names the
 * file and line of what cannot be read.
 */
export async function openBeir(folder: string): Promise<BeirDataset> {
  const qrels = await readQrels(join(folder, 'qrels', 'test.tsv'));
  const judged = new Set([...qrels.values()].flatMap((relevant) => [...relevant]));
  const corpusFile = join(folder, 'corpus.jsonl');
  await access(corpusFile);
  const queries: BeirQuery[] = [];
  for await (const query of readJsonLines(join(folder, 'queries.jsonl'), querySchema)) {
    if (qrels.has(query.id)) queries.push(query);
  }
  return {
    async *corpus() {
      for await (const row of readJsonLines(corpusFile, rowSchema)) {
        if (row.metadata.latest !== false || judged.has(row.id)) yield row;
      }
    },
    queries,
    qrels,
  };
}

async function readQrels(file: string): Promise<Qrels> {
  const qrels = new Map<string, Set<string>>();
  const [, ...lines] = (await readFile(file, 'utf8')).split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const [query, document, score] = line.split('\t');
    if (!query || !document || !Number.isFinite(Number(score))) {
      throw new Error(`${file}:${index + 2}: expected query, document and score, parted by tabs`);
    }
    if (Number(score) <= 0) continue;
    const relevant = qrels.get(query) ?? new Set();
    qrels.set(query, relevant.add(document));
  }
  return qrels;
}

async function* readJsonLines<S extends z.ZodType>(file: string, schema: S): AsyncGenerator<z.output<S>> {
  let number = 0;
  for await (const line of createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number += 1;
    if (line.trim() === '') continue;
    try {
      yield schema.parse(JSON.parse(line));
    } catch (error) {
      throw new Error(`${file}:${number}: not a row of the expected shape`, { cause: error });
    }
  }
}

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openBeir } from './beir.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beir-'));
  await mkdir(join(folder, 'qrels'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write({ corpus, queries, qrels }: { corpus: object[]; queries: object[]; qrels: string[] }) {
  const lines = (rows: object[]) => `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;
  await writeFile(join(folder, 'corpus.jsonl'), lines(corpus));
  await writeFile(join(folder, 'queries.jsonl'), lines(queries));
  await writeFile(join(folder, 'qrels', 'test.tsv'), `query-id\tcorpus-id\tscore\n${qrels.join('\n')}\n`);
}

const corpusOf = async () => {
  const rows = [];
  for await (const row of (await openBeir(folder)).corpus()) rows.push(row.id);
  return rows;
};

it('reads rows by `_id` or `id`, queries with and without turns, and what is relevant', async () => {
  await write({
    corpus: [
      { _id: 'a', title: 'A', text: 'one' },
      { id: 2, text: 'two', metadata: { law: 'L' } },
    ],
    queries: [
      { _id: 'q1', text: 'first second', utterances: ['first', 'second'] },
      { _id: 'q2', text: 'alone' },
      { _id: 'unjudged', text: 'x' },
    ],
    qrels: ['q1\ta\t1', 'q1\t2\t1', 'q2\t2\t2', 'q2\ta\t0'],
  });
  const { queries, qrels, corpus } = await openBeir(folder);
  expect(queries).toEqual([
    { id: 'q1', text: 'first second', utterances: ['first', 'second'] },
    { id: 'q2', text: 'alone', utterances: ['alone'] },
  ]);
  expect(qrels.get('q1')).toEqual(new Set(['a', '2']));
  expect(qrels.get('q2')).toEqual(new Set(['2']));
  const rows = [];
  for await (const row of corpus()) rows.push(row);
  expect(rows).toEqual([
    { id: 'a', title: 'A', text: 'one', metadata: {} },
    { id: '2', title: '', text: 'two', metadata: { law: 'L' } },
  ]);
});

it('takes the latest articles and those that a judgement names', async () => {
  const article = (_id: string, latest: boolean) => ({ _id, text: 't', metadata: { latest } });
  await write({
    corpus: [article('old', false), article('old but gold', false), article('new', true)],
    queries: [{ _id: 'q', text: 'x' }],
    qrels: ['q\told but gold\t1'],
  });
  expect(await corpusOf()).toEqual(['old but gold', 'new']);
});

it('names the file and the line of a row that it cannot read', async () => {
  await write({ corpus: [{ _id: 'a', text: 'one' }, { title: 'no text' }], queries: [], qrels: [] });
  await expect(corpusOf()).rejects.toThrow(/corpus\.jsonl:2/);
  await write({ corpus: [{ _id: 'a', text: 'one' }], queries: [], qrels: ['q\ta'] });
  await expect(openBeir(folder)).rejects.toThrow(/test\.tsv:2/);
});

import { Command } from 'commander';
import { type IngestBenchOptions, ingestBench } from './ingest-bench.ts';
import { retrievalBench } from './retrieval-bench.ts';
import { type VectorsBenchOptions, vectorsBench } from './vectors-bench.ts';

const program = new Command('bench').description('Measurements of the service, run on the code that serves users.');

/** Prints one JSON object as the last line; without --json it is indented. */
function print(result: object, json: boolean | undefined): void {
  console.log(json ? JSON.stringify(result) : JSON.stringify(result, null, 2));
}

program
  .command('retrieval')
  .description('ingest a corpus, publish it, ask its questions, score the rankings')
  .requiredOption('--dataset <dir>', 'folder in BEIR layout: corpus.jsonl, queries.jsonl, qrels/test.tsv')
  .option('--json', 'one line')
  .action(async (options: { dataset: string; json?: boolean }) =>
    print(await retrievalBench(options.dataset), options.json),
  );

program
  .command('vectors')
  .description('fill a vector index, build it, and compare its answers with an exact search')
  .option('--count <n>', 'how many vectors', Number, 20_000)
  .option('--dims <n>', 'how many numbers each has', Number, 384)
  .option('--queries <n>', 'how many searches', Number, 200)
  .option('--seed <n>', 'begins the made-up vectors', Number, 1)
  .option('--database <url>', 'a PostgreSQL server, on which a database is made and removed; embedded without')
  .option('--json', 'one line')
  .action(async ({ json, ...options }: VectorsBenchOptions & { json?: boolean }) =>
    print(await vectorsBench(options), json),
  );

program
  .command('ingest')
  .description('ingest and mine generated calls, in this process or in worker processes of their own')
  .requiredOption('--calls <n>', 'how many calls, in files of 1,000', Number)
  .option('--seed <n>', 'begins the generated calls', Number, 1)
  .option('--database <url>', 'a PostgreSQL server, on which a database is made and removed; embedded without')
  .option('--redis <url>', 'Redis, with --database')
  .option('--workers <n>', 'worker processes, with --database; 0: this process does the work', Number, 0)
  .option('--json', 'one line')
  .action(async ({ json, ...options }: IngestBenchOptions & { json?: boolean }) =>
    print(await ingestBench(options), json),
  );

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});

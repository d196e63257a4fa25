import { Command } from 'commander';
import { retrievalBench } from './retrieval-bench.ts';

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

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});

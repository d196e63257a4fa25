import { Command } from 'commander';
import { abstainBench } from './abstain-bench.ts';
import { type AgentsBenchOptions, agentsBench } from './agents-bench.ts';
import { type FuzzBenchOptions, fuzzBench } from './fuzz-bench.ts';
import { type IngestBenchOptions, ingestBench } from './ingest-bench.ts';
import { type RedactionBenchOptions, redactionBench } from './redaction-bench.ts';
import { type RetrievalBenchOptions, retrievalBench } from './retrieval-bench.ts';
import { type StreamsBenchOptions, streamsBench } from './streams-bench.ts';
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
  .option('--embeddings <url>', 'an OpenAI-compatible endpoint, for comparing by meaning as well')
  .option('--embeddings-model <name>', 'model to ask it for', 'multilingual-e5-small')
  .option('--embeddings-input <how>', 'how it is told questions from passages: plain, prefix, input_type', 'input_type')
  .option('--json', 'one line')
  .action(async ({ json, ...options }: RetrievalBenchOptions & { json?: boolean }) =>
    print(await retrievalBench(options), json),
  );

program
  .command('abstain')
  .description('ask a corpus its questions with and without the documents that answer them, and score the confidence')
  .requiredOption('--dataset <dir>', 'folder in BEIR layout: corpus.jsonl, queries.jsonl, qrels/test.tsv')
  .option('--json', 'one line')
  .action(async (options: { dataset: string; json?: boolean }) =>
    print(await abstainBench(options.dataset), options.json),
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

program
  .command('agents')
  .description('find the best of agents whose skill is known, while the best are given the hardest calls')
  .option('--agents <n>', 'how many agents', Number, 200)
  .option('--calls <n>', 'how many calls in all', Number, 40_000)
  .option('--seeds <n>', 'how many worlds', Number, 10)
  .option('--seed <n>', 'begins the first of them', Number, 1)
  .option('--unfairness <n>', 'how strongly good agents get hard calls; 0: not at all', Number, 0.5)
  .option('--json', 'one line')
  .action(async ({ json, ...options }: AgentsBenchOptions & { json?: boolean }) =>
    print(await agentsBench(options), json),
  );

program
  .command('fuzz')
  .description('read mutations of valid files and list those that crash, hang or surprise their reader')
  .requiredOption('--files <dir>', 'folder of valid files')
  .option('--seconds <n>', 'how long', Number, 60)
  .option('--seed <n>', 'number of the first mutation; each has its own', Number, 1)
  .option('--ending <text>', 'only files whose names end so')
  .option('--keep <dir>', 'folder for mutations that found something')
  .option('--json', 'one line')
  .action(async ({ json, ...options }: FuzzBenchOptions & { json?: boolean }) => print(await fuzzBench(options), json));

program
  .command('redaction')
  .description('find made-up personal data in made-up calls, by type and language')
  .option('--split <name>', 'dev, to tune on, or test, whose carriers come from other hands', 'test')
  .option('--each <n>', 'how often each carrier is filled', Number, 10)
  .option('--seed <n>', 'begins the values', Number, 1)
  .option('--show', 'what was missed or taken wrongly, to stderr')
  .option('--clean <file>', 'JSON lines with text, utterance or turns that hold no personal data')
  .option('--clean-mode <mode>', 'speech or document', 'speech')
  .option('--json', 'one line')
  .action(async ({ json, ...options }: RedactionBenchOptions & { json?: boolean }) =>
    print(await redactionBench(options), json),
  );

program
  .command('streams')
  .description('hold streams open on one process, and measure how soon what happens reaches all of them')
  .option('--clients <n>', 'how many streams, half on calls and half on the feed', Number, 1_000)
  .option('--slow <n>', 'streams beside them that nobody reads', Number, 20)
  .option('--json', 'one line')
  .action(async ({ json, ...options }: StreamsBenchOptions & { json?: boolean }) =>
    print(await streamsBench(options), json),
  );

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});

import { Command } from 'commander';
import { abstainBench } from './abstain-bench.ts';
import { type AgentsBenchOptions, agentsBench } from './agents-bench.ts';
import { faithfulnessBench } from './faithfulness-bench.ts';
import { type FuzzBenchOptions, fuzzBench } from './fuzz-bench.ts';
import { type IngestBenchOptions, ingestBench } from './ingest-bench.ts';
import { type InjectionsBenchOptions, injectionsBench } from './injections-bench.ts';
import { type LoadBenchOptions, loadBench } from './load-bench.ts';
import { type ManualsBenchOptions, manualsBench } from './manuals-bench.ts';
import { type MiningBenchOptions, miningBench } from './mining-bench.ts';
import { type PolicyBenchOptions, policyBench } from './policy-bench.ts';
import { type PracticesBenchOptions, practicesBench } from './practices-bench.ts';
import { type ProceduresBenchOptions, proceduresBench } from './procedures-bench.ts';
import { type RedactionBenchOptions, redactionBench } from './redaction-bench.ts';
import { type RetrievalBenchOptions, retrievalBench } from './retrieval-bench.ts';
import { type SamplesBenchOptions, samplesBench } from './samples-bench.ts';
import { type ScenariosBenchOptions, scenariosBench } from './scenarios-bench.ts';
import { slipsBench } from './slips-bench.ts';
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
  .command('slips')
  .description('ask a corpus its questions as they are, and with words misheard by their sound, and score both')
  .requiredOption('--dataset <dir>', 'folder in BEIR layout: corpus.jsonl, queries.jsonl, qrels/test.tsv')
  .option('--seed <n>', 'begins the slips', Number, 1)
  .option('--json', 'one line')
  .action(async ({ dataset, seed, json }: { dataset: string; seed: number; json?: boolean }) =>
    print(await slipsBench(dataset, seed), json),
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
  .option('--single <n>', 'import so many calls one by one afterwards, and time their way to a scenario', Number, 0)
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
  .command('procedures')
  .description('mine procedures whose truth is known: invented ones, and those behind labelled conversations')
  .option('--calls <n>', 'calls of each invented procedure', Number, 200)
  .option('--seeds <n>', 'how many times each is invented anew', Number, 5)
  .option('--seed <n>', 'begins the first of them', Number, 1)
  .option('--conversations <file>', 'labelled single-task conversations, as JSON lines')
  .option('--procedures <dir>', 'the procedures behind their tasks, a folder for each')
  .option('--json', 'one line')
  .action(async ({ json, ...options }: ProceduresBenchOptions & { json?: boolean }) =>
    print(await proceduresBench(options), json),
  );

program
  .command('practices')
  .description('find what helps in worlds whose truth is known, and count what is found wrongly or not at all')
  .option('--agents <n>', 'how many agents', Number, 100)
  .option('--calls <n>', 'how many calls', Number, 4_000)
  .option('--seeds <n>', 'how many worlds', Number, 50)
  .option('--seed <n>', 'begins the first of them', Number, 1)
  .option('--json', 'one line')
  .action(async ({ json, ...options }: PracticesBenchOptions & { json?: boolean }) =>
    print(await practicesBench(options), json),
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
  .command('manuals')
  .description('mine a manual, and compare the actions that its steps name with the ordered actions of each subflow')
  .requiredOption('--manual <file>', 'the manual as JSON, with kb.json and ontology.json beside it')
  .option('--model <url>', 'an OpenAI-compatible chat endpoint that reads the same text, for comparison')
  .option('--model-name <name>', 'model to ask it for', 'model')
  .option('--limit <n>', 'only so many subflows, evenly spread', Number)
  .option('--json', 'one line')
  .action(async ({ json, ...options }: ManualsBenchOptions & { json?: boolean }) =>
    print(await manualsBench(options), json),
  );

program
  .command('faithfulness')
  .description(
    'check sentences that follow from a passage and sentences that it contradicts, by kind, language and set',
  )
  .option('--show', 'what was judged wrongly, to stderr')
  .option('--json', 'one line')
  .action(({ json, ...options }: { show?: boolean; json?: boolean }) => print(faithfulnessBench(options), json));

program
  .command('injections')
  .description('try to have a model say what no approved text says')
  .option('--chat <url>', 'an OpenAI-compatible endpoint; without, a model that obeys everything')
  .option('--chat-model <name>', 'model to ask it for', 'small')
  .option('--every <n>', 'one attempt of so many, for slow models', Number, 1)
  .option('--show', 'what was said, to stderr')
  .option('--json', 'one line')
  .action(async ({ json, ...options }: InjectionsBenchOptions & { json?: boolean }) =>
    print(await injectionsBench(options), json),
  );

program
  .command('mining')
  .description("group customers' turns by what they ask for, and compare the groups with the true intents")
  .requiredOption('--turns <file>', 'JSON lines with utterance and intent')
  .option('--embeddings <url>', 'an OpenAI-compatible endpoint, for comparing by meaning as well')
  .option('--embeddings-model <name>', 'model to ask it for', 'multilingual-e5-small')
  .option('--embeddings-input <how>', 'how it is told questions from passages: plain, prefix, input_type', 'input_type')
  .option('--fineness <how>', 'coarse, normal or fine', 'normal')
  .option('--seed <n>', 'begins the groups', Number, 1)
  .option('--json', 'one line')
  .action(async ({ json, ...options }: MiningBenchOptions & { json?: boolean }) =>
    print(await miningBench(options), json),
  );

program
  .command('scenarios')
  .description('group conversations of one task by what customers say, and compare the groups with the tasks')
  .requiredOption('--conversations <file>', 'JSON lines with tasks, multi_task and turns')
  .option('--procedures <dir>', 'a folder for each task, with its procedure as a graph')
  .option('--embeddings <url>', 'an OpenAI-compatible endpoint, for comparing by meaning as well')
  .option('--embeddings-model <name>', 'model to ask it for', 'multilingual-e5-small')
  .option('--embeddings-input <how>', 'how it is told questions from passages: plain, prefix, input_type', 'input_type')
  .option('--fineness <how>', 'coarse, normal or fine', 'normal')
  .option('--seed <n>', 'begins the groups', Number, 1)
  .option('--json', 'one line')
  .action(async ({ json, ...options }: ScenariosBenchOptions & { json?: boolean }) =>
    print(await scenariosBench(options), json),
  );

program
  .command('samples')
  .description('mine the sample calls, and compare scenarios, steps and practices with what their author says of them')
  .option('--samples <dir>', 'folder with calls/ and truth/', 'samples')
  .option('--fineness <how>', 'coarse, normal or fine', 'normal')
  .option('--model <url>', 'an OpenAI-compatible chat endpoint that names the scenarios as well, for comparison')
  .option('--model-name <name>', 'model to ask it for', 'model')
  .option('--limit <n>', 'it names only so many, evenly spread', Number)
  .option('--json', 'one line')
  .action(async ({ json, ...options }: SamplesBenchOptions & { json?: boolean }) =>
    print(await samplesBench(options), json),
  );

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
  .command('policy')
  .description('change a clause that every open call shows, from approval to every stream, and retract it')
  .option('--clients <n>', 'how many open calls', Number, 200)
  .option('--rounds <n>', 'how many changes, each of another clause', Number, 5)
  .option('--json', 'one line')
  .action(async ({ json, ...options }: PolicyBenchOptions & { json?: boolean }) =>
    print(await policyBench(options), json),
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

program
  .command('load')
  .description('calls that stream utterances at a human pace through HTTP while their streams are read')
  .option('--calls <n>', 'how many calls at the same time', Number, 50)
  .option('--seconds <n>', 'how long', Number, 30)
  .option('--seed <n>', 'begins what is said', Number, 1)
  .option('--json', 'one line')
  .action(async ({ json, ...options }: LoadBenchOptions & { json?: boolean }) => print(await loadBench(options), json));

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});

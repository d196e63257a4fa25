import { Command } from 'commander';
import type { Card, Composition, Delta } from '../../graph-schema/index.ts';
import { MigrationError } from '../../migrations/migration-files.ts';
import { DirectoryLockedError } from '../adapters/pglite/directory-lock.ts';
import { ConfigError, readConfig } from '../config.ts';
import { TransferError } from '../transfer/index.ts';
import { addAuditCommands } from './audit-commands.ts';
import { doctorCommand } from './doctor-command.ts';
import { checkEraseOptions, type EraseOptions, eraseCommand } from './erase-command.ts';
import { exportCommand } from './export-command.ts';
import { importCommand } from './import-command.ts';
import { type IngestOptions, ingestCommand } from './ingest-command.ts';
import { listJobsCommand, replayJobCommand } from './jobs-command.ts';
import { configuredService, mcpCommand } from './mcp-command.ts';
import { migrateCommand } from './migrate-command.ts';
import { addMineCommands } from './mine-commands.ts';
import { cardLines, composedLine, notComposedLine } from './print-cards.ts';
import { addRunsCommands } from './runs-commands.ts';
import { connect, RefusedError, type ServiceClient } from './service-client.ts';
import { type WatchOptions, watchCommand } from './watch-command.ts';

const program = new Command('coach').description(
  'Agent Coach on the command line. Uses the running service if it answers.',
);

/** Runs a command against the service and turns its verdict into the exit code. */
async function withService(name: string, work: (client: ServiceClient) => Promise<boolean>): Promise<void> {
  const client = await connect(readConfig(process.env), `coach ${name}`);
  try {
    if (!(await work(client))) process.exitCode = 1;
  } finally {
    await client.close();
  }
}

program
  .command('ingest')
  .description('read files and folders into sources and proposals')
  .argument('<path...>')
  .option('--collection <id>', 'collection to put them in')
  .option('--label <text>', 'name of the run')
  .option('--verbatim', 'keep documents in their own words instead of mining them')
  .option('--dry-run', 'read everything and say what would become of it, but store nothing')
  .option('--only-failed-of <run>', 'send only the files that failed or were skipped in that run')
  .option('--json', 'one line of JSON')
  .action((paths: string[], options: IngestOptions) =>
    withService('ingest', (client) => ingestCommand(client, paths, options)),
  );

program
  .command('watch')
  .description('ingest the files of a folder as they come and change, until it is stopped')
  .argument('<folder>')
  .option('--collection <id>', 'collection to put them in')
  .option('--verbatim', 'keep documents in their own words instead of mining them')
  .option('--every <time>', 'time between two looks; a file that did not change from one to the next is read', '10s')
  .action(async (folder: string, options: WatchOptions) => {
    const config = readConfig(process.env);
    const stop = new AbortController();
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
    await watchCommand(() => connect(config, 'coach watch'), config.DATA_DIR, folder, options, stop.signal);
    // What it was following goes on in the service; its stream would keep this process.
    process.exit();
  });

addRunsCommands(program, withService);
addMineCommands(program, withService);

program
  .command('ask')
  .description('cards for a question')
  .argument('<question...>')
  .option('--as-of <instant>', 'versions that hold at this time (ISO 8601)')
  .option('--known-at <instant>', 'as it was known at this time (ISO 8601)')
  .action((words: string[], options: { asOf?: string; knownAt?: string }) =>
    withService('ask', async (client) => {
      for await (const { event, data } of client.stream('/v1/guidance', { question: words.join(' '), ...options })) {
        if (event === 'card') console.log(`${cardLines(data as Card).join('\n')}\n`);
        else if (event === 'delta') console.log(composedLine(data as Delta));
        else
          console.log(
            (data as { reason: string }).reason === 'answered'
              ? (notComposedLine(data as Partial<Composition>) ?? '')
              : 'Nothing in force answers this; it is recorded as a gap.',
          );
      }
      return true;
    }),
  );

program
  .command('mcp')
  .description(
    'speak the Model Context Protocol on standard input and output (COACH_URL and COACH_API_KEY for a service elsewhere)',
  )
  .action(async () => {
    const remote = configuredService(process.env);
    if (remote) await mcpCommand(remote);
    else
      await withService('mcp', async (client) => {
        await mcpCommand(client);
        return true;
      });
  });

const graph = program.command('graph').description('the graph and the text index against the published log');
for (const [verb, description] of [
  ['verify', 'say what is missing, extra or stale'],
  ['rebuild', 'build them anew, then verify'],
] as const) {
  graph
    .command(verb)
    .description(description)
    .action(() =>
      withService(`graph ${verb}`, async (client) => {
        const result =
          verb === 'verify'
            ? await client.get<{ ok: boolean }>('/v1/graph/verification')
            : await client.post<{ ok: boolean }>('/v1/graph/rebuild');
        console.log(JSON.stringify(result, null, 2));
        return result.ok;
      }),
    );
}

addAuditCommands(program, withService);

const jobs = program.command('jobs').description('work that waits, runs, or was set aside');
jobs
  .command('list')
  .description('print it, and what a projection set aside')
  .option('--status <status>', 'waiting, running, set_aside or done')
  .action(({ status }: { status?: string }) => withService('jobs list', (client) => listJobsCommand(client, status)));
jobs
  .command('replay')
  .description('have a job tried again that was set aside')
  .argument('<id>')
  .action((id: string) => withService('jobs replay', (client) => replayJobCommand(client, id)));

program
  .command('erase')
  .description('forget a customer or a source: what was said, and what rests on it alone')
  .option('--customer <id>', "the customer's id as the files write it; - reads it from standard input")
  .option('--pseudonym <pseudonym>', "the customer's keyed pseudonym")
  .option('--source <id>', 'one source')
  .option('--dry-run', 'say what would be erased, and change nothing', false)
  .option('--json', 'print the report as JSON', false)
  .action(async (options: EraseOptions) => {
    checkEraseOptions(options);
    await withService('erase', (client) => eraseCommand(client, options));
  });

program
  .command('doctor')
  .description('print the settings in force and how the service is')
  .action(async () => {
    if (!(await doctorCommand(readConfig(process.env)))) process.exitCode = 1;
  });

program
  .command('migrate')
  .description('bring the database to the schema of this version')
  .action(() => migrateCommand(readConfig(process.env)));

program
  .command('export')
  .description('write all records into a new folder, from the embedded database or from PostgreSQL')
  .argument('<folder>')
  .option('--with-keys', "put the installation's keys into the folder as well", false)
  .action((folder: string, { withKeys }: { withKeys: boolean }) =>
    exportCommand(readConfig(process.env), folder, withKeys),
  );

program
  .command('import')
  .description('fill an empty database with what an export wrote')
  .argument('<folder>')
  .action((folder: string) => importCommand(readConfig(process.env), folder));

const refusals = [ConfigError, DirectoryLockedError, RefusedError, MigrationError, TransferError];

// Whoever reads the output may stop early: `coach ask ... | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

program.parseAsync().catch((error: unknown) => {
  const expected = error instanceof Error && refusals.some((refusal) => error instanceof refusal);
  process.stderr.write(
    `${expected ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
});

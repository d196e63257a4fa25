import { Command } from 'commander';
import type { Card } from '../../graph-schema/index.ts';
import { migrate } from '../../migrations/migrate.ts';
import { DirectoryLockedError } from '../adapters/pglite/directory-lock.ts';
import { ConfigError, readConfig } from '../config.ts';
import { doctorCommand } from './doctor-command.ts';
import { type IngestOptions, ingestCommand } from './ingest-command.ts';
import { migrateCommand } from './migrate-command.ts';
import { cardLines } from './print-cards.ts';
import { connect, RefusedError, type ServiceClient } from './service-client.ts';

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
  .action((paths: string[], options: IngestOptions) =>
    withService('ingest', (client) => ingestCommand(client, paths, options)),
  );

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
        else
          console.log(
            (data as { reason: string }).reason === 'answered'
              ? ''
              : 'Nothing in force answers this; it is recorded as a gap.',
          );
      }
      return true;
    }),
  );

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

program
  .command('audit')
  .description('the audit chain')
  .command('verify')
  .description('compute the chain anew and say what does not hold')
  .action(() =>
    withService('audit verify', async (client) => {
      const result = await client.get<{ ok: boolean }>('/v1/audit/verification');
      console.log(JSON.stringify(result, null, 2));
      return result.ok;
    }),
  );

program
  .command('doctor')
  .description('print the settings in force and how the service is')
  .action(async () => {
    if (!(await doctorCommand(readConfig(process.env)))) process.exitCode = 1;
  });

program
  .command('migrate')
  .description('bring the database to the schema of this version')
  .action(() => migrateCommand(readConfig(process.env), migrate));

// Whoever reads the output may stop early: `coach ask ... | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

program.parseAsync().catch((error: unknown) => {
  const expected =
    error instanceof ConfigError || error instanceof DirectoryLockedError || error instanceof RefusedError;
  process.stderr.write(
    `${expected ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
});

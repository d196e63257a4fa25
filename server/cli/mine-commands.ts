import { SingleBar } from 'cli-progress';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { finenesses, type MiningRunView } from '../modules/mining-runs/index.ts';
import { miningLines } from './mining-report-lines.ts';
import type { ServiceClient } from './service-client.ts';

type WithService = (name: string, work: (client: ServiceClient) => Promise<boolean>) => Promise<void>;

interface MineOptions {
  readonly collection?: string;
  readonly granularity: string;
  readonly since?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const pathOf = (id: string) => `/v1/mining-runs/${encodeURIComponent(id)}`;

/** `coach mine`, and what is done with a mining that is under way. */
export function addMineCommands(program: Command, withService: WithService): void {
  const mine = program
    .command('mine')
    .description('mine the calls of a collection anew: scenarios, procedures, scripts, practices, as proposals')
    .option('--collection <id>', 'collection whose calls are mined')
    .addOption(
      new Option('--granularity <how>', 'how finely scenarios are told apart').choices(finenesses).default('normal'),
    )
    .option('--since <instant>', 'only calls that began then or later (ISO 8601)', instantOf)
    .option('--dry-run', 'report what would be found, but propose and keep nothing')
    .option('--json', 'one line of JSON')
    .action((options: MineOptions) => withService('mine', (client) => start(client, options)));
  mine
    .command('list')
    .description('print the latest minings')
    .action(() =>
      withService('mine list', async (client) => {
        const { items } = await client.get<{ items: MiningRunView[] }>('/v1/mining-runs?perPage=50');
        for (const { id, status, percent, collectionId, createdAt, dryRun } of items)
          console.log(
            `${id}  ${status.padEnd(9)}  ${String(percent).padStart(3)}%  ${collectionId}  ${createdAt}${dryRun ? '  (dry run)' : ''}`,
          );
        return true;
      }),
    );
  mine
    .command('show')
    .description('print a mining and its report')
    .argument('<id>')
    .action((id: string) =>
      withService('mine show', async (client) => {
        console.log(miningLines(await client.get<MiningRunView>(pathOf(id))).join('\n'));
        return true;
      }),
    );
  const moves = [
    ['pause', 'have a mining wait after the step that it is at; what it drew is kept'],
    ['cancel', 'end a mining; what it proposed stays'],
  ] as const;
  for (const [move, description] of moves) {
    mine
      .command(move)
      .description(description)
      .argument('<id>')
      .action((id: string) =>
        withService(`mine ${move}`, async (client) => {
          console.log(miningLines(await client.post<MiningRunView>(`${pathOf(id)}/${move}`)).join('\n'));
          return true;
        }),
      );
  }
  mine
    .command('resume')
    .description('have a paused mining go on where it was')
    .argument('<id>')
    .action((id: string) =>
      withService('mine resume', async (client) =>
        showToEnd(client, await client.post<MiningRunView>(`${pathOf(id)}/resume`), false),
      ),
    );
}

function instantOf(text: string): string {
  if (Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('It is no point in time; write one as 2026-06-01 or 2026-06-01T09:00:00+08:00.');
  return new Date(text).toISOString();
}

async function start(client: ServiceClient, options: MineOptions): Promise<boolean> {
  const { collection, granularity, since, dryRun, json } = options;
  const run = await client.post<MiningRunView>('/v1/mining-runs', {
    ...(collection === undefined ? {} : { collectionId: collection }),
    fineness: granularity,
    ...(since === undefined ? {} : { since }),
    ...(dryRun ? { dryRun: true } : {}),
  });
  if (!client.own) sayHowToLeave(run.id);
  return showToEnd(client, run, json === true);
}

/** Shows on standard error how far a mining is, to its end, and prints the report; false: it failed. */
async function showToEnd(client: ServiceClient, { id }: MiningRunView, json: boolean): Promise<boolean> {
  const bar = new SingleBar({
    format: ' {bar} {percentage}%{remaining}',
    stream: process.stderr,
    clearOnComplete: true,
  });
  bar.start(100, 0, { remaining: '' });
  try {
    for await (const { event, data } of client.stream(`${pathOf(id)}/events`)) {
      if (event !== 'progress') break;
      const { percent, remainingSeconds } = data as MiningRunView;
      bar.update(percent, { remaining: remainingSeconds === null ? '' : ` | about ${remainingSeconds} s left` });
    }
  } finally {
    bar.stop();
  }
  const run = await client.get<MiningRunView>(pathOf(id));
  console.log(json ? JSON.stringify(run) : miningLines(run).join('\n'));
  return run.status !== 'failed';
}

function sayHowToLeave(id: string): void {
  process.once('SIGINT', () => {
    process.stderr.write(`\nThe mining goes on in the service. coach mine show ${id} says how far it is.\n`);
    process.exit(130);
  });
}

import type { Command } from 'commander';
import type { RunView } from '../modules/ingest-runs/index.ts';
import { showToEnd } from './ingest-command.ts';
import { filesOfRun, reportLines } from './run-report.ts';
import type { ServiceClient } from './service-client.ts';

type WithService = (name: string, work: (client: ServiceClient) => Promise<boolean>) => Promise<void>;

/** `coach runs ...`: the ingest runs of the service. */
export function addRunsCommands(program: Command, withService: WithService): void {
  const runs = program.command('runs').description('ingest runs, also those that were begun elsewhere');
  runs
    .command('list')
    .description('print the latest')
    .action(() =>
      withService('runs list', async (client) => {
        const { items } = await client.get<{ items: RunView[] }>('/v1/ingest-runs?perPage=50');
        for (const run of items) {
          const { id, status, label, progress, dryRun } = run;
          console.log(
            `${id}  ${status.padEnd(9)}  ${String(progress.percent).padStart(3)}%  ${label}${dryRun ? ' (dry run)' : ''}`,
          );
        }
        return true;
      }),
    );
  runs
    .command('show')
    .description('print how far a run is, and what became of its files')
    .argument('<id>')
    .option('--json', 'one line of JSON')
    .action((id: string, { json }: { json?: boolean }) =>
      withService('runs show', async (client) => {
        const run = await client.get<RunView>(`/v1/ingest-runs/${encodeURIComponent(id)}`);
        const files = await filesOfRun(client, run.id);
        console.log(json ? JSON.stringify({ run, files }) : reportLines(run, files).join('\n'));
        return true;
      }),
    );
  runs
    .command('cancel')
    .description('end a run; what it stored stays, and the next run takes it up')
    .argument('<id>')
    .action((id: string) =>
      withService('runs cancel', async (client) => {
        const run = await client.post<RunView>(`/v1/ingest-runs/${encodeURIComponent(id)}/cancel`);
        console.log(reportLines(run, []).join('\n'));
        return true;
      }),
    );
  runs
    .command('retry')
    .description('read the files of a run again that failed or were skipped, while their uploads are kept')
    .argument('<id>')
    .option('--json', 'one line of JSON')
    .action((id: string, { json }: { json?: boolean }) =>
      withService('runs retry', async (client) => {
        const run = await client.post<RunView>(`/v1/ingest-runs/${encodeURIComponent(id)}/retry`);
        return showToEnd(client, run, json === true);
      }),
    );
}

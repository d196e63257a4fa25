import { basename } from 'node:path';
import type { RunView } from '../modules/ingest-runs/index.ts';
import { followRun } from './follow-run.ts';
import { collectFiles, leftOutLines, type NamedFile } from './input-files.ts';
import { filesOfRun, reportLines } from './run-report.ts';
import { RefusedError, type ServiceClient } from './service-client.ts';
import { allWentIn, uploadRun } from './upload-run.ts';

export interface IngestOptions {
  readonly collection?: string;
  readonly label?: string;
  readonly verbatim?: boolean;
  readonly dryRun?: boolean;
  readonly onlyFailedOf?: string;
  readonly json?: boolean;
}

/** Sends files to the service, shows how far it is, and says what became of each. Returns false if a file failed. */
export async function ingestCommand(
  client: ServiceClient,
  paths: readonly string[],
  options: IngestOptions,
): Promise<boolean> {
  const found = await collectFiles(paths);
  for (const line of leftOutLines(found.leftOut)) console.error(line);
  const files =
    options.onlyFailedOf === undefined ? found.files : await onlyFailed(client, options.onlyFailedOf, found.files);
  const started = await uploadRun(
    client,
    {
      label:
        options.label ??
        paths
          .map((path) => basename(path))
          .join(', ')
          .slice(0, 200),
      ...(options.collection ? { collectionId: options.collection } : {}),
      ...(options.verbatim ? { verbatim: true } : {}),
      ...(options.dryRun ? { dryRun: true } : {}),
    },
    files,
  );
  // A run of a service of one's own ends with the command, and goes on with the next one.
  if (!client.own) sayHowToLeave(started.id);
  const wentIn = await showToEnd(client, started, options.json === true);
  return wentIn && found.leftOut.every(({ failed }) => !failed);
}

/** Shows how far a run is, to its end, and what became of its files; false if one failed. */
export async function showToEnd(client: ServiceClient, started: RunView, json: boolean): Promise<boolean> {
  await followRun(client, started);
  const run = await client.get<RunView>(`/v1/ingest-runs/${started.id}`);
  const files = await filesOfRun(client, run.id);
  console.log(json ? JSON.stringify({ run, files }) : reportLines(run, files).join('\n'));
  return allWentIn(run);
}

function sayHowToLeave(runId: string): void {
  process.once('SIGINT', () => {
    process.stderr.write(
      `\nThe run goes on in the service. coach runs show ${runId} says how far it is; coach runs cancel ${runId} ends it.\n`,
    );
    process.exit(130);
  });
}

const namesAtOnce = 1_000;

/** The files that failed or were skipped in a run, with the mappings beside them. */
async function onlyFailed(
  client: ServiceClient,
  runId: string,
  files: readonly NamedFile[],
): Promise<readonly NamedFile[]> {
  const failed = new Set<string>();
  for (let at = 0; at < files.length; at += namesAtOnce) {
    const names = files.slice(at, at + namesAtOnce).map(({ name }) => name);
    const found = await client.post<{ names: string[] }>(`/v1/ingest-runs/${runId}/failed-names`, { names });
    for (const name of found.names) failed.add(name);
  }
  const chosen = files.filter(({ name }) => failed.has(name) || failed.has(name.replace(/\.mapping\.json$/i, '')));
  if (chosen.length > 0) return chosen;
  throw new RefusedError(`None of these files failed in ${runId}; name the paths as they were named then`);
}

import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunView } from '../modules/ingest-runs/index.ts';
import { filesBelow, isPassingFile, leftOutLines, type NamedFile } from './input-files.ts';
import { filesOfRun, reportLines } from './run-report.ts';
import { RefusedError, type ServiceClient } from './service-client.ts';
import { uploadRun } from './upload-run.ts';
import { openWatchState, type SeenFile, type WatchState } from './watch-state.ts';

export interface WatchOptions {
  readonly collection?: string;
  readonly verbatim?: boolean;
  /** Time between two looks: 500ms, 10s, 5m. */
  readonly every: string;
}

interface Watch {
  readonly folder: string;
  readonly options: WatchOptions;
  readonly state: WatchState;
  readonly connect: () => Promise<ServiceClient>;
  readonly signal: AbortSignal;
}

/**
 * Hands in the files of a folder as they come and change, until the signal: each once it has not changed between two
 * looks. What was handed in is remembered in `dataDirectory`. A service that is away is asked again at the next look.
 */
export async function watchCommand(
  connect: () => Promise<ServiceClient>,
  dataDirectory: string,
  path: string,
  options: WatchOptions,
  signal: AbortSignal,
): Promise<void> {
  const folder = resolve(path);
  const everyMs = millisecondsOf(options.every);
  const info = await stat(folder).catch(() => null);
  if (!info?.isDirectory()) throw new RefusedError(`${path}: there is no such folder`);
  const id = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const state = await openWatchState(join(dataDirectory, 'watched', `${id}.json`));
  const watch: Watch = { folder, options, state, connect, signal };
  console.log(`Watching ${folder}`);
  let before = new Map<string, Standing>();
  const said = new Set<string>();
  let away: string | null = null;
  while (!signal.aborted) {
    const now = await standingFiles(folder, said);
    const ready = await changedFiles(
      state,
      [...now.values()].filter((file) => isSame(before.get(file.name), file)),
    );
    before = now;
    if (ready.length > 0) {
      const failure = await handIn(watch, ready).then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      // Said once, not at every look.
      if (failure !== null && failure !== away && !signal.aborted)
        console.error(`Not handed in, and tried again: ${failure}`);
      away = failure;
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

type Standing = NamedFile & Omit<SeenFile, 'hash'>;
type Ready = Standing & SeenFile;

const isSame = (one: Omit<SeenFile, 'hash'> | undefined, other: Omit<SeenFile, 'hash'>) =>
  one?.size === other.size && one.mtimeMs === other.mtimeMs;

/** The files as they stand now; what is left out is told once. */
async function standingFiles(folder: string, said: Set<string>): Promise<Map<string, Standing>> {
  const files = new Map<string, Standing>();
  const found = await filesBelow(folder);
  for (const line of leftOutLines(found.leftOut.filter(({ name }) => !said.has(name)))) console.error(line);
  for (const { name } of found.leftOut) said.add(name);
  for (const file of found.files) {
    if (isPassingFile(basename(file.name))) continue;
    // One that is gone by now is none.
    const info = await stat(file.path).catch(() => null);
    if (info) files.set(file.name, { ...file, size: info.size, mtimeMs: info.mtimeMs });
  }
  return files;
}

/** Files in other words than those that were handed in. */
async function changedFiles(state: WatchState, files: readonly Standing[]): Promise<readonly Ready[]> {
  const changed: Ready[] = [];
  for (const file of files) {
    const seen = state.get(file.name);
    if (isSame(seen, file)) continue;
    const hash = await state.hash(file.path).catch(() => null);
    if (hash === null) continue;
    if (seen?.hash === hash) state.set(file.name, { size: file.size, mtimeMs: file.mtimeMs, hash });
    else changed.push({ ...file, hash });
  }
  return changed;
}

async function handIn({ folder, options, state, connect, signal }: Watch, ready: readonly Ready[]): Promise<void> {
  const client = await connect();
  try {
    const run = await uploadRun(
      client,
      {
        label: basename(folder).slice(0, 200),
        ...(options.collection ? { collectionId: options.collection } : {}),
        ...(options.verbatim ? { verbatim: true } : {}),
      },
      await withMappings(ready),
    );
    for (const { name, size, mtimeMs, hash } of ready) state.set(name, { size, mtimeMs, hash });
    await state.save();
    await untilEnd(client, run, signal);
    if (signal.aborted) return;
    const ended = await client.get<RunView>(`/v1/ingest-runs/${run.id}`);
    console.log(reportLines(ended, await filesOfRun(client, run.id)).join('\n'));
  } finally {
    await client.close();
  }
}

/** A file goes in with the mapping that stands beside it, although that has not changed. */
async function withMappings(ready: readonly NamedFile[]): Promise<readonly NamedFile[]> {
  const names = new Set(ready.map(({ name }) => name));
  const files = [...ready];
  for (const { name, path } of ready) {
    const beside = { name: `${name}.mapping.json`, path: `${path}.mapping.json` };
    if (!names.has(beside.name) && (await stat(beside.path).catch(() => null))) files.push(beside);
  }
  return files;
}

async function untilEnd(client: ServiceClient, run: RunView, signal: AbortSignal): Promise<void> {
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const ended = (async () => {
    for await (const { event } of client.stream(`/v1/ingest-runs/${run.id}/events`)) if (event !== 'progress') return;
  })();
  await Promise.race([ended, stopped]);
}

function millisecondsOf(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  const factor = { ms: 1, s: 1_000, m: 60_000 }[unit ?? ''];
  const every = Number(amount) * (factor ?? Number.NaN);
  if (!(every >= 100)) throw new RefusedError(`--every ${text}: write a time of 100ms or more, such as 10s or 5m`);
  return every;
}

import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { SingleBar } from 'cli-progress';
import type { RunView } from '../modules/ingest-runs/index.ts';
import { RefusedError, type ServiceClient } from './service-client.ts';

interface NamedFile {
  readonly name: string;
  readonly path: string;
}

/** Every file below the paths, named relative to the folder that was given. */
async function collect(paths: readonly string[]): Promise<NamedFile[]> {
  const files: NamedFile[] = [];
  for (const given of paths) {
    const path = resolve(given);
    const info = await stat(path).catch(() => null);
    if (info === null) throw new RefusedError(`${given}: there is no such file or folder`);
    if (info.isFile()) {
      files.push({ name: basename(path), path });
      continue;
    }
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile() || entry.name.startsWith('.')) continue;
      const file = join(entry.parentPath, entry.name);
      files.push({ name: relative(path, file).replaceAll('\\', '/'), path: file });
    }
  }
  if (files.length === 0) throw new RefusedError('There are no files to ingest');
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A multipart body that reads each file as it is sent. */
async function* multipart(
  boundary: string,
  fields: Readonly<Record<string, string>>,
  files: readonly NamedFile[],
): AsyncGenerator<Uint8Array> {
  const text = (line: string) => Buffer.from(line, 'utf8');
  for (const [name, value] of Object.entries(fields)) {
    yield text(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  }
  for (const { name, path } of files) {
    const quoted = name.replaceAll('"', '%22').replaceAll(/[\r\n]/g, ' ');
    yield text(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${quoted}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
    );
    for await (const chunk of createReadStream(path)) yield chunk as Uint8Array;
    yield text('\r\n');
  }
  yield text(`--${boundary}--\r\n`);
}

export interface IngestOptions {
  readonly collection?: string;
  readonly label?: string;
  readonly verbatim?: boolean;
}

/** Sends files to the service, shows how far it is, and says what became of each. Returns false if a file failed. */
export async function ingestCommand(
  client: ServiceClient,
  paths: readonly string[],
  options: IngestOptions,
): Promise<boolean> {
  const files = await collect(paths);
  const boundary = `coach-${process.pid}-${process.hrtime.bigint()}`;
  const fields = {
    label: options.label ?? paths.map((path) => basename(path)).join(', '),
    ...(options.collection ? { collectionId: options.collection } : {}),
    ...(options.verbatim ? { verbatim: 'true' } : {}),
  };
  const started = await client.upload<RunView>(
    '/v1/ingest-runs',
    `multipart/form-data; boundary=${boundary}`,
    multipart(boundary, fields, files),
  );
  const bar = new SingleBar({
    format: ' {bar} {percentage}% | {stage} | {records} records | {proposals} proposals',
    stream: process.stderr,
    clearOnComplete: true,
  });
  bar.start(100, 0, { stage: 'waiting', records: 0, proposals: 0 });
  let run = started;
  for await (const { event, data } of client.stream(`/v1/ingest-runs/${started.id}/events`)) {
    if (event !== 'progress') break;
    run = data as RunView;
    const { percent, stage, records, proposals } = run.progress;
    bar.update(percent, { stage, records, proposals });
  }
  bar.stop();
  await report(client, run);
  return run.status === 'succeeded' && run.counts.failed === 0;
}

async function report(client: ServiceClient, run: RunView): Promise<void> {
  const { counts, progress } = run;
  console.log(
    `${run.id} ${run.status}: ${counts.new} new, ${counts.changed} changed, ${counts.unchanged} unchanged, ${counts.failed} failed; ${progress.records} records, ${progress.proposals} proposals`,
  );
  if (run.error) console.log(run.error);
  const files = await client.get<{
    items: { name: string; status: string; reason: string | null; remedy: string | null }[];
  }>(`/v1/ingest-runs/${run.id}/files?perPage=500`);
  for (const file of files.items) {
    if (file.reason === null) continue;
    console.log(
      `  ${file.status === 'failed' ? '✗' : '!'} ${file.name}: ${file.reason}${file.remedy ? `\n      ${file.remedy}` : ''}`,
    );
  }
}

import { createReadStream } from 'node:fs';
import type { RunView } from '../modules/ingest-runs/index.ts';
import type { NamedFile } from './input-files.ts';
import { RefusedError, type ServiceClient } from './service-client.ts';

export interface RunFields {
  readonly label: string;
  readonly collectionId?: string;
  readonly verbatim?: boolean;
  readonly dryRun?: boolean;
}

/** Sends files to the service, which begins a run with them; names the file that could not be read meanwhile. */
export async function uploadRun(
  client: ServiceClient,
  fields: RunFields,
  files: readonly NamedFile[],
): Promise<RunView> {
  const boundary = `coach-${process.pid}-${process.hrtime.bigint()}`;
  const given = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined || value === false ? [] : [[name, String(value)] as const],
  );
  let fault: RefusedError | null = null;
  const body = multipart(boundary, given, files, (found) => {
    fault = found;
  });
  return client
    .upload<RunView>('/v1/ingest-runs', `multipart/form-data; boundary=${boundary}`, body)
    .catch((error: unknown) => Promise.reject(fault ?? error));
}

/** A multipart body that reads each file as it is sent. */
async function* multipart(
  boundary: string,
  fields: readonly (readonly [name: string, value: string])[],
  files: readonly NamedFile[],
  onFault: (fault: RefusedError) => void,
): AsyncGenerator<Uint8Array> {
  const text = (line: string) => Buffer.from(line, 'utf8');
  for (const [name, value] of fields) {
    yield text(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  }
  for (const { name, path } of files) {
    const quoted = name.replaceAll('"', '%22').replaceAll(/[\r\n]/g, ' ');
    yield text(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${quoted}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
    );
    try {
      for await (const chunk of createReadStream(path)) yield chunk as Uint8Array;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      onFault(new RefusedError(`${name} could not be read (${code}); nothing was taken in. Mend it and ingest again.`));
      throw error;
    }
    yield text('\r\n');
  }
  yield text(`--${boundary}--\r\n`);
}

/** Whether everything went in: the run came to its end, and no file failed. */
export const allWentIn = (run: RunView): boolean => run.status === 'succeeded' && run.counts.failed === 0;

import type { Readable } from 'node:stream';
import busboy from 'busboy';
import { DomainError } from '../../errors.ts';

export interface UploadFields {
  readonly label?: string;
  readonly collectionId?: string;
  readonly verbatim?: string;
}

interface UploadHandler {
  /** Called once, before the first file, with the fields that came so far: send fields first. */
  begin(fields: UploadFields): Promise<void>;
  file(name: string, content: Readable): Promise<void>;
}

/** Reads a multipart/form-data body file by file as it arrives; nothing is held in memory. */
export async function readUpload(
  stream: Readable,
  contentType: string | undefined,
  handler: UploadHandler,
): Promise<void> {
  if (!contentType?.startsWith('multipart/form-data')) {
    throw new DomainError(
      'invalid_request',
      'Send the files as multipart/form-data, each as a part called "file" with its path as filename',
    );
  }
  const parser = busboy({
    headers: { 'content-type': contentType },
    preservePath: true,
    defParamCharset: 'utf8',
    limits: { fields: 20, fieldSize: 2_000 },
  });
  const fields: Record<string, string> = {};
  let begun: Promise<void> | null = null;
  let work: Promise<void> = Promise.resolve();
  let failure: unknown = null;
  parser.on('field', (name, value) => {
    fields[name] = value;
  });
  parser.on('file', (_field, content, { filename }) => {
    const name = relativePath(filename);
    work = work
      .then(async () => {
        begun ??= handler.begin(fields);
        await begun;
        if (failure === null) await handler.file(name, content);
        else content.resume();
      })
      .catch((error) => {
        failure ??= error;
        content.resume();
      });
  });
  await new Promise<void>((resolve, reject) => {
    parser.on('close', resolve);
    parser.on('error', () => reject(new DomainError('invalid_request', 'The multipart body is broken; send it again')));
    stream.on('aborted', () => reject(new DomainError('invalid_request', 'The upload was cut off; send it again')));
    stream.pipe(parser);
  });
  await work;
  if (failure !== null) throw failure;
}

/** A path as a name only: no way out of the collection, forward slashes. */
export function relativePath(filename: string | undefined): string {
  const parts = (filename ?? '')
    .replaceAll('\\', '/')
    .replaceAll('\0', '')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.join('/').slice(0, 400) || 'unnamed';
}

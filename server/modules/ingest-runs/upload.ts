import type { Readable } from 'node:stream';
import busboy from 'busboy';
import { z } from 'zod';
import { defaultCollection } from '../../default-collection.ts';
import { DomainError } from '../../errors.ts';

const fieldsSchema = z.strictObject({
  label: z.string().trim().min(1).max(200).default('upload'),
  collectionId: z
    .string()
    .trim()
    .regex(/^[\w.-]{1,60}$/, { error: 'has 1 to 60 letters, digits, dots, dashes' })
    .default(defaultCollection),
  verbatim: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
});
type UploadFields = z.output<typeof fieldsSchema>;

interface UploadHandler<R> {
  /** Called once, at the first file, with the fields that came before it. */
  begin(fields: UploadFields): Promise<R>;
  file(run: R, name: string, content: Readable): Promise<void>;
  /** Called when the upload failed after something began. */
  discard(run: R): Promise<void>;
}

const mostFields = 20;

/**
 * Reads a multipart/form-data body file by file as it arrives; nothing is held in memory. Returns what `begin` began;
 * refuses a body that breaks off, brings no file, or has fields that are not known.
 */
export async function readUpload<R>(
  stream: Readable,
  contentType: string | undefined,
  handler: UploadHandler<R>,
): Promise<R> {
  const parser = openParser(contentType);
  const fields: Record<string, string> = Object.create(null);
  let begun: { readonly run: R } | null = null;
  let work: Promise<void> = Promise.resolve();
  let failure: unknown = null;
  const take = async (name: string, content: Readable) => {
    if (failure !== null) return void content.resume();
    begun ??= { run: await handler.begin(checkedFields(fields)) };
    await handler.file(begun.run, name, content);
  };
  parser.on('field', (name, value) => {
    fields[name] = value;
  });
  parser.on('file', (_field, content, { filename }) => {
    // A body that breaks off tells each of its files; one that waits for its turn must not miss it.
    content.on('error', () => {
      failure ??= broken();
    });
    work = work
      .then(() => take(relativePath(filename), content))
      .catch((error: unknown) => {
        failure ??= error;
        content.resume();
      });
  });
  await new Promise<void>((resolve) => {
    const breakOff = () => {
      failure ??= broken();
      stream.unpipe(parser);
      // Ends the files that are being written, so that nothing stays open.
      parser.destroy();
      resolve();
    };
    parser.on('close', resolve);
    parser.on('error', breakOff);
    parser.on('fieldsLimit', () => {
      failure ??= new DomainError('invalid_request', `A request has ${mostFields} fields at most beside its files`);
    });
    stream.on('aborted', breakOff);
    stream.on('error', breakOff);
    stream.pipe(parser);
  });
  await work;
  return outcome(begun, failure, handler);
}

async function outcome<R>(
  begun: { readonly run: R } | null,
  failure: unknown,
  handler: Pick<UploadHandler<R>, 'discard'>,
): Promise<R> {
  if (failure === null && begun !== null) return begun.run;
  if (begun !== null) await handler.discard(begun.run);
  throw failure ?? new DomainError('invalid_request', 'No file came with the request; send at least one as "file"');
}

const broken = () => new DomainError('invalid_request', 'The upload broke off or is no multipart body; send it again');

function openParser(contentType: string | undefined) {
  if (!contentType?.startsWith('multipart/form-data')) {
    throw new DomainError(
      'invalid_request',
      'Send the files as multipart/form-data, each as a part called "file" with its path as filename',
    );
  }
  try {
    return busboy({
      headers: { 'content-type': contentType },
      preservePath: true,
      defParamCharset: 'utf8',
      limits: { fields: mostFields, fieldSize: 2_000 },
    });
  } catch (cause) {
    throw new DomainError('invalid_request', 'The content type names no boundary', {}, { cause });
  }
}

function checkedFields(fields: Readonly<Record<string, string>>): UploadFields {
  const parsed = fieldsSchema.safeParse({ ...fields });
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({
    path: ['body', ...path.map(String)].join('.'),
    message,
  }));
  const [first] = errors;
  throw new DomainError('invalid_request', `A field of the upload is not valid: ${first?.path}: ${first?.message}`, {
    errors,
  });
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

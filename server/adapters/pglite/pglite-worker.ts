import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { vector } from '@electric-sql/pglite-pgvector';
import { prepareDirectory } from './database-directory.ts';
import { isLogFailure, isReading, requireDiskSpace } from './disk-reserve.ts';
import {
  noResult,
  type PgliteEnvelope,
  type PgliteEnvelopes,
  type PgliteFailure,
  type PgliteReplies,
  type PgliteReply,
  type PgliteRequest,
  type PgliteResult,
  type PgliteStartup,
  type PgliteWorkerOptions,
} from './pglite-messages.ts';
import { createPreparedStatements, type PreparedStatements } from './prepared-statements.ts';

const DATE_OID = 1082;
const TIMESTAMP_OID = 1114;
const asText = (value: string): string => value;

async function create(dataDir: string | undefined, template: string | null): Promise<PGlite> {
  return PGlite.create({
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(template === null ? {} : { loadDataDir: new Blob([await readFile(template)]) }),
    extensions: { vector, pg_trgm },
    // A date or a timestamp without a zone is no instant; turning it into one would use the process's own zone.
    parsers: { [DATE_OID]: asText, [TIMESTAMP_OID]: asText },
  });
}

async function open({ directory, template }: PgliteWorkerOptions): Promise<PGlite> {
  if (directory === null) return create(undefined, template);
  await mkdir(dirname(directory), { recursive: true, mode: 0o700 });
  // What a killed process left is put in order by writing.
  requireDiskSpace(dirname(directory));
  await prepareDirectory(directory, async (fresh) => (await create(fresh, template)).close());
  return create(directory, null);
}

async function dump(database: PGlite, path: string): Promise<PgliteResult> {
  // Else each that begins with it would first repeat all that was ever written to it.
  await database.exec('checkpoint');
  const archive = await database.dumpDataDir('none');
  const unfinished = `${path}.${randomUUID()}.new`;
  await writeFile(unfinished, new Uint8Array(await archive.arrayBuffer()), { mode: 0o600 });
  await rename(unfinished, path);
  return noResult;
}

/** Refuses what would fill the disk to its end; what takes no room goes on. */
function refuseOnFullDisk(directory: string | null, request: PgliteRequest): void {
  if (directory === null) return;
  const writes = request.type === 'script' || (request.type === 'query' && !isReading(request.sql));
  if (writes && !(request.type === 'script' && request.sql === 'rollback')) requireDiskSpace(directory);
}

async function run(database: PGlite, statements: PreparedStatements, request: PgliteRequest): Promise<PgliteResult> {
  switch (request.type) {
    case 'query':
      return statements.run(request.sql, request.params);
    case 'script':
      statements.forget();
      await database.exec(request.sql);
      return noResult;
    case 'dump':
      return dump(database, request.path);
    case 'close':
      await database.close();
      return noResult;
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The engine's detail line quotes whole rows, so it stays here: an error ends in logs, and rows may be personal. */
function failureOf(error: unknown): PgliteFailure {
  const fields: Record<string, unknown> = typeof error === 'object' && error !== null ? { ...error } : {};
  const { constraint, table, column, hint, position } = fields;
  const known = { constraint, table, column, hint, position };
  return {
    message: error instanceof Error ? error.message : String(error),
    code: text(fields.code) ?? '22000',
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => typeof value === 'string')),
  };
}

/** After a trap the engine's memory is in no known state: better no engine than a wrong one. */
function isFatal(error: unknown): boolean {
  return (
    error instanceof Error && (error.name === 'RuntimeError' || error.name === 'ExitStatus' || isLogFailure(error))
  );
}

const togetherMs = 1;

async function serve(port: NonNullable<typeof parentPort>): Promise<void> {
  const tell = (message: PgliteStartup | PgliteReplies): void => port.postMessage(message);
  const options = workerData as PgliteWorkerOptions;
  let database: PGlite;
  try {
    database = await open(options);
  } catch (error) {
    const { message, code } = failureOf(error);
    tell({ ready: false, reason: message, ...(code === '53100' ? { code } : {}) });
    return;
  }
  const statements = createPreparedStatements(database);
  let last: Promise<void> = Promise.resolve();
  let broken = false;
  const answer = async ({ id, request }: PgliteEnvelope): Promise<PgliteReply> => {
    try {
      // Begun even where its first statement is refused, so that what follows in it counts for nothing.
      if (request.type === 'query' && request.begins) await statements.run('begin', []);
      refuseOnFullDisk(options.directory, request);
      return { id, ok: true, result: await run(database, statements, request) };
    } catch (error) {
      broken = isFatal(error);
      return { id, ok: false, failure: failureOf(error) };
    }
  };
  const answerAll = async (envelopes: PgliteEnvelopes): Promise<void> => {
    let replies: PgliteReply[] = [];
    let told = performance.now();
    const tellAll = () => {
      if (replies.length > 0) tell(replies);
      replies = [];
      told = performance.now();
    };
    for (const envelope of envelopes) {
      // What is done does not wait long for what others asked in the same turn.
      if (performance.now() - told > togetherMs) tellAll();
      if (!broken) replies.push(await answer(envelope));
    }
    tellAll();
    if (broken) setImmediate(() => process.exit(1));
    if (envelopes.some(({ request }) => request.type === 'close')) port.close();
  };
  port.on('message', (envelopes: PgliteEnvelopes) => {
    last = last.then(() => answerAll(envelopes));
  });
  tell({ ready: true });
}

if (parentPort !== null) await serve(parentPort);

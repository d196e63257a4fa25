import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isId } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import type { Database } from '../../ports/database.ts';

/**
 * Where uploads wait until their redacted segments are stored: encrypted (AES-256-GCM) with a key of the run's own,
 * which is destroyed with them, so that what was uploaded cannot be read again from anywhere. Files that failed may be
 * kept a while: then under a new key, so that the others are gone with the first one.
 */
export interface Spool {
  /** Writes one file and returns its bytes; refuses one that is longer than the limit. */
  write(runId: string, ordinal: number, content: Readable): Promise<number>;
  read(runId: string, ordinal: number): Promise<Uint8Array>;
  /** Destroys the key and the files. */
  destroy(runId: string): Promise<void>;
  /** Does what the run's row says: removes the files if the key is gone; keeps those that failed alone if they are kept. */
  tidy(runId: string): Promise<void>;
  /**
   * Destroys kept uploads whose time is over, removes folders of runs that this database knows and whose key is gone, and
   * tidies runs whose process did not live to do it.
   */
  sweep(): Promise<void>;
}

/** Uploads that cannot be read; `destroyed` when their key is gone for good, else they are out of this process's reach. */
export class SpoolError extends DomainError {
  constructor(
    message: string,
    readonly destroyed: boolean,
    options?: ErrorOptions,
  ) {
    super('wrong_state', message, {}, options);
  }
}

const algorithm = 'aes-256-gcm';
const ivLength = 12;
const tagLength = 16;
export const maxFileBytes = 2 ** 30;

interface Options {
  /** May hold what is none of a spool's, and the spools of other installations. */
  readonly directory: string;
  /** Names this installation's folder in it. */
  readonly installation: string;
  readonly database: Database;
}

export function createSpool({ directory, installation, database }: Options): Spool {
  const own = join(directory, installation);
  const folder = (runId: string) => join(own, runId);
  const file = (runId: string, ordinal: number) => join(folder(runId), String(ordinal));
  // Where earlier versions put uploads, that may still wait there.
  const formerFolder = (runId: string) => join(directory, runId);

  const remove = async (runId: string): Promise<void> => {
    for (const path of [folder(runId), formerFolder(runId)]) await rm(path, { recursive: true, force: true });
  };

  const keyOf = async (runId: string): Promise<Buffer> => {
    const found = await database.query<{ key: string }>('select key from ingest_spools where run_id = $1', [runId]);
    const row = found.rows[0];
    if (!row) throw new SpoolError('What was uploaded for this run is gone; upload the files again', true);
    return Buffer.from(row.key, 'base64');
  };
  // Files that were kept stand apart for each key, so that no kill can mix up what which key opens.
  const keptFolder = (runId: string, key: Buffer) =>
    join(folder(runId), `kept-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`);

  const ensureKey = async (runId: string): Promise<Buffer> => {
    await database.query('insert into ingest_spools (run_id, key) values ($1, $2) on conflict do nothing', [
      runId,
      randomBytes(32).toString('base64'),
    ]);
    return keyOf(runId);
  };

  /** Puts the files that failed under a new key and forgets the one before. May be begun again after a kill. */
  const narrow = async (runId: string): Promise<void> => {
    const wanted = await database.query<{ ordinal: number }>(keptFiles, [runId]);
    const former = await keyOf(runId);
    const key = randomBytes(32);
    for (const { ordinal } of wanted.rows) {
      const places = [join(keptFolder(runId, former), String(ordinal)), file(runId, ordinal)];
      const plain = unseal(await readFirst(places), former);
      await writeSealed(join(keptFolder(runId, key), String(ordinal)), key, Readable.from([plain]));
    }
    const taken = await database.query(
      'update ingest_spools set key = $2, narrowed = true where run_id = $1 and key = $3 and kept_until is not null',
      [runId, key.toString('base64'), former.toString('base64')],
    );
    // They are in use again, or another process was faster.
    if (taken.rowCount === 0) return rm(keptFolder(runId, key), { recursive: true, force: true });
    for (const entry of await readdir(folder(runId))) {
      const path = join(folder(runId), entry);
      if (path !== keptFolder(runId, key)) await rm(path, { recursive: true, force: true });
    }
    await rm(formerFolder(runId), { recursive: true, force: true });
  };

  const tidy = async (runId: string): Promise<void> => {
    const found = await database.query<{ kept: boolean; narrowed: boolean }>(
      'select kept_until is not null as kept, narrowed from ingest_spools where run_id = $1',
      [runId],
    );
    const row = found.rows[0];
    if (!row) return remove(runId);
    if (row.kept && !row.narrowed) await narrow(runId);
  };

  return {
    write: async (runId, ordinal, content) => writeSealed(file(runId, ordinal), await ensureKey(runId), content),
    async read(runId, ordinal) {
      const key = await keyOf(runId);
      const places = [
        join(keptFolder(runId, key), String(ordinal)),
        file(runId, ordinal),
        join(formerFolder(runId), String(ordinal)),
      ];
      const bytes = await readFirst(places).catch((cause: unknown) => {
        const code = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : '';
        throw new SpoolError(
          `A worker cannot read the uploads of this run in ${folder(runId)}${code}; set SPOOL_DIR to one folder that every web and worker process can read and write, then replay the jobs that were set aside`,
          false,
          { cause },
        );
      });
      return unseal(bytes, key);
    },
    tidy,
    async destroy(runId) {
      try {
        await database.query('delete from ingest_spools where run_id = $1', [runId]);
      } finally {
        // Also while the database takes nothing, as on a full disk, that this makes room on.
        await remove(runId);
      }
    },
    async sweep() {
      await database.query('delete from ingest_spools where kept_until < now()');
      const half = await database.query<{ run_id: string }>(
        'select run_id from ingest_spools where kept_until is not null and not narrowed',
      );
      // One that this process cannot reach is another's to tidy.
      for (const { run_id } of half.rows) await tidy(run_id).catch(() => undefined);
      const listed = await Promise.all([own, directory].map((path) => readdir(path).catch(() => [])));
      const runIds = [...new Set(listed.flat())].filter((name) => isId('run', name));
      // A run that this database does not know is another one's, be it of the same keys: a copy made for a trial.
      const over = await database.query<{ id: string }>(
        `select id from ingest_runs r where id = any($1)
            and not exists (select 1 from ingest_spools s where s.run_id = r.id)`,
        [runIds],
      );
      for (const { id } of over.rows) await remove(id);
    },
  };
}

/** Files that failed or were skipped, and the mappings beside them. */
const keptFiles = `
  select f.ordinal from ingest_run_files f
   where f.run_id = $1
     and (f.status in ('failed', 'skipped')
          or exists (select 1 from ingest_run_files g where g.run_id = f.run_id and g.status in ('failed', 'skipped')
                       and f.name = g.name || '.mapping.json'))
   order by f.ordinal`;

/** Returns how many bytes the content had. */
async function writeSealed(path: string, key: Buffer, content: Readable): Promise<number> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv(algorithm, key, iv);
  await pipeline(
    content,
    limited(),
    cipher,
    sealed(iv, () => cipher.getAuthTag()),
    createWriteStream(path, { mode: 0o600 }),
  ).catch(async (error: unknown) => {
    // A half file is of no use, and on a full disk it is in the way.
    await rm(path, { force: true });
    throw error;
  });
  return (await stat(path)).size - ivLength - tagLength;
}

function unseal(bytes: Buffer, key: Buffer): Buffer {
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivLength));
  decipher.setAuthTag(bytes.subarray(bytes.length - tagLength));
  const plain = decipher.update(bytes.subarray(ivLength, bytes.length - tagLength));
  return Buffer.concat([plain, decipher.final()]);
}

/** The first of the files that is there; if none is, what is wrong with the second, where uploads are written. */
async function readFirst(paths: readonly string[]): Promise<Buffer> {
  const failures: unknown[] = [];
  for (const path of paths) {
    const bytes = await readFile(path).catch((cause: unknown) => void failures.push(cause));
    if (bytes) return bytes;
  }
  throw failures[1];
}

function limited(): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxFileBytes) done(new DomainError('too_large', 'A file may have 1 GiB at most; split it'));
      else done(null, chunk);
    },
  });
}

/** Puts the initialisation vector before, and the tag behind, what passes. */
function sealed(iv: Buffer, tag: () => Buffer): Transform {
  let begun = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (!begun) this.push(iv);
      begun = true;
      done(null, chunk);
    },
    flush(done) {
      if (!begun) this.push(iv);
      this.push(tag());
      done();
    },
  });
}

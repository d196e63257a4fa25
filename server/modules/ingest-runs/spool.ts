import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isId } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import type { Database } from '../../ports/database.ts';

/**
 * Where uploads wait until their redacted segments are stored: encrypted (AES-256-GCM) with a key of the run's own,
 * which is destroyed with them, so that what was uploaded cannot be read again from anywhere.
 */
export interface Spool {
  /** Writes one file; refuses one that is longer than the limit. */
  write(runId: string, ordinal: number, content: Readable): Promise<void>;
  read(runId: string, ordinal: number): Promise<Uint8Array>;
  /** Destroys the key and the files. */
  destroy(runId: string): Promise<void>;
  /** Removes folders of runs that this database knows and whose key is gone, as a kill between the two leaves them. */
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

  const ensureKey = async (runId: string): Promise<Buffer> => {
    await database.query('insert into ingest_spools (run_id, key) values ($1, $2) on conflict do nothing', [
      runId,
      randomBytes(32).toString('base64'),
    ]);
    return keyOf(runId);
  };

  return {
    async write(runId, ordinal, content) {
      const key = await ensureKey(runId);
      await mkdir(folder(runId), { recursive: true, mode: 0o700 });
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv(algorithm, key, iv);
      await pipeline(
        content,
        limited(),
        cipher,
        sealed(iv, () => cipher.getAuthTag()),
        createWriteStream(file(runId, ordinal), { mode: 0o600 }),
      ).catch(async (error: unknown) => {
        // A half file is of no use, and on a full disk it is in the way.
        await rm(file(runId, ordinal), { force: true });
        throw error;
      });
    },
    async read(runId, ordinal) {
      const key = await keyOf(runId);
      const former = join(formerFolder(runId), String(ordinal));
      const found = readFile(file(runId, ordinal)).catch((cause) =>
        readFile(former).catch(() => Promise.reject(cause)),
      );
      const bytes = await found.catch((cause: unknown) => {
        const code = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : '';
        throw new SpoolError(
          `A worker cannot read the uploads of this run in ${folder(runId)}${code}; set SPOOL_DIR to one folder that every web and worker process can read and write, then replay the jobs that were set aside`,
          false,
          { cause },
        );
      });
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivLength));
      decipher.setAuthTag(bytes.subarray(bytes.length - tagLength));
      const plain = decipher.update(bytes.subarray(ivLength, bytes.length - tagLength));
      return Buffer.concat([plain, decipher.final()]);
    },
    async destroy(runId) {
      try {
        await database.query('delete from ingest_spools where run_id = $1', [runId]);
      } finally {
        // Also while the database takes nothing, as on a full disk, that this makes room on.
        await remove(runId);
      }
    },
    async sweep() {
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

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
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
  /** Removes folders whose key is gone, as a kill between the two leaves them. */
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

export function createSpool(directory: string, database: Database): Spool {
  const folder = (runId: string) => join(directory, runId);
  const file = (runId: string, ordinal: number) => join(folder(runId), String(ordinal));

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
      );
    },
    async read(runId, ordinal) {
      const key = await keyOf(runId);
      const bytes = await readFile(file(runId, ordinal)).catch((cause: unknown) => {
        const code = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : '';
        throw new SpoolError(
          `A worker cannot read the uploads of this run in ${folder(runId)}${code}; set SPOOL_DIR to one folder that every web and worker process can read and write, and ingest the files again`,
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
      await database.query('delete from ingest_spools where run_id = $1', [runId]);
      await rm(folder(runId), { recursive: true, force: true });
    },
    async sweep() {
      const folders = await readdir(directory).catch(() => []);
      for (const runId of folders) {
        const kept = await database.query('select 1 from ingest_spools where run_id = $1', [runId]);
        if (kept.rowCount === 0) await rm(folder(runId), { recursive: true, force: true });
      }
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

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isId } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import type { Database } from '../../ports/database.ts';

/**
 * Keeps the audio of recordings, each encrypted (AES-256-GCM) under a key of its own, in chunks, so that a part can be
 * read without the rest. Chunks cannot be moved, left out or taken from another recording without being noticed.
 */
export interface AudioStore {
  /** Writes the whole of a recording, or nothing. */
  write(recordingId: string, key: Uint8Array, bytes: Uint8Array): Promise<void>;
  /** The bytes from `start` up to and without `end`. Throws a DomainError where the file cannot be had. */
  read(recording: KeptAudio, start: number, end: number): AsyncGenerator<Uint8Array, void, undefined>;
  remove(recordingIds: readonly string[]): Promise<void>;
  /** Removes files whose key is gone, as an erasure or a kill between two steps leaves them. */
  sweep(): Promise<void>;
}

export interface KeptAudio {
  readonly recordingId: string;
  readonly key: Uint8Array;
  /** Of the recording, unencrypted. */
  readonly bytes: number;
}

const algorithm = 'aes-256-gcm';
const chunkLength = 65_536;
const tagLength = 16;
const prefixLength = 8;
/** A file that is younger may be one that another process is about to enter. */
const settledMs = 3_600_000;

interface Options {
  /** May hold the folders of other installations. */
  readonly directory: string;
  readonly installation: string;
  readonly database: Database;
}

export function createAudioStore({ directory, installation, database }: Options): AudioStore {
  const own = join(directory, installation);
  const path = (recordingId: string) => join(own, recordingId);
  const remove = async (recordingIds: readonly string[]) => {
    for (const id of recordingIds) if (isId('recording', id)) await rm(path(id), { force: true });
  };
  return {
    async write(recordingId, key, bytes) {
      await mkdir(own, { recursive: true, mode: 0o700 });
      const half = `${path(recordingId)}.part`;
      try {
        await writeChunks(half, recordingId, key, bytes);
        await rename(half, path(recordingId));
      } catch (error) {
        await rm(half, { force: true });
        throw error;
      }
    },
    async *read(recording, start, end) {
      const file = await open(path(recording.recordingId)).catch((cause: unknown) => {
        throw new DomainError(
          'unavailable',
          'The audio of this recording is not in reach; set AUDIO_DIR to one folder that every process can read, or restore it',
          {},
          { cause },
        );
      });
      try {
        yield* readChunks(file, recording, start, end);
      } finally {
        await file.close();
      }
    },
    remove,
    async sweep() {
      const names = await readdir(own).catch(() => []);
      const settled: string[] = [];
      for (const name of names) {
        const found = await stat(path(name)).catch(() => null);
        if (found && Date.now() - found.mtimeMs > settledMs) settled.push(name);
      }
      for (const name of settled.filter((name) => name.endsWith('.part'))) await rm(path(name), { force: true });
      const known = await database.query<{ recording_id: string }>(
        'select recording_id from recording_keys where recording_id = any($1)',
        [settled],
      );
      const kept = new Set(known.rows.map(({ recording_id }) => recording_id));
      await remove(settled.filter((name) => !kept.has(name)));
    },
  };
}

/** What a chunk is sealed together with: whose it is, which one, and whether it is the last. */
const sealOf = (recordingId: string, chunk: number, last: boolean) =>
  Buffer.from(`${recordingId} ${chunk} ${last ? 'last' : 'more'}`);

const chunksOf = (bytes: number) => Math.max(1, Math.ceil(bytes / chunkLength));

/** A chunk is numbered within the prefix of its file, so that no initialisation vector is used twice under one key. */
function vectorOf(prefix: Uint8Array, chunk: number): Buffer {
  const vector = Buffer.alloc(prefixLength + 4);
  vector.set(prefix);
  vector.writeUInt32BE(chunk, prefixLength);
  return vector;
}

async function writeChunks(path: string, recordingId: string, key: Uint8Array, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    const prefix = randomBytes(prefixLength);
    await file.write(prefix);
    const chunks = chunksOf(bytes.length);
    for (let chunk = 0; chunk < chunks; chunk++) {
      const cipher = createCipheriv(algorithm, key, vectorOf(prefix, chunk));
      cipher.setAAD(sealOf(recordingId, chunk, chunk === chunks - 1));
      const sealed = cipher.update(bytes.subarray(chunk * chunkLength, (chunk + 1) * chunkLength));
      await file.write(Buffer.concat([sealed, cipher.final(), cipher.getAuthTag()]));
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

async function* readChunks(
  file: FileHandle,
  { recordingId, key, bytes }: KeptAudio,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const prefix = await readExactly(file, 0, prefixLength);
  const chunks = chunksOf(bytes);
  for (let chunk = Math.floor(start / chunkLength); chunk * chunkLength < end; chunk++) {
    const length = Math.min(chunkLength, bytes - chunk * chunkLength);
    const at = prefixLength + chunk * (chunkLength + tagLength);
    const sealed = await readExactly(file, at, length + tagLength);
    const decipher = createDecipheriv(algorithm, key, vectorOf(prefix, chunk));
    decipher.setAAD(sealOf(recordingId, chunk, chunk === chunks - 1));
    decipher.setAuthTag(sealed.subarray(length));
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, length)), decipher.final()]);
    const from = chunk * chunkLength;
    yield plain.subarray(Math.max(0, start - from), Math.min(length, end - from));
  }
}

async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new Error('the kept audio is shorter than it should be');
  return buffer;
}

import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

/*
 * A snapshot: a magic word with the format's number, the length of a JSON header, the header, arrays of 32-bit numbers
 * one after the other, and a CRC-32 of everything before it. The number rises with every change of the layout and of
 * what texts are cut into: words of an older cut would not meet those of a question. Little-endian, as every platform that Node runs on.
 */
const magic = Buffer.from('ACTXIDX5');
const chunkBytes = 8 << 20;

export interface Snapshot {
  readonly header: unknown;
  readonly arrays: readonly Uint32Array[];
}

/** Writes beside the file, flushes to the disk, then renames: a reader sees the old snapshot or the new one. */
export async function writeSnapshot(file: string, snapshot: Snapshot): Promise<void> {
  const header = Buffer.from(
    JSON.stringify({ content: snapshot.header, lengths: snapshot.arrays.map((a) => a.length) }),
  );
  const headerLength = Buffer.alloc(4);
  headerLength.writeUInt32LE(header.length);
  const parts = [magic, headerLength, header, Buffer.alloc(padding(header.length)), ...snapshot.arrays.map(bytesOf)];
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'w', 0o600);
    try {
      await writeParts(handle, parts);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

// In chunks, so that neither the sum nor the copy holds up the event loop for long.
async function writeParts(handle: FileHandle, parts: readonly Buffer[]): Promise<void> {
  let sum = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += chunkBytes) {
      const chunk = part.subarray(at, at + chunkBytes);
      sum = crc32(chunk, sum);
      await handle.writeFile(chunk);
    }
  }
  const trailer = Buffer.alloc(4);
  trailer.writeUInt32LE(sum);
  await handle.writeFile(trailer);
}

/** The snapshot in a file; null when there is none, or it is of another format, cut short or damaged. */
export async function readSnapshot(file: string): Promise<Snapshot | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch {
    return null;
  }
  const start = magic.length + 4;
  if (bytes.length < start + 4 || !bytes.subarray(0, magic.length).equals(magic)) return null;
  const end = bytes.length - 4;
  if (crc32(bytes.subarray(0, end)) !== bytes.readUInt32LE(end)) return null;
  const headerLength = bytes.readUInt32LE(magic.length);
  const { content, lengths } = JSON.parse(bytes.toString('utf8', start, start + headerLength)) as {
    content: unknown;
    lengths: number[];
  };
  let at = start + headerLength + padding(headerLength);
  const arrays = lengths.map((length) => {
    const array = new Uint32Array(length);
    bytesOf(array).set(bytes.subarray(at, at + length * 4));
    at += length * 4;
    return array;
  });
  return { header: content, arrays };
}

const padding = (length: number) => (4 - (length % 4)) % 4;
const bytesOf = (array: Uint32Array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

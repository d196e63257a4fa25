import { crc32, inflateRawSync } from 'node:zlib';
import { BadRecord } from '../bad-record.ts';

/** One file of an archive, as its central directory has it. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

const mostEntries = 10_000;
const remedy = 'Save it again with the program that made it, without a password.';

/** Lists the files of a ZIP archive without unpacking any. Throws BadRecord. */
export function zipEntries(bytes: Uint8Array): ReadonlyMap<string, ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endRecord(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count > mostEntries) throw new BadRecord(`the archive holds more than ${mostEntries} files`, remedy);
  const entries = new Map<string, ZipEntry>();
  for (let i = 0; i < count; i++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== 0x02014b50) throw damaged();
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    entries.set(name, {
      name,
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function endRecord(view: DataView): number {
  const least = Math.max(0, view.byteLength - 22 - 65_535);
  for (let at = view.byteLength - 22; at >= least; at--) if (view.getUint32(at, true) === 0x06054b50) return at;
  throw damaged();
}

/**
 * Unpacks one file of an archive, never to more than `limit` bytes, nor to more than its header says. Throws BadRecord.
 */
export function unzipEntry(bytes: Uint8Array, entry: ZipEntry, limit: number): Uint8Array {
  if ((entry.flags & 1) !== 0) throw new BadRecord('the archive is protected by a password', remedy);
  if (entry.size > limit) throw tooLarge(limit);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (entry.at + 30 > view.byteLength || view.getUint32(entry.at, true) !== 0x04034b50) throw damaged();
  const from = entry.at + 30 + view.getUint16(entry.at + 26, true) + view.getUint16(entry.at + 28, true);
  const packed = bytes.subarray(from, from + entry.packed);
  const content = entry.method === 0 ? packed : inflated(packed, entry);
  if (content.length !== entry.size || crc32(content) !== entry.crc) throw damaged();
  return content;
}

function inflated(packed: Uint8Array, { method, size }: ZipEntry): Uint8Array {
  if (method !== 8) throw new BadRecord('the archive is packed in a way that is not read', remedy);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw new BadRecord('it unpacks to more than its header says', remedy);
    }
    throw damaged();
  }
}

const damaged = () => new BadRecord('the archive is damaged or cut short', 'Copy or export the file again.');
const tooLarge = (limit: number) =>
  new BadRecord(
    `it unpacks to more than ${Math.floor(limit / 1_048_576)} MiB`,
    'Split it up; if it is not that large, it is no honest file.',
  );

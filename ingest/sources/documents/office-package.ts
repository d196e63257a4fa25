import { crc32 } from 'node:zlib';
import { BadRecord } from '../bad-record.ts';
import { unzipEntry, zipEntries } from '../calls/zip-entries.ts';
import { decodeText } from '../decode.ts';
import { childrenOf, parseXml, type XmlElement } from './xml-tree.ts';

/** Most that one part, and all parts that are read, may unpack to. */
const largestPart = 64 * 1_048_576;
const largestInAll = 4 * largestPart;
/** A part that is larger than this may not have been packed to less than one part in `densest`. */
const innocent = 4 * 1_048_576;
const densest = 200;

/** The parts of a file of Office Open XML; nothing is unpacked before it is asked for. */
export interface OfficePackage {
  readonly names: readonly string[];
  /** Null: there is no such part. Throws BadRecord. */
  part(name: string): Uint8Array | null;
  /** Null: there is no such part. Throws BadRecord or UnreadableBytes. */
  xml(name: string): XmlElement | null;
  /** What a part refers to inside of the file: id to type and name of the part. */
  relations(name: string): ReadonlyMap<string, { readonly type: string; readonly target: string }>;
}

/** Opens a file of Office Open XML. Throws BadRecord. */
export function openPackage(bytes: Uint8Array, remedy: string): OfficePackage {
  const entries = zipEntries(bytes);
  let left = largestInAll;
  const part = (name: string): Uint8Array | null => {
    const entry = entries.get(name);
    if (!entry) return null;
    if (entry.size > innocent && entry.size > entry.packed * densest) {
      throw new BadRecord(
        'a part of it unpacks to more than 200 times its size',
        'This is no honest file; leave it out.',
      );
    }
    const content = unzipEntry(bytes, entry, Math.min(largestPart, left));
    left -= content.length;
    return content;
  };
  const xml = (name: string) => {
    const content = part(name);
    return content === null ? null : parseXml(decodeText(content).text, remedy);
  };
  return { names: [...entries.keys()], part, xml, relations: (name) => relationsOf(name, xml) };
}

function relationsOf(name: string, xml: (name: string) => XmlElement | null) {
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const list = xml(`${folder}_rels/${name.slice(folder.length)}.rels`);
  const relations = new Map<string, { type: string; target: string }>();
  for (const { attributes } of childrenOf(list ?? undefined)) {
    const { Id, Target, Type } = attributes;
    if (Id === undefined || Target === undefined || attributes['TargetMode'] === 'External') continue;
    relations.set(Id, { type: (Type ?? '').split('/').at(-1) ?? '', target: resolved(folder, Target) });
  }
  return relations;
}

function resolved(folder: string, target: string): string {
  return new URL(target, `file:///${folder}`).pathname.slice(1);
}

/** Packs parts into a ZIP archive without compressing them. */
export function storedZip(parts: ReadonlyMap<string, Uint8Array>): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of parts) {
    const path = Buffer.from(name);
    // Version 2.0, names in UTF-8, stored, no time; check sum, both sizes, length of the name.
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(0x0800, 2);
    head.writeUInt32LE(crc32(content), 10);
    head.writeUInt32LE(content.length, 14);
    head.writeUInt32LE(content.length, 18);
    head.writeUInt16LE(path.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), head, place, path);
    files.push(Buffer.from('PK\x03\x04'), head, path, Buffer.from(content.buffer, content.byteOffset, content.length));
    at += 30 + path.length + content.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(parts.size, 8);
  end.writeUInt16LE(parts.size, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, listed, end]);
}

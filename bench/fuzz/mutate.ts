import { zipOf } from '../../ingest/sources/calls/testing/make-workbook.ts';
import { unzipEntry, zipEntries } from '../../ingest/sources/calls/zip-entries.ts';
import type { Random } from '../seeded.ts';

type Mutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

const upTo = (random: Random, most: number) => Math.floor(random() * (most + 1));
const join = (...parts: readonly Uint8Array[]) => Uint8Array.from(Buffer.concat(parts));

/** What upsets readers: ends of ranges, other encodings' marks, half characters, markup that opens and never closes. */
const tokens: readonly Uint8Array[] = [
  [0x00],
  [0xff, 0xfe],
  [0xef, 0xbb, 0xbf],
  [0xed, 0xa0, 0x80],
  [0xff, 0xff, 0xff, 0xff],
  [0x7f, 0xff, 0xff, 0xff],
  [0x50, 0x4b, 0x03, 0x04],
  ...[
    '-1',
    '0',
    '1e999',
    'NaN',
    'null',
    '[[[[[[[[',
    '{"a":',
    '"',
    '\\u0000',
    '\\ud800',
    '<![CDATA[',
    '<!DOCTYPE a [',
    '&#x0;',
    '﷽',
    '\n---\n',
    '|',
    '```',
    '-->',
  ].map((text) => [...Buffer.from(text)]),
].map((bytes) => Uint8Array.from(bytes));

const mutations: readonly Mutation[] = [
  function flipBits(bytes, random) {
    const changed = bytes.slice();
    for (let n = 0; n <= upTo(random, 8); n += 1) {
      const at = upTo(random, bytes.length - 1);
      changed[at] = (changed[at] ?? 0) ^ (1 << upTo(random, 7));
    }
    return changed;
  },
  function cutShort(bytes, random) {
    return bytes.subarray(0, upTo(random, bytes.length));
  },
  function cutOut(bytes, random) {
    const at = upTo(random, bytes.length);
    return join(bytes.subarray(0, at), bytes.subarray(at + upTo(random, 200)));
  },
  function repeat(bytes, random) {
    const at = upTo(random, bytes.length);
    const piece = bytes.subarray(at, at + 1 + upTo(random, 400));
    const times = 1 + upTo(random, 300);
    return join(bytes.subarray(0, at), ...Array.from({ length: times }, () => piece), bytes.subarray(at));
  },
  function insertToken(bytes, random) {
    const at = upTo(random, bytes.length);
    const token = tokens[upTo(random, tokens.length - 1)] ?? bytes;
    return join(bytes.subarray(0, at), token, bytes.subarray(at));
  },
  function overwrite(bytes, random) {
    const changed = bytes.slice();
    const token = tokens[upTo(random, tokens.length - 1)] ?? bytes;
    changed.set(token.subarray(0, changed.length), upTo(random, Math.max(0, changed.length - token.length)));
    return changed;
  },
  function splice(bytes, random, other) {
    const at = upTo(random, bytes.length);
    const from = upTo(random, other.length);
    return join(bytes.subarray(0, at), other.subarray(from, from + upTo(random, 2_000)), bytes.subarray(at));
  },
  function swapNumber(bytes, random) {
    const text = Buffer.from(bytes).toString('latin1');
    const numbers = [...text.matchAll(/\d+/g)];
    const chosen = numbers[upTo(random, Math.max(0, numbers.length - 1))];
    if (!chosen) return bytes.slice(0, upTo(random, bytes.length));
    const extreme = ['-1', '0', '4294967296', '1e400', '99999999999999999999'][upTo(random, 4)] ?? '0';
    const changed = text.slice(0, chosen.index) + extreme + text.slice(chosen.index + chosen[0].length);
    return Uint8Array.from(Buffer.from(changed, 'latin1'));
  },
];

/** A valid file with one to four faults in it; `other` lends pieces. The same random numbers make the same file. */
export function mutate(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  return isZip(bytes) && random() < 0.8 ? mutateInside(bytes, other, random) : mutateBytes(bytes, other, random);
}

function mutateBytes(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  // A copy that is no Buffer, whose slices would be windows onto the same memory.
  let changed: Uint8Array = Uint8Array.from(bytes);
  for (let n = 0; n <= upTo(random, 3); n += 1) {
    const mutation = mutations[upTo(random, mutations.length - 1)];
    if (mutation) changed = mutation(changed.length === 0 ? Uint8Array.of(0) : changed, random, other);
  }
  return changed;
}

const isZip = (bytes: Uint8Array) => bytes[0] === 0x50 && bytes[1] === 0x4b;
const mostUnpacked = 50_000_000;

/** Faults in one file of an archive, which would be no archive any more if its own bytes were changed. */
function mutateInside(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const entries = [...zipEntries(bytes).values()].filter(({ size }) => size > 0);
  const chosen = upTo(random, entries.length - 1);
  const files = entries.map((entry, index) => {
    const content = unzipEntry(bytes, entry, mostUnpacked);
    return [entry.name, index === chosen ? mutateBytes(content, other, random) : content] as const;
  });
  return zipOf(Object.fromEntries(files));
}

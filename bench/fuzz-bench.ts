import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import type { FileOutcome } from '../ingest/ports.ts';
import { parserProcess } from '../server/adapters/parser-process/parser-process.ts';
import type { FileParser } from '../server/ports/file-parser.ts';
import { mutate } from './fuzz/mutate.ts';
import { seeded } from './seeded.ts';

export interface FuzzBenchOptions {
  /** Folder of valid files. */
  readonly files: string;
  readonly seconds: number;
  readonly seed: number;
  /** Only files whose names end so; absent: all. */
  readonly ending?: string;
  /** Folder for mutations that found something; absent: they are named by their numbers only. */
  readonly keep?: string;
}

/** What several mutations of files of one format have in common. */
interface Found {
  readonly ending: string;
  readonly reason: string;
  count: number;
  /** Seeds of the first mutations. */
  readonly seeds: number[];
  mostSeconds: number;
}

const seedsShown = 5;

const recordSeconds = 20;
const memoryMb = 512;
/** Slower than this for a small file is looked at, though it comes to an end. */
const slowSeconds = 5;
/** How a reader says that it did not foresee what it met, or was stopped from outside. */
const notForeseen = /^it could not be read \(|took longer than|of memory$|ended before it was done/;

/** Reads mutations of valid files, each in a parser process, and lists what crashed, hung, or was not foreseen. */
export async function fuzzBench({ files: folder, seconds, seed, ending = '', keep }: FuzzBenchOptions) {
  const files = await validFiles(folder, ending);
  const parser = parserProcess({ memoryMb, timeoutSeconds: recordSeconds, pseudonymKey: new Uint8Array(32) });
  const found = new Map<string, Found>();
  const counts = { mutations: 0, read: 0, refused: 0 };
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1_000;
  try {
    for (let number = seed; elapsed() < seconds; number += 1) {
      const random = seeded(number);
      const [file, other] = [random(), random()].map((share) => files[Math.floor(share * files.length)]);
      if (!file || !other) break;
      const bytes = mutate(file.bytes, other.bytes, random);
      const startedAt = performance.now();
      const outcome = await readWhole(parser, file.name, bytes);
      const took = (performance.now() - startedAt) / 1_000;
      counts.mutations += 1;
      counts[outcome.ok ? 'read' : 'refused'] += 1;
      const reason = outcome.ok ? 'slow' : outcome.reason;
      if ((outcome.ok || !notForeseen.test(reason)) && took < slowSeconds) continue;
      note(found, extname(file.name), reason, number, took);
      if (keep !== undefined) await keepFile(keep, number, file.name, bytes);
    }
  } finally {
    await parser.close();
  }
  return { files: files.length, seconds: Math.round(elapsed()), ...counts, found: [...found.values()] };
}

function note(found: Map<string, Found>, ending: string, reason: string, seed: number, seconds: number): void {
  const key = `${ending} ${reason}`;
  const entry = found.get(key) ?? { ending, reason, count: 0, seeds: [], mostSeconds: 0 };
  entry.count += 1;
  if (entry.seeds.length < seedsShown) entry.seeds.push(seed);
  entry.mostSeconds = Math.max(entry.mostSeconds, Math.round(seconds * 10) / 10);
  found.set(key, entry);
}

async function validFiles(folder: string, ending: string) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending) && !entry.name.endsWith('.mapping.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Promise.all(paths.map(async (path) => ({ name: relative(folder, path), bytes: await readFile(path) })));
}

async function readWhole(parser: FileParser, name: string, bytes: Uint8Array): Promise<FileOutcome> {
  const settings = { timeZone: 'Asia/Shanghai', ownContacts: { phones: [], emails: [] }, verbatim: false };
  try {
    const records = parser.parse({ name, bytes }, settings);
    for (;;) {
      const next = await records.next();
      if (next.done) return next.value;
    }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error), remedy: '' };
  }
}

async function keepFile(folder: string, number: number, name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${number}-${name.replaceAll('/', '_')}`), bytes);
}

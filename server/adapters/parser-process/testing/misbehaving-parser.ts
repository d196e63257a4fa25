import { createConnection } from 'node:net';
import type { CallSettings, MappedFile } from '../../../../ingest/index.ts';
import type { FileRecords, RecordProblem } from '../../../../ingest/ports.ts';

const said = (file: MappedFile, reason: string): RecordProblem => ({
  problem: 'record',
  file: file.name,
  where: file.name,
  reason,
  remedy: '-',
});

/** What its files are called, it does. */
const deeds: Readonly<Record<string, (file: MappedFile, settings: CallSettings) => readonly string[]>> = {
  hang: () => {
    for (;;);
  },
  heap: () => {
    const kept: unknown[] = [];
    for (;;) kept.push({ of: Array.from({ length: 1_000 }, Math.random) });
  },
  'other-memory': () => {
    const kept: Uint8Array[] = [];
    for (;;) kept.push(new Uint8Array(16 * 1_048_576).fill(1));
  },
  crash: () => {
    process.kill(process.pid, 'SIGSEGV');
    for (;;);
  },
  'throw-words': () => {
    throw new RangeError('the customer lives at 12 Maple Street');
  },
  network: () => {
    try {
      createConnection(80, '127.0.0.1');
      return ['connected'];
    } catch (error) {
      return [String(error)];
    }
  },
  environment: () => [Object.keys(process.env).sort().join()],
  whole: ({ bytes, mapping }, { pseudonym }) => [
    `${bytes.length} bytes that begin with ${bytes[0]} and end with ${bytes.at(-1)}`,
    `${mapping?.length} of mapping`,
    pseudonym('C-1'),
  ],
  pid: () => [String(process.pid)],
  many: () => Array.from({ length: 5_000 }, (_, n) => String(n)),
};

/** A parser that does what the file is called, to see who suffers. */
export async function* parseFile(file: MappedFile, settings: CallSettings): FileRecords {
  const words = deeds[file.name]?.(file, settings) ?? [];
  for (const reason of words) yield said(file, reason);
  return { ok: true, records: 0, problems: words.length };
}

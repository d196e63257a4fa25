import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** A file of lines that is on the disk when `close` resolves. */
export interface LineWriter {
  write(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Begins the file anew; only its owner can read it. */
export async function openLineWriter(path: string): Promise<LineWriter> {
  const handle: FileHandle = await open(path, 'w', 0o600);
  return {
    async write(lines) {
      await handle.writeFile(lines.map((line) => `${line}\n`).join(''));
    },
    async close() {
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
  };
}

const batchUnits = 1 << 20;
const batchLines = 1_000;

/**
 * The lines of a file in batches of about a megabyte at most. Only the byte 0x0a ends a line: texts may hold other
 * characters that some readers take for line ends.
 */
export async function* readLines(path: string): AsyncGenerator<readonly string[]> {
  let batch: string[] = [];
  let units = 0;
  for await (const line of splitLines(path)) {
    batch.push(line);
    units += line.length;
    if (units < batchUnits && batch.length < batchLines) continue;
    yield batch;
    [batch, units] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

async function* splitLines(path: string): AsyncGenerator<string> {
  let begun: Buffer[] = [];
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      begun.push(chunk.subarray(from, end));
      yield Buffer.concat(begun).toString('utf8');
      begun = [];
      from = end + 1;
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
  }
  // What a file that was cut off ends with; its digest tells that it is not whole.
  if (begun.length > 0) yield Buffer.concat(begun).toString('utf8');
}

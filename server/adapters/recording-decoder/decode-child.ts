/* Decodes the recording on its standard input and writes what it is, and its pieces, to its standard output. */
import { readRecording } from '../../../ingest/sources/recordings/read-recording.ts';
import { frameOf, limitsOf, refusalOf } from './decoder-frames.ts';

async function main(): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
  chunks.length = 0;
  try {
    for await (const part of readRecording(bytes, limitsOf(process.argv[2] ?? ''))) {
      if (part.kind === 'facts') await write(frameOf(part));
      else {
        const { wav, ...header } = part;
        await write(frameOf(header, wav));
      }
    }
    await write(frameOf({ kind: 'end' }));
  } catch (error) {
    await write(frameOf(refusalOf(error)));
  }
}

/** Resolves when the reader has taken it: no more than one piece waits here. */
function write(frame: readonly Uint8Array[]): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(Buffer.concat(frame), (error) => (error ? reject(error) : resolve()));
  });
}

await main();
process.exit(0);

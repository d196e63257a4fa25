import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type RecordingDecoder, RecordingRefused } from '../../ports/recording-decoder.ts';
import { readFrames } from './decoder-frames.ts';

const script = fileURLToPath(new URL('./decode-child.ts', import.meta.url));
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

interface Options {
  /** Longest wait for the next piece; four hours of sound are decoded in a fraction of it. */
  readonly answerMs?: number;
}

const remedy = 'Copy it again from its origin, or convert it to WAV.';

/**
 * Decodes each recording in a process of its own, which knows no settings and no keys, and ends with the recording:
 * what brings a decoder down, or holds it up, harms nothing else.
 */
export function childRecordingDecoder({ answerMs = 900_000 }: Options = {}): RecordingDecoder {
  return {
    async *decode(bytes, limits, signal) {
      signal.throwIfAborted();
      const child = spawn(
        process.execPath,
        ['--max-old-space-size=1024', '--import', loader, script, JSON.stringify(limits)],
        { stdio: ['pipe', 'pipe', 'ignore'], env: { PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'] } },
      );
      let late = false;
      const kill = () => child.kill('SIGKILL');
      signal.addEventListener('abort', kill, { once: true });
      // A child that ends early closes the pipe; what it said, or that it said nothing, tells why.
      child.stdin.on('error', () => {});
      child.on('error', () => child.stdout.destroy());
      child.stdin.end(bytes);
      const frames = readFrames(child.stdout);
      try {
        for (;;) {
          const timer = setTimeout(() => {
            late = true;
            kill();
          }, answerMs);
          const next = await frames.next().finally(() => clearTimeout(timer));
          signal.throwIfAborted();
          if (next.done) {
            const why = late ? `took longer than ${Math.round(answerMs / 60_000)} minutes` : 'ended its process';
            throw new RecordingRefused(`decoding the recording ${why}`, remedy);
          }
          const { header, bytes: wav } = next.value;
          if (header.kind === 'end') return;
          if (header.kind === 'refused') throw new RecordingRefused(header.reason, header.remedy);
          yield header.kind === 'facts' ? header : { ...header, wav };
        }
      } finally {
        signal.removeEventListener('abort', kill);
        kill();
      }
    },
  };
}

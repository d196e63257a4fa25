import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A TypeScript program in a process of its own, talked to line by line. */
export interface Child {
  readonly pid: number | undefined;
  say(line: string): void;
  /** The next line of its output; null at the end. */
  hear(): Promise<string | null>;
  /** Ends it as the system would, without any notice, and waits until it is gone. */
  kill(): Promise<void>;
}

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

function spawnScript(script: URL, args: readonly string[]): ChildProcessByStdio<Writable, Readable, null> {
  return spawn(process.execPath, ['--import', tsx, fileURLToPath(script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

/** Starts a script of the project, for tests that kill processes. */
export function startChild(script: URL, args: readonly string[] = []): Child {
  const child = spawnScript(script, args);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // A child that dies between two lines breaks the pipe; hear() tells of it.
  child.stdin.on('error', () => undefined);
  return {
    pid: child.pid,
    say: (line) => void child.stdin.write(`${line}\n`),
    async hear() {
      const next = await lines.next();
      return next.done === true ? null : next.value;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

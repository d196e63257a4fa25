import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compiledProgram } from './compiled-program.ts';

/** The service in a process of its own, with its users' passwords as it printed them. */
export interface RunningServer {
  readonly url: string;
  /** By login; empty when this was not the first start. */
  readonly passwords: ReadonlyMap<string, string>;
  readonly pid: number;
  /** Holds it as a machine that hangs does, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to stop and waits; returns its exit code. */
  stop(): Promise<number | null>;
  /** Everything that it printed so far. */
  output(): string;
}

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const main = fileURLToPath(new URL('../main.ts', import.meta.url));

interface Start {
  /** Milliseconds after it began to listen at which it is killed; then this rejects. */
  readonly killWhenListening?: number;
  /** The same program in one file, for tests that start it again and again; else it is run as `npm start` does. */
  readonly compiled?: boolean;
}

export async function startRunningServer(
  environment: Readonly<Record<string, string>>,
  { killWhenListening, compiled = false }: Start = {},
): Promise<RunningServer> {
  const program = compiled ? [await compiledProgram('main')] : ['--import', tsx, main];
  const child = spawn(process.execPath, program, {
    env: { ...process.env, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (killWhenListening !== undefined)
    await killLater(child, join(environment['DATA_DIR'] ?? '', 'service.json'), killWhenListening);
  await ready(child, () => output);
  return {
    url: /(?:running|how it is): (http:\/\/[^\s/]+)/.exec(output)?.[1] ?? '',
    passwords: new Map(
      [...output.matchAll(/^ {4}(\w+) +(\S{20,})$/gm)].map(([, login, password]) => [login ?? '', password ?? '']),
    ),
    pid: child.pid ?? 0,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
    output: () => output,
  };
}

async function killLater(child: ChildProcess, serviceFile: string, ms: number): Promise<void> {
  while (!existsSync(serviceFile)) await new Promise((resolve) => setTimeout(resolve, 20));
  await new Promise((resolve) => setTimeout(resolve, ms));
  child.kill('SIGKILL');
}

async function ready(child: ChildProcess, output: () => string): Promise<void> {
  // The API line comes first, the users after it; the blank line ends the welcome.
  const welcome = /openapi\.json\n(?:\n.*(?:passwords).*\n\n(?: {4}\S+ +\S+\n)+)?\n?$|how it is: \S+\n/m;
  while (!welcome.test(output())) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the service ended before it was ready:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

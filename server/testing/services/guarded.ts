import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { fileURLToPath, pathToFileURL } from 'node:url';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const program = fileURLToPath(new URL('./guard.ts', import.meta.url));

let guard: ChildProcess | undefined;

function theGuard(): ChildProcess {
  if (guard !== undefined) return guard;
  guard = spawn(process.execPath, ['--import', tsx, program], { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
  // It must not keep alive whom it watches.
  guard.unref();
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  guard.stdin?.on('error', () => undefined);
  return guard;
}

/**
 * Promises that a server and its folder do not outlive this process, however it ends, a SIGKILL included: tells the
 * guard which process to end, null while none runs.
 */
export function guardFolder(folder: string, pid: number | null): void {
  theGuard().stdin?.write(`${JSON.stringify({ folder, pid })}\n`);
}

/** The folder is gone and so is what ran in it. */
export function releaseFolder(folder: string): void {
  theGuard().stdin?.write(`${JSON.stringify({ folder, gone: true })}\n`);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Real worker processes of the service, as `npm start -- --role=worker` would start them. */
export interface WorkerProcesses {
  readonly pids: readonly number[];
  /** Rejects when one of them ends before `stop`. */
  readonly ended: Promise<never>;
  stop(): Promise<void>;
}

const main = fileURLToPath(new URL('../server/main.ts', import.meta.url));

export function startWorkerProcesses(
  count: number,
  directory: string,
  environment: Readonly<Record<string, string>>,
): WorkerProcesses {
  let stopping = false;
  const children: ChildProcess[] = [];
  const ended = new Promise<never>((_, reject) => {
    for (let n = 1; n <= count; n += 1) {
      const child = spawn(process.execPath, ['--import', 'tsx', main], {
        env: { ...process.env, ...environment, ROLE: 'worker', PORT: '0', DATA_DIR: join(directory, `worker-${n}`) },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      child.once('exit', (code, signal) => {
        if (!stopping) reject(new Error(`worker ${n} ended: ${signal ?? `exit code ${code}`}`));
      });
      children.push(child);
    }
  });
  ended.catch(() => undefined);
  return {
    pids: children.flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
    ended,
    async stop() {
      stopping = true;
      await Promise.all(
        children.map(
          (child) =>
            new Promise<void>((resolve) => {
              if (child.exitCode !== null || child.signalCode !== null) return resolve();
              child.once('exit', () => resolve());
              child.kill('SIGTERM');
            }),
        ),
      );
    },
  };
}

/** The most memory that a process ever had resident, in MB (Linux); 0 when it is not known. */
export const peakMemoryMb = (pid: number): number => statusMb(pid, 'VmHWM');

/** The memory that a process has resident now, in MB (Linux); 0 when it is not known. */
export const memoryMb = (pid: number): number => statusMb(pid, 'VmRSS');

function statusMb(pid: number, field: 'VmHWM' | 'VmRSS'): number {
  try {
    const line = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Math.round(Number(line?.[1] ?? 0) / 1_024);
  } catch {
    return 0;
  }
}

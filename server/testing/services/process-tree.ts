import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Ended, and kept by the system only until its parent asks. */
  readonly dead: boolean;
}

function processes(): ProcessEntry[] {
  if (process.platform !== 'linux') return processesByPs();
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // The name in brackets may hold spaces and brackets of its own.
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^\d+ \(.*\) /s, '');
        const [state = '', parent = '0'] = stat.split(' ');
        return [{ pid: Number(name), parent: Number(parent), dead: 'ZXx'.includes(state) }];
      } catch {
        return []; // it ended while we looked
      }
    });
}

function processesByPs(): ProcessEntry[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [pid, parent, state = ''] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), dead: state.startsWith('Z') };
  });
}

/** The ids of a process and of everything that it started and that still runs, itself first. */
export function processTree(root: number): number[] {
  const all = processes().filter((entry) => !entry.dead);
  const found = all.some((entry) => entry.pid === root) ? [root] : [];
  for (const pid of found) found.push(...all.filter((entry) => entry.parent === pid).map((entry) => entry.pid));
  return found;
}

/** Whether a process runs; one that ended and was not asked after does not. */
export function isRunning(pid: number): boolean {
  return processes().some((entry) => entry.pid === pid && !entry.dead);
}

/** Sends a signal; a process that is gone already is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Stops a process and everything that it started, in such an order that nothing new is started meanwhile; returns whom. */
export function freezeTree(root: number): number[] {
  if (processTree(root).length === 0) return [];
  signal(root, 'SIGSTOP');
  const tree = processTree(root);
  for (const pid of tree) signal(pid, 'SIGSTOP');
  return tree;
}

/** Ends a process and everything that it started, as a power cut would; resolves when all are gone. */
export async function killTree(root: number): Promise<void> {
  const tree = freezeTree(root);
  for (const pid of tree) signal(pid, 'SIGKILL');
  while (tree.some(isRunning)) await new Promise((resolve) => setTimeout(resolve, 10));
}

import { readFile } from 'node:fs/promises';

/** A process of this machine, told apart from a later one that got the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The machine's boot and the process's start in it; null where the system does not tell. */
  readonly started: string | null;
}

async function readOrNull(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

/** The boot and start time; null for a process that only waits to be reaped, undefined where the system does not tell. */
async function startOf(pid: number): Promise<string | null | undefined> {
  const boot = await readOrNull('/proc/sys/kernel/random/boot_id');
  const stat = await readOrNull(`/proc/${pid}/stat`);
  if (boot === null || stat === null) return undefined;
  // The command's name, in parentheses, may hold anything; the fields behind it are counted from the state on.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const ticks = fields[19];
  return state === 'Z' || state === 'X' ? null : `${boot.trim()}/${ticks}`;
}

export async function ownIdentity(): Promise<ProcessIdentity> {
  return { pid: process.pid, started: (await startOf(process.pid)) ?? null };
}

function answersToSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether exactly this process still runs; where the start time is unknown, whether one of that number does. */
export async function isRunning({ pid, started }: ProcessIdentity): Promise<boolean> {
  const start = await startOf(pid);
  if (start === null) return false;
  return start === undefined || started === null ? answersToSignals(pid) : start === started;
}

import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { isRunning, ownIdentity } from './process-identity.ts';

const lockOwner = z.object({
  pid: z.number().int(),
  started: z.string().nullable(),
  host: z.string(),
  command: z.string(),
  since: z.iso.datetime(),
  released: z.boolean(),
});

/** Who holds a directory. */
export type LockOwner = z.infer<typeof lockOwner>;

export interface DirectoryLock {
  /** Lets the next one in; more than once does nothing more. */
  release(): Promise<void>;
}

/** The directory belongs to another living process, or to one that cannot be asked. */
export class DirectoryLockedError extends Error {
  override readonly name = 'DirectoryLockedError';
  constructor(
    readonly directory: string,
    readonly owner: LockOwner,
    remedy: string,
  ) {
    super(
      `${directory} is in use by process ${owner.pid} on ${owner.host} (${owner.command}, since ${owner.since}). ` +
        `Two processes on one directory would lose data. ${remedy}`,
    );
  }
}

const LOCK_FILE = /^lock\.(\d+)$/;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

async function generations(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  return names.flatMap((name) => LOCK_FILE.exec(name)?.[1] ?? []).map(Number);
}

async function newest(directory: string): Promise<number> {
  return Math.max(0, ...(await generations(directory)));
}

/** The directory, made if missing, and closed to other users: it will hold records and keys. */
async function prepareDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const open = ((await stat(directory)).mode & 0o077) !== 0;
  if (!open || process.platform === 'win32') return;
  const names = await readdir(directory);
  if (names.length > 0 && !names.some((name) => LOCK_FILE.test(name))) {
    throw new Error(
      `${directory} holds other files and is open to other users. Name a directory of its own, or run: chmod 700 ${directory}`,
    );
  }
  await chmod(directory, 0o700);
}

/** The owner of one generation; undefined once a newer one has cleared it away. */
async function readOwner(path: string): Promise<LockOwner | undefined> {
  try {
    return lockOwner.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new Error(`${path} is no lock file of this program. If nothing uses its directory, delete it.`, {
      cause: error,
    });
  }
}

async function refuseIfHeld(directory: string, path: string, owner: LockOwner): Promise<void> {
  if (owner.released) return;
  if (owner.host !== hostname()) {
    const remedy = `This is ${hostname()}, which cannot see whether it still runs: if it does not, delete ${path}.`;
    throw new DirectoryLockedError(directory, owner, remedy);
  }
  if (await isRunning(owner)) {
    throw new DirectoryLockedError(directory, owner, 'Stop that one first, or set DATA_DIR to another directory.');
  }
}

/** Creates the file with all its content at once, or not at all; false if there is one of that name. */
async function createExclusively(path: string, content: string): Promise<boolean> {
  const unfinished = `${path}.${randomUUID()}`;
  await writeFile(unfinished, content, { mode: 0o600 });
  try {
    await link(unfinished, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** Takes the next generation; undefined when another process was first. */
async function takeNext(directory: string, last: number, owner: LockOwner): Promise<string | undefined> {
  const mine = last + 1;
  const path = join(directory, `lock.${mine}`);
  if (!(await createExclusively(path, JSON.stringify(owner)))) return undefined;
  const existing = await generations(directory);
  if (Math.max(...existing) > mine) {
    // While this process slept, `last` was taken over, and so was what came after: this number was only free again.
    await rm(path, { force: true });
    return undefined;
  }
  await Promise.all(existing.filter((n) => n < mine).map((n) => rm(join(directory, `lock.${n}`), { force: true })));
  return path;
}

async function markReleased(path: string, owner: LockOwner): Promise<void> {
  const unfinished = `${path}.${randomUUID()}`;
  await writeFile(unfinished, JSON.stringify({ ...owner, released: true }), { mode: 0o600 });
  await rename(unfinished, path);
}

/**
 * Makes this process the only one on a directory; `command` is what another process is told about it. Throws
 * DirectoryLockedError while the owner lives. Processes that see the directory under one host name must see each other.
 *
 * The highest `lock.N` counts, and is never deleted, only marked as released or succeeded by N+1, which one process
 * can create. So N never falls, and no process can take over from an owner that it has not looked at.
 */
export async function acquireDirectoryLock(path: string, command: string): Promise<DirectoryLock> {
  const directory = resolve(path);
  await prepareDirectory(directory);
  const identity = await ownIdentity();
  const owner = { ...identity, host: hostname(), command, since: new Date().toISOString(), released: false };
  for (;;) {
    const last = await newest(directory);
    if (last > 0) {
      const lastPath = join(directory, `lock.${last}`);
      const lastOwner = await readOwner(lastPath);
      if (lastOwner === undefined) continue;
      await refuseIfHeld(directory, lastPath, lastOwner);
    }
    const taken = await takeNext(directory, last, owner);
    if (taken === undefined) continue;
    let released: Promise<void> | undefined;
    return {
      release() {
        released ??= markReleased(taken, owner);
        return released;
      },
    };
  }
}

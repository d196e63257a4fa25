import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { TransferError } from './transfer-error.ts';

/**
 * Makes a folder that appears whole or not at all: `fill` writes into a temporary one beside it. Throws TransferError
 * when there is something of that name. A killed process leaves the temporary folder, named `.partial`; delete it.
 */
export async function writeFolder<T>(path: string, fill: (directory: string) => Promise<T>): Promise<T> {
  const directory = resolve(path);
  await refuseExisting(directory);
  const temporary = `${directory}.${randomBytes(4).toString('hex')}.partial`;
  await mkdir(dirname(directory), { recursive: true });
  await mkdir(temporary, { mode: 0o700 });
  try {
    const result = await fill(temporary);
    await flushFolder(temporary);
    await refuseExisting(directory);
    await rename(temporary, directory);
    await flushFolder(dirname(directory));
    return result;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

async function refuseExisting(directory: string): Promise<void> {
  const there = await lstat(directory).catch(() => null);
  if (there !== null)
    throw new TransferError(`${directory} exists: name a folder that does not, nothing is overwritten.`);
}

/** Names of files are safe on the disk when their folder is. */
async function flushFolder(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A process for tests: for each line on its input it tries for the lock of a directory, and says how that went. */
import { createInterface } from 'node:readline';
import { acquireDirectoryLock, DirectoryLockedError } from '../adapters/pglite/directory-lock.ts';

const [directory = '', name = ''] = process.argv.slice(2);

async function contend(): Promise<string> {
  try {
    await acquireDirectoryLock(directory, name);
    return 'held';
  } catch (error) {
    if (error instanceof DirectoryLockedError) return `refused by ${error.owner.command} ${error.owner.pid}`;
    return `failed: ${String(error)}`;
  }
}

console.log('ready');
for await (const _ of createInterface(process.stdin)) console.log(await contend());

import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The major version of PostgreSQL that is embedded; its files are read by no other. */
const EMBEDDED_VERSION = '18';

async function isEmptyOrMissing(directory: string): Promise<boolean> {
  return !existsSync(directory) || (await readdir(directory)).length === 0;
}

async function checkVersion(directory: string): Promise<void> {
  const version = (await readFile(join(directory, 'PG_VERSION'), 'utf8')).trim();
  if (version === EMBEDDED_VERSION) return;
  throw new Error(
    `${directory} was written by PostgreSQL ${version}, and this program embeds ${EMBEDDED_VERSION}: ` +
      'export with the program that wrote it, then import here.',
  );
}

/**
 * Makes sure that the directory holds a whole database: a new one is built by `build` beside its place and then moved
 * there in one step, so a process killed while it builds leaves nothing half-made to be opened later.
 */
export async function prepareDirectory(directory: string, build: (path: string) => Promise<void>): Promise<void> {
  if (existsSync(join(directory, 'PG_VERSION'))) return checkVersion(directory);
  if (!(await isEmptyOrMissing(directory))) {
    throw new Error(`${directory} holds files but no database. Name another directory, or empty this one.`);
  }
  const unfinished = `${directory}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(dirname(directory), { recursive: true, mode: 0o700 });
  await mkdir(unfinished, { mode: 0o700 });
  await build(unfinished);
  if (existsSync(directory)) await rmdir(directory);
  await rename(unfinished, directory);
}

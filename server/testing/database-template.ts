import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../migrations/migrate.ts';
import { readMigrations } from '../../migrations/migration-files.ts';
import { openPgliteDatabase, writePgliteTemplate } from '../adapters/pglite/pglite-database.ts';
import type { Database } from '../ports/database.ts';

const DAY_MS = 86_400_000;

/** Of its own user: whoever could write there could put anything into the tests' databases. */
const cacheDirectory = (): string => join(tmpdir(), `agent-coach-${userInfo().uid}`);

/** What the migrated database depends on: the migrations, the program that applies them, and this one. */
export async function templateKey(): Promise<string> {
  const key = createHash('sha256');
  for (const program of ['../../migrations/migrate.ts', './database-template.ts'])
    key.update(await readFile(new URL(program, import.meta.url)));
  for (const { checksum } of await readMigrations()) key.update(checksum);
  return key.digest('hex').slice(0, 16);
}

const templatePath = async (ending: 'tar' | 'folder'): Promise<string> =>
  join(cacheDirectory(), `template-${await templateKey()}.${ending}`);

async function removeOldTemplates(now: number): Promise<void> {
  for (const file of await readdir(cacheDirectory())) {
    const path = join(cacheDirectory(), file);
    const age = now - ((await stat(path).catch(() => undefined))?.mtimeMs ?? now);
    if (file.startsWith('template-') && age > DAY_MS) await rm(path, { recursive: true, force: true });
  }
}

async function fill(database: Database): Promise<void> {
  await migrate(database);
  // No test makes a database inside the embedded engine, and these are a third of what each would carry.
  await database.script('update pg_database set datistemplate = false');
  for (const name of ['template0', 'template1']) await database.script(`drop database ${name}`);
}

/**
 * The path of a dumped, migrated database, made if there is none for these migrations. Several processes may ask at
 * once: each may build it, and the file appears whole or not at all.
 */
export async function databaseTemplate(): Promise<string> {
  const path = await templatePath('tar');
  if (existsSync(path)) return path;
  await mkdir(cacheDirectory(), { recursive: true, mode: 0o700 });
  await removeOldTemplates(Date.now());
  await writePgliteTemplate(path, fill);
  return path;
}

/** The same as a folder that the embedded engine opens. */
async function folderTemplate(): Promise<string> {
  const path = await templatePath('folder');
  if (existsSync(path)) return path;
  const unfinished = `${path}.${process.pid}.new`;
  await (await openPgliteDatabase({ directory: unfinished, template: await databaseTemplate() })).close();
  // Another process may have been faster; a folder with files is not replaced.
  await rename(unfinished, path).catch(() => rm(unfinished, { recursive: true, force: true }));
  return path;
}

/** Makes what `databaseTemplate` and `placeDatabase` copy, so that they only copy from now on. */
export async function prepareTemplates(): Promise<void> {
  await folderTemplate();
}

/** Puts a migrated, empty database of the embedded engine where there is none yet. */
export async function placeDatabase(directory: string): Promise<void> {
  await cp(await folderTemplate(), directory, { recursive: true });
}

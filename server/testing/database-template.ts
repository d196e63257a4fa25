import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../migrations/migrate.ts';
import { readMigrations } from '../../migrations/migration-files.ts';
import { writePgliteTemplate } from '../adapters/pglite/pglite-database.ts';

const DAY_MS = 86_400_000;

/** Of its own user: whoever could write there could put anything into the tests' databases. */
const cacheDirectory = (): string => join(tmpdir(), `agent-coach-${userInfo().uid}`);

/** What the migrated database depends on: the migrations, and the program that applies them. */
export async function templateKey(): Promise<string> {
  const key = createHash('sha256').update(await readFile(new URL('../../migrations/migrate.ts', import.meta.url)));
  for (const { checksum } of await readMigrations()) key.update(checksum);
  return key.digest('hex').slice(0, 16);
}

const templatePath = async (): Promise<string> => join(cacheDirectory(), `template-${await templateKey()}.tar`);

async function removeOldTemplates(now: number): Promise<void> {
  for (const file of await readdir(cacheDirectory())) {
    const path = join(cacheDirectory(), file);
    const age = now - ((await stat(path).catch(() => undefined))?.mtimeMs ?? now);
    if (file.startsWith('template-') && age > DAY_MS) await rm(path, { force: true });
  }
}

/**
 * The path of a dumped, migrated database, made if there is none for these migrations. Several processes may ask at
 * once: each may build it, and the file appears whole or not at all.
 */
export async function databaseTemplate(): Promise<string> {
  const path = await templatePath();
  if (existsSync(path)) return path;
  await mkdir(cacheDirectory(), { recursive: true, mode: 0o700 });
  await removeOldTemplates(Date.now());
  await writePgliteTemplate(path, async (database) => {
    await migrate(database);
  });
  return path;
}

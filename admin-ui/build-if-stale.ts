import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { writeTraditional } from './write-traditional.ts';

// Builds the console unless what it would build stands there already.

const here = fileURLToPath(new URL('.', import.meta.url));
const sources = ['src', 'public', 'index.html', 'vite.config.ts', '../graph-schema', '../package-lock.json'];
const stamp = join(here, 'dist', '.built-from');

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null);
  if (entries === null) return [path];
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function digest(): Promise<string> {
  const hash = createHash('sha256');
  const files = (await Promise.all(sources.map((source) => filesBelow(join(here, source))))).flat().sort();
  for (const file of files) {
    const bytes = await readFile(file).catch(() => null);
    if (bytes !== null) hash.update(file).update('\0').update(bytes);
  }
  return hash.digest('hex');
}

await writeTraditional();
const wanted = await digest();
if ((await readFile(stamp, 'utf8').catch(() => '')) !== wanted) {
  process.stderr.write('Building the console ...\n');
  await build({ root: here, configFile: join(here, 'vite.config.ts'), logLevel: 'warn' });
  await writeFile(stamp, wanted);
}

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Executor } from '../ports/database.ts';
import { createWordFinder } from './word-finder.ts';

/** Whether what was found counts: `bytes` in lower case, and where the word stands in it. */
export type Counts = (word: string, bytes: Uint8Array, start: number, end: number) => boolean;

/** Which tables of the database hold one of these words in any column, whatever its type and their case: `table: word`. */
export async function wordsInTables(
  executor: Executor,
  words: readonly string[],
  counts?: Counts,
): Promise<readonly string[]> {
  const tables = await executor.query<{ schema: string; name: string }>(
    `select table_schema as schema, table_name as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1, 2`,
  );
  const finder = createWordFinder(words, ['utf8'], counts);
  const found: string[] = [];
  for (const { schema, name } of tables.rows) {
    const { rows } = await executor.query<{ row: string }>(
      `select lower(to_jsonb(t)::text) as row from "${schema}"."${name}" t`,
    );
    const held = finder.find(Buffer.from(rows.map(({ row }) => row).join('\n')));
    found.push(...[...held].map((word) => `${name}: ${word}`));
  }
  return found;
}

/** Which files below a folder hold one of these words, in UTF-8 or UTF-16, whatever their case: `file: word`. */
export async function wordsInFiles(
  folder: string,
  words: readonly string[],
  counts?: Counts,
): Promise<readonly string[]> {
  const finder = createWordFinder(words, ['utf8', 'utf16le'], counts);
  const found: string[] = [];
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    if (!(await stat(path).catch(() => null))?.isFile()) continue;
    const held = finder.find(await readFile(path).catch(() => Buffer.alloc(0)));
    found.push(...[...held].map((word) => `${name}: ${word}`));
  }
  return found;
}

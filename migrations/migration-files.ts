import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One step of the schema, as its file holds it. */
export interface Migration {
  readonly version: number;
  /** The file's name without its ending, as `0001_lifecycle`. */
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

export const migrationsDirectory = fileURLToPath(new URL('./sql/', import.meta.url));

const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;
const TRANSACTION_CONTROL = /^\s*(begin|commit|rollback|start\s+transaction)\s*;/im;

function parseVersion(file: string): number {
  const digits = FILE_NAME.exec(file)?.[1];
  if (digits === undefined) {
    throw new MigrationError(`${file} is no name for a migration; call it like 0002_what_it_does.sql.`);
  }
  return Number(digits);
}

async function readMigration(directory: string, file: string): Promise<Migration> {
  // Line ends may differ from checkout to checkout; the statements do not.
  const sql = (await readFile(join(directory, file), 'utf8')).replaceAll('\r\n', '\n');
  const control = TRANSACTION_CONTROL.exec(sql)?.[1];
  if (control !== undefined) {
    throw new MigrationError(`${file} says "${control}": each migration is one transaction already; take it out.`);
  }
  const checksum = createHash('sha256').update(sql).digest('hex');
  return { version: parseVersion(file), name: file.slice(0, -'.sql'.length), sql, checksum };
}

/** The migrations of a directory in order; refuses a missing or doubled number and a name it cannot read. */
export async function readMigrations(directory = migrationsDirectory): Promise<readonly Migration[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.sql')).sort();
  const migrations = await Promise.all(files.map((file) => readMigration(directory, file)));
  for (const [index, { version, name }] of migrations.entries()) {
    if (version !== index + 1) {
      throw new MigrationError(
        `${name} has number ${version} where ${index + 1} is due: number the files one by one from 0001, each once.`,
      );
    }
  }
  return migrations;
}

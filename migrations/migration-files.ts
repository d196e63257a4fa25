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
  /**
   * The oldest program that may still run on the schema, by the newest migration that it knows; null when the migration
   * only expands, so that every older program runs on.
   */
  readonly contracts: number | null;
}

export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

export const migrationsDirectory = fileURLToPath(new URL('./sql/', import.meta.url));

const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;
const PHASE = /^-- (?:expands|contracts: (\d{1,4}))[ \t]*(?:\n|$)/;
const TRANSACTION_CONTROL = /^\s*(begin|commit|rollback|start\s+transaction)\s*;/im;

function parseVersion(file: string): number {
  const digits = FILE_NAME.exec(file)?.[1];
  if (digits === undefined) {
    throw new MigrationError(`${file} is no name for a migration; call it like 0002_what_it_does.sql.`);
  }
  return Number(digits);
}

/** The first line says what older programs may expect; nothing older than the first migration can run at all. */
function parsePhase(file: string, version: number, sql: string): number | null {
  const phase = PHASE.exec(sql);
  if (phase === null && version > 1) {
    throw new MigrationError(
      `${file} does not say what it does to older programs. Let its first line be "-- expands", or "-- contracts: N" ` +
        'when programs that know less than migration N cannot run after it.',
    );
  }
  const contracts = phase?.[1] === undefined ? null : Number(phase[1]);
  if (contracts !== null && (contracts < 1 || contracts >= version)) {
    throw new MigrationError(
      `${file} says "contracts: ${contracts}": name the earlier migration (1 to ${version - 1}) that made what it removes needless. ` +
        'Programs with that migration must be out before this one comes.',
    );
  }
  return contracts;
}

async function readMigration(directory: string, file: string): Promise<Migration> {
  // Line ends may differ from checkout to checkout; the statements do not.
  const sql = (await readFile(join(directory, file), 'utf8')).replaceAll('\r\n', '\n');
  const control = TRANSACTION_CONTROL.exec(sql)?.[1];
  if (control !== undefined) {
    throw new MigrationError(`${file} says "${control}": each migration is one transaction already; take it out.`);
  }
  const checksum = createHash('sha256').update(sql).digest('hex');
  const version = parseVersion(file);
  const contracts = parsePhase(file, version, sql);
  return { version, name: file.slice(0, -'.sql'.length), sql, checksum, contracts };
}

/** The migrations of a directory in order; refuses a missing or doubled number, a name it cannot read, and a missing phase. */
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

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MigrationError } from './migration-files.ts';

type Run = <R>(cypher: string, parameters?: Readonly<Record<string, string | number>>) => Promise<readonly R[]>;

/** What the migrations need of a graph server. */
export interface CypherTarget {
  /** One statement in a transaction of its own. */
  readonly run: Run;
  /** Runs `work` in one transaction. */
  write<T>(work: (run: Run) => Promise<T>): Promise<T>;
}

interface CypherMigration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  readonly statements: readonly string[];
}

const cypherDirectory = fileURLToPath(new URL('./cypher/', import.meta.url));
const fileName = /^(\d{4})_[a-z0-9_]+\.cypher$/;

/** A server changes its schema outside of transactions, so that a statement may meet its own work again. */
const repeatable = /^(CREATE|DROP)\s[^;]*\sIF (NOT )?EXISTS\b/;

async function readCypherMigrations(directory: string): Promise<readonly CypherMigration[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.cypher')).sort();
  return Promise.all(
    files.map(async (file, index) => {
      if (Number(fileName.exec(file)?.[1]) !== index + 1) {
        throw new MigrationError(
          `${file} stands where number ${index + 1} is due: name the files 0001_what_it_does.cypher and so on, each number once.`,
        );
      }
      const text = (await readFile(join(directory, file), 'utf8')).replaceAll('\r\n', '\n');
      const statements = text
        .replaceAll(/^\/\/.*$/gm, '')
        .split(';')
        .map((statement) => statement.trim())
        .filter((statement) => statement !== '');
      const once = statements.find((statement) => !repeatable.test(statement));
      if (once !== undefined) {
        throw new MigrationError(
          `${file} says "${once}": only CREATE ... IF NOT EXISTS and DROP ... IF EXISTS can be run again after a migration that broke off.`,
        );
      }
      const name = file.slice(0, -'.cypher'.length);
      return { version: index + 1, name, checksum: createHash('sha256').update(text).digest('hex'), statements };
    }),
  );
}

interface Applied {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

function nextOf(migrations: readonly CypherMigration[], applied: readonly Applied[]): CypherMigration | undefined {
  for (const [index, { version, name, checksum }] of applied.entries()) {
    const file = migrations[index];
    if (file === undefined) {
      throw new MigrationError(
        `The graph server is newer than this program, it is at ${name}: start the newer program.`,
      );
    }
    if (version !== file.version || checksum !== file.checksum) {
      throw new MigrationError(
        `${file.name} differs from ${name} as the graph server has it: put the file back as it was, and make the change in a new one.`,
      );
    }
  }
  return migrations[applied.length];
}

const lockConstraint = `CREATE CONSTRAINT schema_migration_version IF NOT EXISTS
  FOR (m:SchemaMigration) REQUIRE m.version IS UNIQUE`;

/**
 * Brings the graph server's schema up to date and names the migrations that it applied. Several may run at once: each
 * migration is applied under a lock on the node of number 0. Throws MigrationError for a changed file and for a server
 * newer than the program.
 */
export async function migrateCypher(
  target: CypherTarget,
  directory: string = cypherDirectory,
): Promise<{ readonly applied: readonly string[] }> {
  const migrations = await readCypherMigrations(directory);
  await insist(() => target.run(lockConstraint));
  const done: string[] = [];
  for (;;) {
    const name = await target.write(async (run) => {
      await run('MERGE (m:SchemaMigration {version: 0}) SET m.lockedAt = timestamp()');
      const applied = await run<Applied>(
        'MATCH (m:SchemaMigration) WHERE m.version > 0 RETURN m.version AS version, m.name AS name, m.checksum AS checksum ORDER BY version',
      );
      const next = nextOf(migrations, applied);
      if (next === undefined) return null;
      for (const statement of next.statements) await insist(() => target.run(statement));
      await run(
        'CREATE (m:SchemaMigration {version: $version, name: $name, checksum: $checksum, appliedAt: datetime()})',
        { version: next.version, name: next.name, checksum: next.checksum },
      );
      return next.name;
    });
    if (name === null) return { applied: done };
    done.push(name);
  }
}

const attempts = 5;

/** Two that create the same at the same moment may break on each other; the second time it is there. */
async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === attempts || isAboutSignIn(error)) throw error;
    }
  }
}

/** Asked again with the same wrong password, a server locks the user out. */
function isAboutSignIn(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Neo.ClientError.Security.');
}

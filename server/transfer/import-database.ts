import { join } from 'node:path';
import { readApplied } from '../../migrations/applied-migrations.ts';
import { migrate } from '../../migrations/migrate.ts';
import { migrationsDirectory, readMigrations } from '../../migrations/migration-files.ts';
import { type AuditVerification, verifyAudit } from '../modules/audit/verify-chain.ts';
import type { Database, Executor } from '../ports/database.ts';
import { createKeyedHash } from '../publishing/index.ts';
import { type CarriedTable, carriedTables, quoted, tableNames } from './carried-tables.ts';
import { refuseBrokenChain } from './export-database.ts';
import { keysForImport } from './installation-keys.ts';
import { readLines } from './line-file.ts';
import { readLogHead } from './log-head.ts';
import { keysFile, type Manifest, readManifest, type TableManifest, tableFile } from './manifest.ts';
import { digestOf, insertRows, prepareTransfer, rowsDigest } from './table-rows.ts';
import { TransferError } from './transfer-error.ts';

export interface ImportOptions {
  /** An empty one; its schema may be missing. */
  readonly database: Database;
  /** The folder that an export wrote. */
  readonly directory: string;
  /** Where this installation keeps its keys. */
  readonly secretsFile: string;
  /** The migrations of this program, if absent. */
  readonly migrations?: string;
}

export interface Imported {
  readonly manifest: Manifest;
  readonly audit: AuditVerification;
}

/**
 * Fills an empty database with exported records, in one transaction that ends only when every table's count and hash
 * and the log's head are those of the export. Throws TransferError, with the database still empty, when something is
 * missing, damaged or of another schema, and when keys do not fit.
 */
export async function importDatabase(options: ImportOptions): Promise<Imported> {
  const { database, directory } = options;
  const migrations = options.migrations ?? migrationsDirectory;
  const manifest = await readManifest(directory);
  await refuseUnknownSchema(manifest, migrations);
  await refuseDamagedFiles(manifest, directory);
  const secrets = await keysForImport(options.secretsFile, join(directory, keysFile), manifest.keysFingerprint);
  const hash = createKeyedHash(secrets.hashKey);
  const { version } = manifest.schema;
  await refuseNewerTarget(database, version);
  await migrate(database, { directory: migrations, upTo: version, alone: true });
  await database.transaction((tx) => loadRecords(tx, manifest, directory));
  // Migrations that came since the export carry its rows along, as they would have done where it was made.
  await migrate(database, { directory: migrations, alone: true });
  await database.script('analyze');
  const audit = await database.transaction(async (tx) => {
    await prepareTransfer(tx);
    return verifyAudit(tx, hash);
  });
  if (!audit.ok) await emptyAgain(database, manifest);
  refuseBrokenChain(audit);
  return { manifest, audit };
}

async function refuseUnknownSchema({ schema }: Manifest, directory: string): Promise<void> {
  const known = await readMigrations(directory);
  if (schema.version > known.length) {
    throw new TransferError(
      `The export is at ${schema.migrations.at(-1)?.name}, this program knows up to ${known.at(-1)?.name}: ` +
        'import it with the version that wrote it, or a newer one.',
    );
  }
  const other = schema.migrations.find(({ checksum }, index) => checksum !== known[index]?.checksum);
  if (other !== undefined) {
    throw new TransferError(
      `${other.name} of the export is not the one of this program: import it with the version that wrote it.`,
    );
  }
}

/** Before anything is touched: a copy that was cut short is noticed here. */
async function refuseDamagedFiles({ tables }: Manifest, directory: string): Promise<void> {
  for (const { name, rows, sha256 } of tables) {
    const file = join(directory, tableFile(name));
    const digest = rowsDigest();
    try {
      for await (const lines of readLines(file)) digest.add(lines);
    } catch (cause) {
      throw new TransferError(`${file} cannot be read: copy the whole folder anew.`, { cause });
    }
    const found = digest.get();
    if (found.rows !== rows || found.sha256 !== sha256) {
      throw new TransferError(
        `${file} is not as it was written: it holds ${found.rows} rows with SHA-256 ${found.sha256}, ` +
          `the manifest says ${rows} and ${sha256}. Copy the whole folder anew.`,
      );
    }
  }
}

/** Rows of an older schema would miss what the migrations in between do to rows. */
async function refuseNewerTarget(database: Database, version: number): Promise<void> {
  const last = (await readApplied(database)).at(-1);
  if (last === undefined || last.version <= version) return;
  throw new TransferError(
    `The database is at ${last.name} already and the export at migration ${version}: make a new database without any tables; ` +
      'the import brings it to the schema of the export, fills it, and then migrates both together.',
  );
}

async function loadRecords(tx: Executor, manifest: Manifest, directory: string): Promise<void> {
  await prepareTransfer(tx);
  const tables = await carriedTables(tx);
  refuseOtherTables(manifest, tables);
  await refuseUsed(tx);
  await deferForeignKeys(tx, tables);
  for (const table of inOrderOf(manifest, tables)) {
    for await (const lines of readLines(join(directory, tableFile(table.name)))) await insertRows(tx, table, lines);
  }
  await checkForeignKeys(tx, tables);
  await setSequences(tx, manifest);
  for (const said of manifest.tables) await compareTable(tx, said, tables);
  const head = await readLogHead(tx);
  if (JSON.stringify(head) !== JSON.stringify(manifest.log)) {
    throw new TransferError(
      `The log ends at ${JSON.stringify(head)} and should end at ${JSON.stringify(manifest.log)}.`,
    );
  }
}

const describe = ({ name, columns }: TableManifest): string => `${name} (${[...columns].sort().join(', ')})`;

function refuseOtherTables(manifest: Manifest, tables: readonly CarriedTable[]): void {
  const own = tables.map(({ name, columns }) =>
    describe({ name, columns: columns.map((c) => c.name), rows: 0, sha256: '' }),
  );
  const theirs = manifest.tables.map(describe);
  const other = [...own.filter((table) => !theirs.includes(table)), ...theirs.filter((table) => !own.includes(table))];
  if (other.length === 0) return;
  throw new TransferError(
    `The export and the database do not have the same tables: ${[...new Set(other)].join('; ')}.`,
  );
}

/** With the tables locked, so that no service writes its first rows while the export's come in. */
async function refuseUsed(tx: Executor): Promise<void> {
  const names = (await tableNames(tx)).filter((name) => name !== 'schema_migrations');
  await tx.query(`lock table ${names.map(quoted).join(', ')} in exclusive mode`);
  const used: string[] = [];
  for (const name of names) {
    // Processes enter and leave the first; only records count.
    if (name === 'replicas' || name === 'leases') continue;
    if ((await tx.query(`select from ${quoted(name)} limit 1`)).rowCount > 0) used.push(name);
  }
  if (used.length === 0) return;
  throw new TransferError(
    `The database holds rows already (${used.join(', ')}): import into a new one, before a service is started on it.`,
  );
}

/** A table's rows keep the order of its columns in the export, which an upgrade may have come to in another way. */
function inOrderOf(manifest: Manifest, tables: readonly CarriedTable[]): readonly CarriedTable[] {
  return tables.map((table) =>
    tableAs(
      manifest.tables.find(({ name }) => name === table.name),
      table,
    ),
  );
}

function tableAs(said: TableManifest | undefined, table: CarriedTable): CarriedTable {
  const columns = said?.columns.flatMap((name) => table.columns.filter((column) => column.name === name));
  return { ...table, columns: columns ?? table.columns };
}

async function deferForeignKeys(tx: Executor, tables: readonly CarriedTable[]): Promise<void> {
  for (const { name, lateForeignKeys } of tables) {
    for (const foreignKey of lateForeignKeys) {
      await tx.query(
        `alter table ${quoted(name)} alter constraint ${quoted(foreignKey)} deferrable initially deferred`,
      );
    }
  }
}

async function checkForeignKeys(tx: Executor, tables: readonly CarriedTable[]): Promise<void> {
  await tx.query('set constraints all immediate');
  for (const { name, lateForeignKeys } of tables) {
    for (const foreignKey of lateForeignKeys) {
      await tx.query(`alter table ${quoted(name)} alter constraint ${quoted(foreignKey)} not deferrable`);
    }
  }
}

async function setSequences(tx: Executor, { sequences }: Manifest): Promise<void> {
  for (const { table, column, next } of sequences) {
    await tx.query(
      `select setval(pg_get_serial_sequence($1, $2),
         greatest($3::bigint, (select coalesce(max(${quoted(column)}), 0) + 1 from ${quoted(table)})), false)`,
      [quoted(table), column, next],
    );
  }
}

/** Reads back what the database made of the lines. */
async function compareTable(tx: Executor, said: TableManifest, tables: readonly CarriedTable[]): Promise<void> {
  const table = tables.find(({ name }) => name === said.name);
  if (table === undefined) return;
  const found = await digestOf(tx, tableAs(said, table));
  if (found.rows === said.rows && found.sha256 === said.sha256) return;
  throw new TransferError(
    `${said.name} did not arrive as it left: ${found.rows} rows with SHA-256 ${found.sha256} ` +
      `instead of ${said.rows} with ${said.sha256}. Nothing was imported.`,
  );
}

/** What does not verify does not stay. */
async function emptyAgain(database: Database, { tables }: Manifest): Promise<void> {
  await database.query(`truncate ${tables.map(({ name }) => quoted(name)).join(', ')} restart identity cascade`);
}

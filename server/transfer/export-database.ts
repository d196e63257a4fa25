import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readApplied } from '../../migrations/applied-migrations.ts';
import { type InstallationSecrets, keysFingerprint } from '../installation-secrets.ts';
import { type AuditVerification, verifyAudit } from '../modules/audit/verify-chain.ts';
import type { Database, Executor } from '../ports/database.ts';
import { createKeyedHash } from '../publishing/index.ts';
import { type CarriedTable, carriedTables, quoted } from './carried-tables.ts';
import { copyKeys } from './installation-keys.ts';
import { openLineWriter } from './line-file.ts';
import { readLogHead } from './log-head.ts';
import { keysFile, type Manifest, manifestFile, type TableManifest, tableFile } from './manifest.ts';
import { prepareTransfer, readRows, rowsDigest } from './table-rows.ts';
import { TransferError } from './transfer-error.ts';
import { writeFolder } from './write-folder.ts';

export interface ExportOptions {
  readonly database: Database;
  readonly secrets: InstallationSecrets;
  /** The folder to make. */
  readonly directory: string;
  /** Puts the installation's keys into the folder as well. */
  readonly withKeys: boolean;
}

/**
 * Writes all records into a folder as they are at one instant, while others go on working. Throws TransferError while
 * ingest runs are under way, when the folder exists, and when the audit chain does not verify.
 */
export async function exportDatabase({ database, secrets, directory, withKeys }: ExportOptions): Promise<Manifest> {
  return writeFolder(directory, async (folder) => {
    const manifest = await database.transaction((tx) => writeRecords(tx, folder, secrets));
    if (withKeys) await copyKeys(secrets.file, join(folder, keysFile));
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await writeFile(join(folder, manifestFile), text, { mode: 0o600, flush: true });
    return manifest;
  });
}

async function writeRecords(tx: Executor, folder: string, secrets: InstallationSecrets): Promise<Manifest> {
  await tx.query('set transaction isolation level repeatable read, read only');
  await prepareTransfer(tx);
  const applied = await readApplied(tx);
  if (applied.length === 0) throw new TransferError('The database is empty; there is nothing to export.');
  await refuseRunsUnderWay(tx);
  refuseBrokenChain(await verifyAudit(tx, createKeyedHash(secrets.hashKey)));
  const carried = await carriedTables(tx);
  const tables: TableManifest[] = [];
  for (const table of carried) tables.push(await writeTable(tx, table, folder));
  return {
    format: 'agent-coach-export',
    formatVersion: 1,
    exportedAt: new Date().toISOString(),
    schema: {
      version: applied.length,
      migrations: applied.map(({ name, checksum }) => ({ name, checksum })),
    },
    tables,
    sequences: await readSequences(tx, carried),
    log: await readLogHead(tx),
    keysFingerprint: keysFingerprint(secrets),
  };
}

/** What such a run still has to read lies in a spool, outside of the records. */
async function refuseRunsUnderWay(tx: Executor): Promise<void> {
  const runs = await tx.query<{ id: string; label: string }>(
    "select id, label from ingest_runs where status in ('queued', 'running') order by created_at",
  );
  if (runs.rows.length === 0) return;
  const named = runs.rows.slice(0, 5).map(({ id, label }) => `${label} (${id})`);
  throw new TransferError(
    `Ingest runs are under way, and what they still have to read would stay behind: ${named.join(', ')}` +
      `${runs.rows.length > named.length ? ` and ${runs.rows.length - named.length} more` : ''}. ` +
      'Wait until they are done.',
  );
}

/** Records that were changed behind the program's back do not travel on as if nothing was. */
export function refuseBrokenChain(verification: AuditVerification): void {
  if (verification.ok) return;
  const faults = verification.faults
    .slice(0, 5)
    .map(({ seq, fault }) => `${seq === null ? '' : `entry ${seq}: `}${fault}`);
  throw new TransferError(
    `The audit chain does not verify with these keys: ${faults.join('; ')}. ` +
      'Check SECRETS_FILE; if the keys are right, records were changed: restore a backup.',
  );
}

async function writeTable(tx: Executor, table: CarriedTable, folder: string): Promise<TableManifest> {
  const digest = rowsDigest();
  const file = await openLineWriter(join(folder, tableFile(table.name)));
  try {
    for await (const lines of readRows(tx, table)) {
      digest.add(lines);
      await file.write(lines);
    }
  } finally {
    await file.close();
  }
  return { name: table.name, columns: table.columns.map(({ name }) => name), ...digest.get() };
}

async function readSequences(tx: Executor, tables: readonly CarriedTable[]): Promise<Manifest['sequences']> {
  const sequences: Manifest['sequences'] = [];
  for (const { name: table, columns } of tables) {
    for (const { name: column } of columns.filter(({ identity }) => identity)) {
      const found = await tx.query<{ sequence: string }>('select pg_get_serial_sequence($1, $2) as sequence', [
        quoted(table),
        column,
      ]);
      // Sequences stand outside of transactions: a number that was taken meanwhile is only skipped.
      const state = await tx.query<{ next: string }>(
        `select (last_value + case when is_called then 1 else 0 end)::text as next from ${found.rows[0]?.sequence ?? ''}`,
      );
      sequences.push({ table, column, next: state.rows[0]?.next ?? '1' });
    }
  }
  return sequences;
}

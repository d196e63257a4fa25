import { resolve } from 'node:path';
import type { Config } from '../config.ts';
import { exportDatabase, type Manifest, readKeys } from '../transfer/index.ts';
import { withRecords } from './open-records.ts';

/** Writes all records into a new folder, and says what it holds. */
export async function exportCommand(config: Config, directory: string, withKeys: boolean): Promise<void> {
  const secrets = await readKeys(config.SECRETS_FILE);
  const manifest = await withRecords(config, 'export', (database) =>
    exportDatabase({ database, secrets, directory, withKeys }),
  );
  for (const line of recordLines(manifest)) console.log(line);
  console.log(`Exported to ${resolve(directory)}. The audit chain verifies; it ends with ${manifest.log.auditHash}.`);
  console.log(
    withKeys
      ? 'The installation keys are in the folder: keep it as safe as the records.'
      : `The keys are not in the folder; an import needs ${config.SECRETS_FILE} too.`,
  );
}

/** The tables with rows, and where the log ends. */
export function recordLines({ tables, log }: Manifest): readonly string[] {
  const filled = tables.filter(({ rows }) => rows > 0);
  const total = filled.reduce((sum, { rows }) => sum + rows, 0);
  return [
    ...filled.map(({ name, rows }) => `${name.padEnd(24)} ${String(rows).padStart(10)}`),
    `${'rows in all'.padEnd(24)} ${String(total).padStart(10)}`,
    `The log ends at decision ${log.position}, the audit chain at entry ${log.auditSeq}.`,
  ];
}

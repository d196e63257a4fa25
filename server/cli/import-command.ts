import type { Config } from '../config.ts';
import { importDatabase } from '../transfer/index.ts';
import { recordLines } from './export-command.ts';
import { withRecords } from './open-records.ts';

/** Fills the empty database of these settings with what an export wrote, and says what was checked. */
export async function importCommand(config: Config, directory: string): Promise<void> {
  const { manifest, audit } = await withRecords(config, 'import', (database) =>
    importDatabase({ database, directory, secretsFile: config.SECRETS_FILE }),
  );
  for (const line of recordLines(manifest)) console.log(line);
  console.log(
    `Imported: counts and hashes of ${manifest.tables.length} tables are those of the export. ` +
      `The audit chain verifies over ${audit.entries} entries; it ends with ${audit.headHash}.`,
  );
}

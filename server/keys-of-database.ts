import { existsSync } from 'node:fs';
import { ConfigError } from './config.ts';
import { type InstallationSecrets, keysFingerprint, loadSecrets, otherKeys } from './installation-secrets.ts';
import { DatabaseError, type Executor } from './ports/database.ts';
import { createKeyedHash } from './publishing/index.ts';

interface Written {
  readonly fingerprint: string | null;
  /** A decision's reason and its keyed hash: what a database from before there were fingerprints knows of its keys. */
  readonly sample: { readonly reason: string; readonly hash: string } | null;
}

const undefinedTable = '42P01';

/**
 * The keys for a database, before anything is written to it: made when it is new, else those that it was written with.
 * Throws a ConfigError when the file is missing or holds other ones; nothing is made or changed then.
 */
export async function loadKeysOf(database: Executor, file: string): Promise<InstallationSecrets> {
  const written = await readWritten(database);
  if (written && !existsSync(file)) {
    throw new ConfigError(
      `SECRETS_FILE: there is no ${file}, and this database was written with keys. ` +
        'Set SECRETS_FILE to the file that holds them, or restore it from the backup of the data folder',
    );
  }
  const secrets = await loadSecrets(file);
  if (written && !fits(written, secrets)) throw otherKeys(file);
  return secrets;
}

function fits({ fingerprint, sample }: Written, secrets: InstallationSecrets): boolean {
  if (fingerprint !== null) return fingerprint === keysFingerprint(secrets);
  return sample === null || createKeyedHash(secrets.hashKey).of(sample.reason) === sample.hash;
}

/** What the database says of its keys; null: it is new. Asked before it is migrated, so columns may be missing. */
async function readWritten(database: Executor): Promise<Written | null> {
  try {
    const found = await database.query<{
      fingerprint: string | null;
      reason: string | null;
      hash: string | null;
      holds_data: boolean;
    }>(
      `select (select to_jsonb(i) ->> 'keys_fingerprint' from installation i) as fingerprint, s.reason, s.hash,
              exists (select from sources) or s.hash is not null as holds_data
         from (select 1) as one
         left join lateral (
           select d.reason, a.details ->> 'reasonHash' as hash from decisions d join audit_log a on a.position = d.position
            order by d.position limit 1) as s on true`,
    );
    const row = found.rows[0];
    if (!row || (row.fingerprint === null && !row.holds_data)) return null;
    const sample = row.reason === null || row.hash === null ? null : { reason: row.reason, hash: row.hash };
    return { fingerprint: row.fingerprint, sample };
  } catch (error) {
    if (error instanceof DatabaseError && error.code === undefinedTable) return null;
    throw error;
  }
}

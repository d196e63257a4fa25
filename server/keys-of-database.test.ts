import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from './config.ts';
import { type InstallationSecrets, loadSecrets, refuseOtherKeys } from './installation-secrets.ts';
import { loadKeysOf } from './keys-of-database.ts';
import type { Database } from './ports/database.ts';
import { appendAudit, createKeyedHash } from './publishing/index.ts';
import { testDatabase } from './testing/test-database.ts';

let root: string;
let database: Database;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'keys-'));
  database = await testDatabase();
});
afterAll(async () => {
  await database.close();
  await rm(root, { recursive: true, force: true });
});
let number = 0;
let file: string;
beforeEach(async () => {
  number += 1;
  file = join(root, `keys-${number}`, 'secrets.json');
  await database.query('truncate installation, decisions, audit_log cascade');
});

/** A decision as the first version of the program wrote it: sealed under the keys, with no fingerprint of them. */
async function decideWith({ hashKey }: InstallationSecrets): Promise<void> {
  const reason = 'the fee was waived by the board';
  await database.query(
    `insert into decisions (position, decided_at, action, approval, decided_by, reason, entries)
     values (1, now(), 'publish', 'expert', 'user-1', $1, 1)`,
    [reason],
  );
  await database.transaction((tx) =>
    appendAudit(
      tx,
      {
        actor: 'user-1',
        action: 'item.publish',
        subject: 'x',
        details: { reasonHash: createKeyedHash(hashKey).of(reason) },
      },
      { position: 1, at: new Date() },
    ),
  );
}

describe('the keys of a database', () => {
  it('are made for a new one, and found again', async () => {
    const made = await loadKeysOf(database, file);
    await refuseOtherKeys(database, made);
    expect((await loadKeysOf(database, file)).hashKey).toEqual(made.hashKey);
  });

  it('are not made anew for one that knows its own, and nothing is written', async () => {
    await refuseOtherKeys(database, await loadKeysOf(database, file));
    const lost = join(root, 'lost', 'secrets.json');
    await expect(loadKeysOf(database, lost)).rejects.toThrow(/SECRETS_FILE: there is no .*lost/);
    await expect(loadKeysOf(database, lost)).rejects.toBeInstanceOf(ConfigError);
    expect(await readdir(root)).not.toContain('lost');
  });

  it('of one from before there were fingerprints are known by what they sealed', async () => {
    const right = await loadSecrets(file);
    await decideWith(right);
    expect((await loadKeysOf(database, file)).hashKey).toEqual(right.hashKey);
    const other = join(root, `other-${number}.json`);
    await loadSecrets(other);
    await expect(loadKeysOf(database, other)).rejects.toThrow(/are not those that this database was written with/);
    await expect(loadKeysOf(database, join(root, 'none.json'))).rejects.toThrow(/there is no/);
  });
});

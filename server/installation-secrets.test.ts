import { createPublicKey, sign, verify } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from './config.ts';
import { keysFingerprint, loadSecrets, refuseOtherKeys, rotateSigningKey } from './installation-secrets.ts';
import { testDatabase } from './testing/test-database.ts';

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'agent-coach-secrets-'));
  file = join(directory, 'secrets.json');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const shown = async () => {
  const { file: _file, signing, ...keys } = await loadSecrets(file);
  return { keys, publicKey: signing.publicKey, retired: signing.retired };
};
const old = {
  hashKey: Buffer.alloc(32, 1).toString('base64'),
  pseudonymKey: Buffer.alloc(32, 2).toString('base64'),
};

describe('the keys of an installation', () => {
  it('are made once, for their owner only, and are the same ever after', async () => {
    const first = await shown();
    expect(await shown()).toEqual(first);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(['secrets.json']);
  });

  it('are the same for all who start at once', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, shown));
    for (const one of all) expect(one).toEqual(all[0]);
    expect(await readdir(directory)).toEqual(['secrets.json']);
  });

  it('of the first version stay, and get a signing key that is the same for all', async () => {
    await writeFile(file, JSON.stringify(old), { mode: 0o600 });
    const all = await Promise.all(Array.from({ length: 5 }, shown));
    for (const one of all) expect(one).toEqual(all[0]);
    expect(Buffer.from(all[0]?.keys.hashKey ?? []).toString('base64')).toBe(old.hashKey);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ ...old, signingKey: expect.any(String) });
    expect(await shown()).toEqual(all[0]);
  });

  it('sign what the public key verifies', async () => {
    const { signing } = await loadSecrets(file);
    const message = Buffer.from('a head');
    const publicKey = createPublicKey({ key: Buffer.from(signing.publicKey, 'base64'), format: 'der', type: 'spki' });
    expect(verify(null, message, publicKey, sign(null, message, signing.privateKey))).toBe(true);
  });

  it('keep the old public key when the signing key is replaced, and all other keys', async () => {
    const before = await shown();
    const publicKey = await rotateSigningKey(file);
    const after = await shown();
    expect(after).toEqual({ keys: before.keys, publicKey, retired: [before.publicKey] });
    expect(publicKey).not.toBe(before.publicKey);
  });

  it.each([
    ['no JSON', 'hashKey'],
    ['a key too short', JSON.stringify({ ...old, hashKey: 'c2hvcnQ=' })],
    ['no key pair', JSON.stringify({ ...old, signingKey: 'c2hvcnQ=' })],
  ])('are refused when the file is broken: %s; no key is told', async (_what, content) => {
    await writeFile(file, content);
    const error = await loadSecrets(file).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain(file);
    expect(String(error)).not.toContain('c2hvcnQ');
    await chmod(file, 0o600);
  });
});

describe('a database', () => {
  it('takes the keys that it meets first, and refuses others by the name of their file', async () => {
    const database = await testDatabase();
    const secrets = await loadSecrets(file);
    const other = await loadSecrets(join(directory, 'other.json'));
    await Promise.all([refuseOtherKeys(database, secrets), refuseOtherKeys(database, secrets)]);
    await rotateSigningKey(file);
    await refuseOtherKeys(database, await loadSecrets(file));
    await expect(refuseOtherKeys(database, other)).rejects.toThrow(join(directory, 'other.json'));
    expect(keysFingerprint(other)).not.toBe(keysFingerprint(secrets));
    await database.close();
  });

  it('of before there were fingerprints keeps its id and takes the keys', async () => {
    const database = await testDatabase();
    await database.query("insert into installation (id) values ('the first')");
    await refuseOtherKeys(database, await loadSecrets(file));
    const row = await database.query('select id, keys_fingerprint from installation');
    expect(row.rows).toEqual([{ id: 'the first', keys_fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
    await expect(refuseOtherKeys(database, await loadSecrets(join(directory, 'other.json')))).rejects.toThrow(
      ConfigError,
    );
    await database.close();
  });
});

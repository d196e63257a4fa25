import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { ConfigError } from './config.ts';
import type { Executor } from './ports/database.ts';

/** Keys of this installation, in a file that its owner alone may read; every process on one database has the same. */
export interface InstallationSecrets {
  /** Where they were read from. */
  readonly file: string;
  /** Keys the hashes of contents. */
  readonly hashKey: Uint8Array;
  /** Keys the names under which customers are recognised again. */
  readonly pseudonymKey: Uint8Array;
  /** Seals what live calls must remember between processes. */
  readonly memoryKey: Uint8Array;
  readonly signing: SigningKeys;
}

/** Ed25519 keys that sign the head of the audit chain. */
export interface SigningKeys {
  readonly privateKey: KeyObject;
  /** SubjectPublicKeyInfo (DER) in base64. */
  readonly publicKey: string;
  /** Public keys that signed before; what they signed stays valid. */
  readonly retired: readonly string[];
}

const key = z.base64().refine((text) => Buffer.from(text, 'base64').length >= 32, 'at least 32 bytes in base64');
const fileSchema = z.object({
  hashKey: key,
  pseudonymKey: key,
  /** PKCS #8 (DER); files of the first version have none. */
  signingKey: z.base64().optional(),
  retiredSigningKeys: z.array(z.base64()).default([]),
});
type SecretsFile = z.output<typeof fileSchema>;
type WholeFile = SecretsFile & { readonly signingKey: string };

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
const derive = (hashKey: string, purpose: string) =>
  new Uint8Array(hkdfSync('sha256', bytes(hashKey), '', `agent-coach ${purpose}`, 32));

/**
 * Reads the keys, or makes them on the first start. Of two processes that start at once one makes them and both read
 * the same. A file from before there were signing keys is completed. Throws a ConfigError when the file is broken.
 */
export async function loadSecrets(file: string): Promise<InstallationSecrets> {
  const found = await readSecretsFile(file);
  if (found?.signingKey !== undefined) return toSecrets(file, { ...found, signingKey: found.signingKey });
  if (found !== null) return toSecrets(file, await complete(file, found));
  await createOnce(file);
  const made = await readSecretsFile(file);
  if (made?.signingKey === undefined) throw new Error(`the keys in ${file} were not written`);
  return toSecrets(file, { ...made, signingKey: made.signingKey });
}

async function readSecretsFile(file: string): Promise<SecretsFile | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new ConfigError(`SECRETS_FILE: ${file} cannot be read: ${error.message}`);
  });
  if (text === null) return null;
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch {
    // Not the parser's own words: they could quote a key.
    throw new ConfigError(
      `SECRETS_FILE: ${file} is not a file of keys ({"hashKey","pseudonymKey",...} in base64); restore it from a backup`,
    );
  }
}

const temporary = (file: string) => `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;

/** Writes fresh keys unless somebody else was first; the file appears whole or not at all. */
async function createOnce(file: string): Promise<void> {
  const fresh: WholeFile = {
    hashKey: randomBytes(32).toString('base64'),
    pseudonymKey: randomBytes(32).toString('base64'),
    signingKey: pkcs8(generateKeyPairSync('ed25519').privateKey),
    retiredSigningKeys: [],
  };
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const own = temporary(file);
  await writeFile(own, JSON.stringify(fresh), { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(own, file);
  } catch (error) {
    if (!isCode(error, ['EEXIST'])) throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/** Adds the signing key. It is derived, so that every process that completes the same file comes to the same one. */
async function complete(file: string, found: SecretsFile): Promise<WholeFile> {
  const seed = derive(found.hashKey, 'audit signing key');
  const whole: WholeFile = { ...found, signingKey: pkcs8(privateKeyOf(seed)) };
  await replaceFile(file, whole).catch((error: unknown) => {
    // Keys that are mounted read-only stay as they are; they are completed in memory each time.
    if (!isCode(error, ['EROFS', 'EACCES', 'EPERM', 'EBUSY'])) throw error;
  });
  return whole;
}

async function replaceFile(file: string, content: WholeFile): Promise<void> {
  const own = temporary(file);
  try {
    await writeFile(own, JSON.stringify(content), { mode: 0o600, flag: 'wx', flush: true });
    await rename(own, file);
  } finally {
    await rm(own, { force: true });
  }
}

/**
 * Signs with a new key from the next start of each process on; heads that the old key signed stay valid. Returns the
 * new public key.
 */
export async function rotateSigningKey(file: string): Promise<string> {
  const { signing } = await loadSecrets(file);
  const found = await readSecretsFile(file);
  if (found === null) throw new ConfigError(`SECRETS_FILE: there is no ${file}`);
  const { privateKey } = generateKeyPairSync('ed25519');
  await replaceFile(file, {
    ...found,
    signingKey: pkcs8(privateKey),
    retiredSigningKeys: [...signing.retired, signing.publicKey],
  });
  return spki(privateKey);
}

function toSecrets(file: string, content: WholeFile): InstallationSecrets {
  const { hashKey, pseudonymKey, signingKey, retiredSigningKeys } = content;
  try {
    const privateKey = createPrivateKey({ key: Buffer.from(signingKey, 'base64'), format: 'der', type: 'pkcs8' });
    if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error('another kind of key');
    return {
      file,
      hashKey: bytes(hashKey),
      pseudonymKey: bytes(pseudonymKey),
      memoryKey: derive(hashKey, 'call memory'),
      signing: { privateKey, publicKey: spki(privateKey), retired: retiredSigningKeys },
    };
  } catch {
    throw new ConfigError(
      `SECRETS_FILE: signingKey in ${file} is not an Ed25519 key (PKCS #8 in base64); restore it from a backup`,
    );
  }
}

/**
 * Tells keys apart without telling anything of them. The signing key is not part of it, so that it can be replaced.
 */
export function keysFingerprint({ hashKey, pseudonymKey }: InstallationSecrets): string {
  const digest = createHash('sha256').update('agent-coach keys').update(hashKey).update(pseudonymKey).digest('hex');
  return digest.slice(0, 32);
}

/** The id of an installation whose first start is not over. */
export const notInstalled = 'not installed';

/**
 * Refuses keys other than those that the database was written with, with a ConfigError that names the file. On a
 * database that has met no keys yet these become its own; of two processes that bring different ones, one is refused.
 */
export async function refuseOtherKeys(database: Executor, secrets: InstallationSecrets): Promise<void> {
  const own = keysFingerprint(secrets);
  const kept = await database.query<{ keys_fingerprint: string }>(
    `insert into installation (id, keys_fingerprint) values ($1, $2)
     on conflict (singleton) do update set keys_fingerprint = coalesce(installation.keys_fingerprint, excluded.keys_fingerprint)
     returning keys_fingerprint`,
    [notInstalled, own],
  );
  if (kept.rows[0]?.keys_fingerprint === own) return;
  throw otherKeys(secrets.file);
}

export function otherKeys(file: string): ConfigError {
  return new ConfigError(
    `SECRETS_FILE: the keys in ${file} are not those that this database was written with. ` +
      'Set SECRETS_FILE to the file that its other processes use, or restore the file that was backed up with the database',
  );
}

// PKCS #8 of an Ed25519 key is this and its seed (RFC 8410).
const pkcs8Start = Buffer.from('302e020100300506032b657004220420', 'hex');
const privateKeyOf = (seed: Uint8Array) =>
  createPrivateKey({ key: Buffer.concat([pkcs8Start, seed]), format: 'der', type: 'pkcs8' });
const pkcs8 = (privateKey: KeyObject) => privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
const spki = (privateKey: KeyObject) =>
  createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64');

const isCode = (error: unknown, codes: readonly string[]) =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

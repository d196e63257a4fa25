import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Keys of this installation. They stay in its data folder, readable by its owner only; a backup must hold them. */
export interface InstallationSecrets {
  /** Keys the hashes of contents. */
  readonly hashKey: Uint8Array;
  /** Keys the names under which customers are recognised again. */
  readonly pseudonymKey: Uint8Array;
}

const key = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const fileSchema = z.object({ hashKey: key, pseudonymKey: key });

/** Reads the keys, or makes them on the first start. */
export async function loadSecrets(directory: string): Promise<InstallationSecrets> {
  const file = join(directory, 'secrets.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text !== null) return fileSchema.parse(JSON.parse(text));
  const fresh = { hashKey: randomBytes(32).toString('base64'), pseudonymKey: randomBytes(32).toString('base64') };
  await writeFile(`${file}.new`, JSON.stringify(fresh), { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  return fileSchema.parse(fresh);
}

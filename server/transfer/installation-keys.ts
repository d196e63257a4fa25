import { access, copyFile, link, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type InstallationSecrets, keysFingerprint, loadSecrets } from '../installation-secrets.ts';
import { TransferError } from './transfer-error.ts';

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** The keys in a file; throws TransferError when it is not there, where the service would make new ones. */
export async function readKeys(file: string): Promise<InstallationSecrets> {
  if (await exists(file)) return loadSecrets(file);
  throw new TransferError(
    `SECRETS_FILE: there is no ${file}. The records need the keys that they were written with: ` +
      'put that file there, or export with --with-keys.',
  );
}

/** Copies a file of keys so that it appears whole, readable by its owner only, and never in place of another. */
export async function copyKeys(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const unfinished = `${to}.${process.pid}.new`;
  try {
    await copyFile(from, unfinished);
    const handle = await open(unfinished, 'r+');
    try {
      await handle.chmod(0o600);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(unfinished, to);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/**
 * The keys for imported records: those of this installation, else those that came along, which become its own. Throws
 * TransferError when they are not the ones that the records were written with.
 */
export async function keysForImport(file: string, along: string, fingerprint: string): Promise<InstallationSecrets> {
  const own = await exists(file);
  const keys = await readKeys(own || !(await exists(along)) ? file : along);
  if (keysFingerprint(keys) !== fingerprint) {
    throw new TransferError(
      `SECRETS_FILE: the keys in ${keys.file} are not those that the exported records were written with. ` +
        'Set SECRETS_FILE to a copy of the file of the installation that they come from.',
    );
  }
  if (own) return keys;
  await copyKeys(along, file);
  return loadSecrets(file);
}

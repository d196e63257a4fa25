import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { RefusedError } from './service-client.ts';

export interface NamedFile {
  /** Relative to the folder that was given, with forward slashes. */
  readonly name: string;
  readonly path: string;
}

/** Files that programs write beside those that are meant, hidden ones, and those that are still being written. */
export const isPassingFile = (name: string): boolean =>
  /^[.~]/.test(name) || /\.(?:part|partial|crdownload|download|tmp|temp|swp)$/i.test(name) || name.endsWith('~');

/** Something in a folder that is not handed in, and why. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
  readonly remedy: string;
  /** Whether it was meant to go in: it cannot be read. */
  readonly failed: boolean;
}

export interface FoundFiles {
  readonly files: readonly NamedFile[];
  readonly leftOut: readonly LeftOut[];
}

/** Every file below a folder, hidden ones and those in hidden folders left out; links and what cannot be read are named. */
export async function filesBelow(folder: string): Promise<FoundFiles> {
  const files: NamedFile[] = [];
  const leftOut: LeftOut[] = [];
  const look = async (at: string): Promise<void> => {
    const nameOf = (path: string) => relative(folder, path).replaceAll('\\', '/');
    const entries = await readdir(at, { withFileTypes: true }).catch((error: unknown) => error as Error);
    if (entries instanceof Error) return void leftOut.push(unreadable(nameOf(at) || '.', entries));
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const file = { name: nameOf(join(at, entry.name)), path: join(at, entry.name) };
      if (entry.isDirectory()) await look(file.path);
      else if (entry.isSymbolicLink()) leftOut.push(notFollowed(file.name));
      else if (entry.isFile()) {
        const refused = await whyUnreadable(file);
        if (refused) leftOut.push(refused);
        else files.push(file);
      }
    }
  };
  await look(folder);
  return { files: files.sort(byName), leftOut };
}

/** Every file below the paths; refuses a path that is not there, and nothing at all. */
export async function collectFiles(paths: readonly string[]): Promise<FoundFiles> {
  const files: NamedFile[] = [];
  const leftOut: LeftOut[] = [];
  for (const given of paths) {
    const path = resolve(given);
    const info = await stat(path).catch(() => null);
    if (info === null) throw new RefusedError(`${given}: there is no such file or folder`);
    if (info.isDirectory()) {
      const found = await filesBelow(path);
      files.push(...found.files);
      leftOut.push(...found.leftOut);
    } else {
      const file = { name: basename(path), path };
      const refused = await whyUnreadable(file);
      if (refused) leftOut.push(refused);
      else files.push(file);
    }
  }
  refuseNamesakes(files);
  if (files.length === 0) throw new RefusedError(['There are no files to ingest', ...leftOutLines(leftOut)].join('\n'));
  return { files: files.sort(byName), leftOut };
}

/** Before anything is sent: the service refuses them when it has all. */
function refuseNamesakes(files: readonly NamedFile[]): void {
  const paths = new Map<string, string>();
  for (const { name, path } of files) {
    const other = paths.get(name);
    if (other !== undefined)
      throw new RefusedError(`Both ${other} and ${path} would go in as "${name}"; name one folder above them instead`);
    paths.set(name, path);
  }
}

/** What was left out, as lines for people. */
export const leftOutLines = (leftOut: readonly LeftOut[]): readonly string[] =>
  leftOut.flatMap(({ name, reason, remedy, failed }) => [
    `  ${failed ? '✗' : '-'} ${name}: not handed in`,
    `      ${reason}`,
    `      → ${remedy}`,
  ]);

const whyUnreadable = async ({ name, path }: NamedFile): Promise<LeftOut | null> =>
  access(path, constants.R_OK).then(
    () => null,
    (error: unknown) => unreadable(name, error),
  );

function unreadable(name: string, error: unknown): LeftOut {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  return {
    name,
    reason: `it cannot be read here (${code})`,
    remedy: 'Give the user of this command the right to read it, and ingest again.',
    failed: true,
  };
}

const notFollowed = (name: string): LeftOut => ({
  name,
  reason: 'it is a symbolic link, which is not followed inside a folder',
  remedy: 'Name its target as a path of its own.',
  failed: false,
});

const byName = (a: NamedFile, b: NamedFile) => (a.name < b.name ? -1 : 1);

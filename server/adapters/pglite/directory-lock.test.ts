import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Child, startChild } from '../../testing/child-process.ts';
import { acquireDirectoryLock, DirectoryLockedError } from './directory-lock.ts';

const contender = new URL('../../testing/lock-contender.ts', import.meta.url);
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const lockFiles = async (): Promise<string[]> => (await readdir(directory)).filter((name) => name.startsWith('lock.'));

async function refusal(): Promise<DirectoryLockedError> {
  const error = await acquireDirectoryLock(directory, 'second').catch((reason: unknown) => reason);
  if (!(error instanceof DirectoryLockedError)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

async function writeOwner(change: object): Promise<void> {
  const owner = {
    pid: 1,
    started: null,
    host: hostname(),
    command: 'x',
    since: new Date().toISOString(),
    released: false,
  };
  await writeFile(join(directory, 'lock.7'), JSON.stringify({ ...owner, ...change }));
}

/** Lets all try at once; returns the one that got in, and what the others were told. */
async function race(children: readonly Child[]): Promise<{ winners: Child[]; answers: (string | null)[] }> {
  for (const child of children) child.say('go');
  const answers = await Promise.all(children.map((child) => child.hear()));
  return { winners: children.filter((_, index) => answers[index] === 'held'), answers };
}

describe('acquireDirectoryLock', () => {
  test('makes the directory, closed to other users', async () => {
    const inner = join(directory, 'a', 'b');
    await acquireDirectoryLock(inner, 'first');
    expect((await stat(inner)).mode & 0o777).toBe(0o700);
  });

  test('names the owner, the directory and the remedy when it refuses', async () => {
    await acquireDirectoryLock(directory, 'coach start');
    const { message, owner } = await refusal();
    expect(owner).toMatchObject({ pid: process.pid, host: hostname(), command: 'coach start' });
    for (const part of [directory, `process ${process.pid}`, 'coach start', owner.since, 'DATA_DIR']) {
      expect(message).toContain(part);
    }
  });

  test('lets the next one in after a release, and keeps one file only', async () => {
    for (let round = 1; round <= 3; round += 1) {
      const lock = await acquireDirectoryLock(directory, 'again');
      expect(await lockFiles()).toEqual([`lock.${round}`]);
      await lock.release();
      await lock.release();
    }
  });

  test('takes over from a process whose number was given to another one', async () => {
    await writeOwner({ pid: process.pid, started: 'another-boot/1' });
    await acquireDirectoryLock(directory, 'next');
    expect(await lockFiles()).toEqual(['lock.8']);
  });

  test('does not judge a process of another host, and says which file to delete', async () => {
    await writeOwner({ host: 'elsewhere' });
    expect((await refusal()).message).toContain(`delete ${join(directory, 'lock.7')}`);
  });

  test('refuses a lock file that it cannot read', async () => {
    await writeFile(join(directory, 'lock.3'), 'hello');
    await expect(acquireDirectoryLock(directory, 'x')).rejects.toThrow(/lock\.3 is no lock file/);
  });

  test('refuses to close a directory of other files to other users', async () => {
    await writeFile(join(directory, 'letter.txt'), 'dear');
    await chmod(directory, 0o755);
    await expect(acquireDirectoryLock(directory, 'x')).rejects.toThrow(/chmod 700/);
    expect((await stat(directory)).mode & 0o777).toBe(0o755);
  });
});

test('of eight racing processes one gets in, and after each kill -9 exactly one of the others', {
  timeout: 240_000,
}, async () => {
  const children = Array.from({ length: 8 }, (_, index) => startChild(contender, [directory, `contender-${index}`]));
  try {
    for (const child of children) expect(await child.hear()).toBe('ready');
    let left = children;
    while (left.length > 0) {
      const { winners, answers } = await race(left);
      const refused = answers.filter((answer) => answer?.startsWith('refused by contender-'));
      expect({ winners: winners.length, refused: refused.length }).toEqual({ winners: 1, refused: left.length - 1 });
      await winners[0]?.kill();
      left = left.filter((child) => child !== winners[0]);
    }
  } finally {
    await Promise.all(children.map((child) => child.kill()));
  }
});

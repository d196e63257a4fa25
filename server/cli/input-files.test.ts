import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { collectFiles } from './input-files.ts';
import type { ServiceClient } from './service-client.ts';
import { uploadRun } from './upload-run.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'input-'));
  await mkdir(join(folder, 'deep'));
  await writeFile(join(folder, 'deep', 'a.md'), '# A');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('names links instead of following them, also one that leads back to its own folder', async () => {
  await symlink(join(folder, 'deep', 'a.md'), join(folder, 'b.md'));
  await symlink('..', join(folder, 'deep', 'up'));
  const { files, leftOut } = await collectFiles([folder]);
  expect(files.map(({ name }) => name)).toEqual(['deep/a.md']);
  expect(leftOut.map(({ name }) => name).sort()).toEqual(['b.md', 'deep/up']);
});

it('refuses two files of one name before anything is sent', async () => {
  await mkdir(join(folder, 'other'));
  await writeFile(join(folder, 'other', 'a.md'), '# B');
  await expect(collectFiles([join(folder, 'deep'), join(folder, 'other')])).rejects.toThrow(/would go in as "a\.md"/);
});

it.skipIf(process.getuid?.() === 0)('names what it may not read, and finds the rest', async () => {
  await writeFile(join(folder, 'closed.md'), '# B', { mode: 0o000 });
  await mkdir(join(folder, 'shut'), { mode: 0o000 });
  const { files, leftOut } = await collectFiles([folder]);
  expect(files.map(({ name }) => name)).toEqual(['deep/a.md']);
  expect(leftOut).toMatchObject([
    { name: 'closed.md', failed: true, reason: expect.stringContaining('EACCES') },
    { name: 'shut', failed: true },
  ]);
});

it('says which file could no longer be read while it was sent', async () => {
  const client = {
    upload: async (_path: string, _type: string, body: AsyncIterable<Uint8Array>) => {
      try {
        for await (const _chunk of body);
      } catch {
        throw new TypeError('fetch failed');
      }
    },
  } as unknown as ServiceClient;
  const gone = { name: 'deep/gone.md', path: join(folder, 'deep', 'gone.md') };
  await expect(uploadRun(client, { label: 'x' }, [gone])).rejects.toThrow(
    /deep\/gone\.md could not be read \(ENOENT\)/,
  );
});

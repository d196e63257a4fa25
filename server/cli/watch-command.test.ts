import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ServiceClient } from './service-client.ts';
import { watchCommand } from './watch-command.ts';

const run = {
  id: 'run_1',
  status: 'succeeded',
  dryRun: false,
  counts: { new: 1, changed: 0, unchanged: 0, failed: 0, skipped: 0 },
  progress: { records: 1, proposals: 0 },
  error: null,
  retryUntil: null,
};

let home: string;
let folder: string;
let uploads: string[][];
let isAway: boolean;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'watch-'));
  folder = join(home, 'in');
  await mkdir(join(folder, 'deep', 'er'), { recursive: true });
  [uploads, isAway] = [[], false];
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(home, { recursive: true, force: true });
});

/** Takes down which files each upload brought. */
const client: ServiceClient = {
  own: false,
  get: async <T>(path: string) => (path.includes('/files') ? { items: [], total: 0 } : run) as T,
  post: async () => Promise.reject(new Error('nothing is posted')),
  async upload<T>(_path: string, _type: string, body: AsyncIterable<Uint8Array>) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    const sent = Buffer.concat(chunks).toString();
    uploads.push([...sent.matchAll(/filename="([^"]+)"/g)].map(([, name]) => name ?? ''));
    return run as T;
  },
  async *stream() {},
  close: async () => {},
};

/** Watches until `body` is through. */
async function watching(body: () => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const connect = async () => (isAway ? Promise.reject(new Error('no service')) : client);
  const watched = watchCommand(connect, join(home, 'data'), folder, { every: '100ms' }, stop.signal);
  try {
    await body();
  } finally {
    stop.abort();
    await watched;
  }
}
const uploaded = (count: number) => vi.waitFor(() => expect(uploads).toHaveLength(count), { timeout: 60_000 });

it('hands in what comes and changes, once, also after a restart, and nothing that is still being written', async () => {
  for (const name of ['~$a.docx', '.hidden.md', 'b.md.part', 'c.crdownload']) await writeFile(join(folder, name), 'x');
  await writeFile(join(folder, '13812345678.md'), 'one');
  await writeFile(join(folder, 'deep/er/b.csv'), 'one');
  await writeFile(join(folder, 'deep/er/b.csv.mapping.json'), '{}');
  await watching(() => uploaded(1));
  expect(uploads).toEqual([['13812345678.md', 'deep/er/b.csv', 'deep/er/b.csv.mapping.json']]);
  await watching(async () => {
    // Touched is not changed.
    await utimes(join(folder, '13812345678.md'), new Date(), new Date(Date.now() + 5_000));
    await writeFile(join(folder, 'deep/er/b.csv'), 'another');
    await uploaded(2);
    await writeFile(join(folder, 'd.md'), 'new');
    await uploaded(3);
  });
  expect(uploads.slice(1)).toEqual([['deep/er/b.csv', 'deep/er/b.csv.mapping.json'], ['d.md']]);
});

it('tries again when the service was away, and says so once', async () => {
  isAway = true;
  await writeFile(join(folder, 'a.md'), 'one');
  await watching(async () => {
    await vi.waitFor(() => expect(console.error).toHaveBeenCalled(), { timeout: 60_000 });
    isAway = false;
    await uploaded(1);
  });
  expect(console.error).toHaveBeenCalledTimes(1);
});

it('keeps no name of a file', async () => {
  await writeFile(join(folder, '13812345678.md'), 'one');
  await watching(() => uploaded(1));
  const [state = ''] = await readdir(join(home, 'data', 'watched'));
  expect(await readFile(join(home, 'data', 'watched', state), 'utf8')).not.toContain('138');
});

it('refuses a folder that is not there, and a time that is none', async () => {
  const watch = (path: string, every: string) =>
    watchCommand(async () => client, home, path, { every }, AbortSignal.abort());
  await expect(watch(join(home, 'nowhere'), '10s')).rejects.toThrow('there is no such folder');
  await expect(watch(folder, 'now and then')).rejects.toThrow('10s');
});

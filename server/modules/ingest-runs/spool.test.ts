import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '../../../graph-schema/index.ts';
import type { Database } from '../../ports/database.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { createSpool, type Spool } from './spool.ts';

const installation = 'production';
let database: Database;
let directory: string;
let spool: Spool;

beforeAll(async () => {
  database = await testDatabase();
  await database.query(`insert into collections (id, name) values ('main', 'main') on conflict do nothing`);
}, 240_000);
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'spool-'));
  spool = createSpool({ directory, installation, database });
});
afterEach(() => rm(directory, { recursive: true, force: true }));
afterAll(() => database.close());

async function upload(content = 'words'): Promise<string> {
  const runId = newId('run');
  await database.query(
    `insert into ingest_runs (id, collection_id, status, started_by, label, options) values ($1, 'main', 'queued', 'x', 'x', '{}')`,
    [runId],
  );
  await spool.write(runId, 0, Readable.from(Buffer.from(content)));
  return runId;
}
async function put(...parts: string[]): Promise<string> {
  const folder = join(directory, ...parts);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '0'), 'x');
  return folder;
}
const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
const forgetKey = (runId: string) => database.query('delete from ingest_spools where run_id = $1', [runId]);
const read = async (runId: string): Promise<string> => Buffer.from(await spool.read(runId, 0)).toString();

test('a sweep leaves alone what is none of its own', async () => {
  const foreign = [
    await put('holiday pictures'),
    await put(newId('run')),
    await put('staging', newId('run')),
    await put(installation, 'notes'),
    // As a trial on a copy of the database finds what the original took in since.
    await put(installation, newId('run')),
  ];
  const waiting = await upload();
  await spool.sweep();
  for (const folder of foreign) expect(await isThere(folder), folder).toBe(true);
  expect(await read(waiting)).toBe('words');
});

test('a sweep removes what a kill left of its own, also where earlier versions put it', async () => {
  const [ended, former] = [await upload(), await upload()];
  await rename(join(directory, installation, former), join(directory, former));
  await forgetKey(ended);
  await forgetKey(former);
  await spool.sweep();
  expect(await isThere(join(directory, installation, ended))).toBe(false);
  expect(await isThere(join(directory, former))).toBe(false);
});

test('an upload that an earlier version took in is read and destroyed where it waits', async () => {
  const runId = await upload('from before');
  await rename(join(directory, installation, runId), join(directory, runId));
  await spool.sweep();
  expect(await read(runId)).toBe('from before');
  await spool.destroy(runId);
  expect(await isThere(join(directory, runId))).toBe(false);
});

test('two installations share a folder', async () => {
  const runId = await upload();
  const other = await testDatabase();
  await createSpool({ directory, installation: 'staging', database: other }).sweep();
  await other.close();
  expect(await read(runId)).toBe('words');
});

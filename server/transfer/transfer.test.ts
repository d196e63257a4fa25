import { createHash } from 'node:crypto';
import { appendFile, chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../../migrations/migrate.ts';
import { readMigrations } from '../../migrations/migration-files.ts';
import { openPgliteDatabase } from '../adapters/pglite/pglite-database.ts';
import { type InstallationSecrets, loadSecrets } from '../installation-secrets.ts';
import type { Database } from '../ports/database.ts';
import { fillWithSampleRecords } from '../testing/sample-records.ts';
import { digests } from '../testing/table-digests.ts';
import { testDatabase } from '../testing/test-database.ts';
import { leftBehind, tableNames } from './carried-tables.ts';
import { exportDatabase } from './export-database.ts';
import { importDatabase } from './import-database.ts';
import type { Manifest } from './manifest.ts';

let root: string;
let source: Database;
let secrets: InstallationSecrets;
let exported: string;
let manifest: Manifest;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'transfer-'));
  secrets = await loadSecrets(join(root, 'keys.json'));
  source = await testDatabase();
  await fillWithSampleRecords(source, secrets);
  exported = join(root, 'exported');
  manifest = await exportDatabase({ database: source, secrets, directory: exported, withKeys: false });
});
afterAll(async () => {
  await source.close();
  await rm(root, { recursive: true, force: true });
});

const rowsIn = async (database: Database): Promise<number> => {
  let rows = 0;
  for (const name of await tableNames(database)) {
    if (name !== 'schema_migrations') rows += (await database.query(`select from ${name}`)).rowCount;
  }
  return rows;
};

describe('an export', () => {
  it('holds every table but those that stay behind, with counts, and the ends of log and chain', async () => {
    const names = await tableNames(source);
    expect(Object.keys(leftBehind).filter((name) => !names.includes(name))).toEqual([]);
    const moved = manifest.tables.map(({ name }) => name);
    expect([...moved, ...Object.keys(leftBehind)].sort()).toEqual([...names].sort());
    expect((await readdir(exported)).sort()).toEqual(['manifest.json', ...moved.map((name) => `${name}.jsonl`)].sort());
    expect(manifest.tables.find(({ name }) => name === 'items')?.rows).toBe(4);
    const audit = await source.query('select hash from audit_log order by seq desc limit 1');
    expect(manifest.log).toMatchObject({ position: 3, auditHash: audit.rows[0]?.['hash'] });
    expect(JSON.parse(await readFile(join(exported, 'manifest.json'), 'utf8'))).toEqual(manifest);
  });

  it('can be read by its owner only, and leaves no temporary folder', async () => {
    expect((await stat(exported)).mode & 0o777).toBe(0o700);
    for (const file of await readdir(exported)) expect((await stat(join(exported, file))).mode & 0o777).toBe(0o600);
    expect((await readdir(root)).sort()).toEqual(['exported', 'keys.json']);
  });

  it('refuses a folder that exists, even an empty one', async () => {
    const directory = join(root, 'taken');
    await mkdir(directory);
    await expect(exportDatabase({ database: source, secrets, directory, withKeys: false })).rejects.toThrow(/exists/);
    expect(await readdir(directory)).toEqual([]);
    await rm(directory, { recursive: true });
  });

  it('refuses while a run is under way, naming it, and leaves nothing', async () => {
    await source.query(
      "insert into ingest_runs (id, collection_id, status, started_by, label) values ('run-1', 'main', 'queued', 'x', 'March calls')",
    );
    const directory = join(root, 'refused');
    await expect(exportDatabase({ database: source, secrets, directory, withKeys: false })).rejects.toThrow(
      /March calls \(run-1\)\. Wait until they are done/,
    );
    await source.query('delete from ingest_runs');
    expect((await readdir(root)).sort()).toEqual(['exported', 'keys.json']);
  });

  it('refuses records that were changed, and keys that are not theirs', async () => {
    const other = await loadSecrets(join(root, 'other.json'));
    const directory = join(root, 'refused');
    await expect(exportDatabase({ database: source, secrets: other, directory, withKeys: false })).rejects.toThrow(
      /does not verify with these keys.*SECRETS_FILE/,
    );
    await rm(join(root, 'other.json'));
  });
});

describe('an import', () => {
  let target: Database;
  let own: string;
  beforeEach(async () => {
    own = await mkdtemp(join(root, 'target-'));
    await cp(join(root, 'keys.json'), join(own, 'secrets.json'));
    target = await testDatabase();
  });
  afterEach(() => target.close());
  const bring = (directory = exported) =>
    importDatabase({ database: target, directory, secretsFile: join(own, 'secrets.json') });
  /** A copy of the export with a change. */
  const changed = async (change: (directory: string) => Promise<unknown>): Promise<string> => {
    const directory = join(own, 'copy');
    await cp(exported, directory, { recursive: true });
    await change(directory);
    return directory;
  };

  it('brings every row back as it was, numbers go on after the last one given, and the chain verifies', async () => {
    const { audit } = await bring();
    expect(await digests(target)).toEqual(await digests(source));
    expect(audit).toMatchObject({ ok: true, headHash: manifest.log.auditHash });
    const next = await target.query<{ id: number }>(
      "insert into outbox (queue, payload) values ('d', '4') returning id",
    );
    expect(next.rows[0]?.id).toBe(4);
    expect((await target.query('select from sessions')).rowCount).toBe(0);
  });

  it('keeps what hashes of text alone might not show: a JSON null, an absent one, and 64-bit numbers', async () => {
    await bring();
    const events = await target.query<{ seq: string; data: string }>(
      'select seq::text as seq, data::text as data from call_events where seq <> 2 order by call_events.seq',
    );
    expect(events.rows).toEqual([
      { seq: '1', data: 'null' },
      { seq: '9223372036854775807', data: '0.10' },
    ]);
    const call = await target.query(
      "select last_seq::text as seq, ended_at::text as ended, created_at = '2024-03-10 01:30:00.123456Z' as same from calls",
    );
    expect(call.rows).toEqual([{ seq: '9007199254740993', ended: 'infinity', same: true }]);
  });

  it('checks foreign keys as before when it is over', async () => {
    await bring();
    const late = await target.query("select conname from pg_constraint where contype = 'f' and condeferrable");
    expect(late.rows).toEqual([]);
    await expect(target.query("update items set from_id = 'nothing' where sort = 'edge'")).rejects.toThrow(
      /foreign key/,
    );
  });

  it('refuses a database that is in use, naming the tables, and leaves it as it was', async () => {
    await target.query("insert into collections (id, name) values ('other', 'other')");
    await expect(bring()).rejects.toThrow(/holds rows already \(collections\)/);
    expect(await rowsIn(target)).toBe(1);
    await target.query('delete from collections');
    await bring();
    await expect(bring()).rejects.toThrow(/holds rows already/);
    expect(await digests(target)).toEqual(await digests(source));
  });

  it('gives a database without tables its schema first', async () => {
    const empty = await openPgliteDatabase({ directory: null });
    await importDatabase({ database: empty, directory: exported, secretsFile: join(own, 'secrets.json') });
    expect(await digests(empty)).toEqual(await digests(source));
    await empty.close();
  });

  it.each([
    [
      'a file that was cut',
      (d: string) => writeFile(join(d, 'segments.jsonl'), ''),
      /segments\.jsonl is not as it was/,
    ],
    ['a file with a row more', (d: string) => appendFile(join(d, 'gaps.jsonl'), '[]\n'), /holds 1 rows/],
    ['a file that is gone', (d: string) => rm(join(d, 'items.jsonl')), /items\.jsonl cannot be read: copy/],
    ['no manifest', (d: string) => rm(join(d, 'manifest.json')), /wrote to its end/],
    ['a manifest of something else', (d: string) => writeFile(join(d, 'manifest.json'), '{}'), /no manifest/],
  ])('refuses a folder with %s, before it touches the database', async (_what, change, message) => {
    await expect(bring(await changed(change))).rejects.toThrow(message);
    expect(await rowsIn(target)).toBe(0);
  });

  it('leaves nothing of rows that the database refuses half-way', async () => {
    const directory = await changed(async (folder) => {
      const file = join(folder, 'manifest.json');
      const said = JSON.parse(await readFile(file, 'utf8'));
      const events = said.tables.find((table: { name: string }) => table.name === 'audit_log');
      await writeFile(join(folder, 'audit_log.jsonl'), '["1"]\n');
      events.rows = 1;
      events.sha256 = createHash('sha256').update('["1"]\n').digest('hex');
      await writeFile(file, JSON.stringify(said));
    });
    await expect(bring(directory)).rejects.toThrow(/null value/);
    expect(await rowsIn(target)).toBe(0);
    await bring();
    expect(await digests(target)).toEqual(await digests(source));
  });

  it('does not keep records whose chain does not verify', async () => {
    const directory = await changed(async (folder) => {
      const manifestPath = join(folder, 'manifest.json');
      const said = JSON.parse(await readFile(manifestPath, 'utf8'));
      const file = join(folder, 'item_versions.jsonl');
      const text = (await readFile(file, 'utf8')).replace('within five days', 'within fifty days');
      await writeFile(file, text);
      said.tables.find((table: { name: string }) => table.name === 'item_versions').sha256 = createHash('sha256')
        .update(text)
        .digest('hex');
      await writeFile(manifestPath, JSON.stringify(said));
    });
    await expect(bring(directory)).rejects.toThrow(/does not verify.*was changed after it was published/);
    expect(await rowsIn(target)).toBe(0);
  });

  it('refuses an export of a schema that this program does not know, or knows otherwise', async () => {
    const edited = (edit: (schema: Manifest['schema']) => void) =>
      changed(async (folder) => {
        const said = structuredClone(manifest);
        edit(said.schema);
        await writeFile(join(folder, 'manifest.json'), JSON.stringify(said));
      });
    const newer = await edited((schema) => {
      schema.version += 1;
      schema.migrations.push({ name: '9999_later', checksum: '0'.repeat(64) });
    });
    await expect(bring(newer)).rejects.toThrow(/is at 9999_later, this program knows up to/);
    await rm(newer, { recursive: true });
    const other = await edited((schema) => {
      schema.migrations[0] = { name: '0001_other', checksum: '0'.repeat(64) };
    });
    await expect(bring(other)).rejects.toThrow(/0001_other of the export is not the one of this program/);
    expect(await rowsIn(target)).toBe(0);
  });

  describe('of an older version', () => {
    let migrations: string;
    beforeEach(async () => {
      migrations = join(own, 'migrations');
      await mkdir(migrations);
      for (const { name, sql } of await readMigrations()) await writeFile(join(migrations, `${name}.sql`), sql);
      const next = String((await readMigrations()).length + 1).padStart(4, '0');
      await writeFile(
        join(migrations, `${next}_later.sql`),
        "-- expands\nalter table gaps add column note text;\nupdate collections set name = name || ', carried along';\n",
      );
    });
    const bringOlder = (database: Database) =>
      importDatabase({ database, directory: exported, secretsFile: join(own, 'secrets.json'), migrations });

    it('goes through the migrations that came since, rows and all', async () => {
      await bringOlder(target);
      const names = await target.query("select name from collections where id = 'main'");
      expect(names.rows).toEqual([{ name: 'main, carried along' }]);
    });

    it('is refused by a database that is already past them, with the way around', async () => {
      await migrate(target, { directory: migrations });
      await expect(bringOlder(target)).rejects.toThrow(
        /is at \d+_later already.*make a new database without any tables/,
      );
    });
  });

  describe('and the keys', () => {
    it('refuses when there are none, and makes none', async () => {
      await rm(join(own, 'secrets.json'));
      await expect(bring()).rejects.toThrow(/there is no .*secrets\.json.*--with-keys/);
      expect(await readdir(own)).toEqual([]);
      expect(await rowsIn(target)).toBe(0);
    });

    it('refuses other ones, before it touches the database', async () => {
      await rm(join(own, 'secrets.json'));
      await loadSecrets(join(own, 'secrets.json'));
      await expect(bring()).rejects.toThrow(/are not those that the exported records were written with/);
      expect(await rowsIn(target)).toBe(0);
    });

    it('takes those that came along, for its owner only, and never in place of its own', async () => {
      const directory = join(own, 'with-keys');
      await chmod(join(root, 'keys.json'), 0o644);
      await exportDatabase({ database: source, secrets, directory, withKeys: true });
      expect((await stat(join(directory, 'secrets.json'))).mode & 0o777).toBe(0o600);
      await rm(join(own, 'secrets.json'));
      await bring(directory);
      expect((await stat(join(own, 'secrets.json'))).mode & 0o777).toBe(0o600);
      expect((await loadSecrets(join(own, 'secrets.json'))).hashKey).toEqual(secrets.hashKey);
    });
  });
});

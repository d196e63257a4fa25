import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { acquireDirectoryLock } from '../adapters/pglite/directory-lock.ts';
import { openPgliteDatabase } from '../adapters/pglite/pglite-database.ts';
import { loadSecrets } from '../installation-secrets.ts';
import { compiledProgram } from '../testing/compiled-program.ts';
import { databaseTemplate } from '../testing/database-template.ts';
import { createPostgresDatabase } from '../testing/postgres-databases.ts';
import { fillWithSampleRecords } from '../testing/sample-records.ts';
import { describeWith } from '../testing/services/test-services.ts';

describeWith(['postgres', 'redis'], 'coach export and import', ({ postgres, redis }) => {
  let root: string;
  let data: string;
  let program: string;
  beforeAll(async () => {
    program = await compiledProgram('cli/coach');
  });
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'moving-'));
    data = join(root, 'data');
    const lock = await acquireDirectoryLock(data, 'test');
    const secrets = await loadSecrets(join(data, 'secrets.json'));
    const database = await openPgliteDatabase({ directory: join(data, 'db'), template: await databaseTemplate() });
    await fillWithSampleRecords(database, secrets);
    await database.close();
    await lock.release();
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const coach = (args: readonly string[], settings: Readonly<Record<string, string>>) =>
    spawnSync(process.execPath, [program, ...args], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', LOG_LEVEL: 'silent', ...settings },
    });
  const folder = (name: string): string => join(root, name);

  it('move records up to PostgreSQL and down again, each saying what it checked', { timeout: 300_000 }, async () => {
    const place = await createPostgresDatabase(postgres, 'nothing');
    try {
      const up = coach(['export', folder('up')], { DATA_DIR: data });
      expect(up.stderr).toBe('');
      expect(up.stdout).toMatch(/item_versions +4\n/);
      expect(up.stdout).toMatch(/The log ends at decision 3, .*\n.*The audit chain verifies/);
      const server = { DATA_DIR: folder('server'), DATABASE_URL: place.url, REDIS_URL: redis };
      const keys = { ...server, SECRETS_FILE: join(data, 'secrets.json') };
      const imported = coach(['import', folder('up')], keys);
      expect(imported.stderr).toBe('');
      const hash = /ends with ([0-9a-f]{64})/.exec(up.stdout)?.[1];
      expect(imported.stdout).toContain(`The audit chain verifies over`);
      expect(imported.stdout).toContain(`it ends with ${hash}.`);

      const down = coach(['export', '--with-keys', folder('down')], keys);
      expect(down.stderr).toBe('');
      const last = coach(['import', folder('down')], { DATA_DIR: folder('last') });
      expect([last.status, last.stderr]).toEqual([0, '']);
      expect(last.stdout).toContain(`it ends with ${hash}.`);
    } finally {
      await place.drop();
    }
  });

  it('leave embedded records alone while somebody has them, and say who', { timeout: 240_000 }, async () => {
    const lock = await acquireDirectoryLock(data, 'npm start');
    const refused = coach(['export', folder('up')], { DATA_DIR: data });
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringMatching(/is in use by process .*npm start/)]);
    await lock.release();
  });
});

import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { composeService, type Service } from '../composition.ts';
import { readConfig } from '../config.ts';
import { loadSecrets } from '../installation-secrets.ts';
import { createKeyedHash, faultOfHead, type SignedHead, signHead } from '../publishing/index.ts';
import { createCuration, nodeDraft } from '../testing/curation.ts';
import { createPostgresDatabase, type PostgresTestDatabase } from '../testing/postgres-databases.ts';
import { findPostgres } from '../testing/services/postgres.ts';
import { describeWith, missingCapability } from '../testing/services/test-services.ts';
import { silentLog } from '../testing/silent-log.ts';

let root: string;
let running: Service | null;
beforeEach(async () => {
  running = null;
  root = await mkdtemp(join(tmpdir(), 'backup-'));
});
afterEach(async () => {
  await running?.close();
  await rm(root, { recursive: true, force: true });
});

/** A service on a data folder of that name, as this version would start there. */
async function start(folder: string, engines: Readonly<Record<string, string>> = {}): Promise<Service> {
  const config = readConfig({ DATA_DIR: join(root, folder), SAMPLES: 'none', LOG_LEVEL: 'silent', ...engines });
  running = await composeService(config, silentLog, 'test');
  return running;
}

async function stop(service: Service): Promise<void> {
  running = null;
  await service.close();
}

async function publish(service: Service, folder: string, words: string): Promise<void> {
  const { hashKey } = await loadSecrets(join(root, folder, 'secrets.json'));
  const curation = await createCuration(service.database, undefined, service.proposals, createKeyedHash(hashKey));
  await curation.publish([nodeDraft('script', words, words, await curation.evidence())]);
  await service.projections.projector.catchUp();
}

async function ask(service: Service, path: string): Promise<unknown> {
  const call = request(service.app).get(path).set('authorization', `Bearer ${service.localToken}`);
  return (await call.expect(200)).body;
}

const signing = async (folder: string) => (await loadSecrets(join(root, folder, 'secrets.json'))).signing;
const headOf = async ({ database }: Service, folder: string): Promise<SignedHead> =>
  signHead(database, await signing(folder));
const faultOf = async ({ database }: Service, folder: string, head: SignedHead): Promise<string | null> =>
  faultOfHead(database, await signing(folder), head);

const holds = async (service: Service, decisions: number): Promise<void> => {
  expect(await ask(service, '/v1/audit/verification')).toMatchObject({ ok: true, decisions });
  expect(await ask(service, '/v1/graph/verification')).toMatchObject({ ok: true, position: decisions });
};

describe('a backup of the embedded database', { timeout: 240_000 }, () => {
  it('is a copy of the data folder of a stopped service, and another folder goes on from it', async () => {
    const service = await start('data');
    await publish(service, 'data', 'umbrella');
    const head = await headOf(service, 'data');
    await stop(service);
    await mkdir(join(root, 'restored'), { mode: 0o700 });
    for (const part of ['db', 'secrets.json']) {
      await cp(join(root, 'data', part), join(root, 'restored', part), { recursive: true });
    }
    const restored = await start('restored');
    await holds(restored, 1);
    expect(await faultOf(restored, 'restored', head)).toBeNull();
    await publish(restored, 'restored', 'trombone');
    await holds(restored, 2);
  });
});

const programs = findPostgres();
if ('missing' in programs) missingCapability('a backup of PostgreSQL', `pg_dump: ${programs.missing}`);
else {
  describeWith(['postgres', 'redis'], 'a backup of PostgreSQL', ({ postgres, redis }) => {
    let places: PostgresTestDatabase[];
    beforeEach(() => {
      places = [];
    });
    afterEach(async () => {
      await running?.close();
      running = null;
      for (const place of places) await place.drop();
    });
    const place = async (content: 'migrated' | 'nothing'): Promise<string> => {
      const made = await createPostgresDatabase(postgres, content);
      places.push(made);
      return made.url;
    };
    const run = (program: string, ...args: string[]): void => {
      const ended = spawnSync(join(programs.program, program), args, { encoding: 'utf8' });
      expect({ status: ended.status, said: ended.stderr }).toEqual({ status: 0, said: '' });
    };

    it('is taken while the service runs, restores into a new database, and a kept head tells what came after it', {
      timeout: 240_000,
    }, async () => {
      const original = await place('migrated');
      const service = await start('data', { DATABASE_URL: original, REDIS_URL: redis });
      await publish(service, 'data', 'umbrella');
      const before = await headOf(service, 'data');
      const dump = join(root, 'backup.dump');
      run('pg_dump', '--format=custom', '--exclude-schema=pgboss', `--file=${dump}`, original);
      await publish(service, 'data', 'xylophone');
      const after = await headOf(service, 'data');
      await stop(service);

      const copy = await place('nothing');
      run('pg_restore', '--exit-on-error', '--no-owner', `--dbname=${copy}`, dump);
      // In the same folder: its text index is ahead of the restored log.
      const restored = await start('data', { DATABASE_URL: copy, REDIS_URL: redis });
      await holds(restored, 1);
      expect(await faultOf(restored, 'data', before)).toBeNull();
      expect(await faultOf(restored, 'data', after)).toEqual(expect.any(String));
      await publish(restored, 'data', 'trombone');
      await holds(restored, 2);
    });

    it('is of no use without its keys or with others, which the service says at once', async () => {
      const original = await place('migrated');
      const service = await start('data', { DATABASE_URL: original, REDIS_URL: redis });
      await publish(service, 'data', 'umbrella');
      await stop(service);
      const elsewhere = () => start('elsewhere', { DATABASE_URL: original, REDIS_URL: redis });
      await expect(elsewhere()).rejects.toThrow(/SECRETS_FILE: there is no /);
      await loadSecrets(join(root, 'elsewhere', 'secrets.json'));
      await expect(elsewhere()).rejects.toThrow(/SECRETS_FILE: .* are not those/);
    });
  });
}

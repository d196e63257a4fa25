import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import request, { type Test } from 'supertest';
import { type ApiScope, newId, type Role, roles } from '../../graph-schema/index.ts';
import { keepCompiledEngine } from '../adapters/pglite/compiled-engine.ts';
import { composeService, type Service } from '../composition.ts';
import { type Config, readConfig } from '../config.ts';
import { loadSecrets } from '../installation-secrets.ts';
import { hashPassword } from '../modules/access/passwords.ts';
import type { Logger } from '../ports/logger.ts';
import { createKeyedHash } from '../publishing/index.ts';
import { type Curation, createCuration } from './curation.ts';
import { placeDatabase } from './database-template.ts';
import { testedEngines } from './tested-engines.ts';

type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

/** Somebody who signed in. */
export interface SignedIn {
  readonly id: string;
  readonly cookie: string;
  readonly csrf: string;
  /** A request with the session's cookie and CSRF token. */
  call(method: Method, path: string): Test;
}

/** A whole service on a folder of its own, with a person for every role. Takes some seconds; share one per file. */
export interface TestService extends Service {
  readonly config: Config;
  readonly curation: Curation;
  /** Signs in once for each role. */
  as(role: Role): Promise<SignedIn>;
  /** A fresh API key's secret. */
  keyFor(...scopes: ApiScope[]): Promise<string>;
}

export const testPassword = 'correct horse battery';

/** Without a log of its own it logs as LOG_LEVEL says, silent if that says nothing. */
export async function startTestService(
  environment: Readonly<Record<string, string>> = {},
  log?: Logger,
): Promise<TestService> {
  const directory = await mkdtemp(join(tmpdir(), 'agent-coach-test-'));
  const engines = await testedEngines();
  const config = readConfig({
    DATA_DIR: directory,
    SAMPLES: 'none',
    LOG_LEVEL: 'silent',
    ...engines.environment,
    ...environment,
  });
  if (config.DATABASE_URL === undefined) {
    await keepCompiledEngine();
    await placeDatabase(join(config.DATA_DIR, 'db'));
  }
  const service = await composeService(config, log ?? pino({ level: config.LOG_LEVEL }), 'test');
  const { app, database, access } = service;
  const hash = await hashPassword(testPassword);
  for (const role of roles.values) {
    await database.query(
      'insert into users (id, login, display_name, roles, password_hash) values ($1, $2, $2, array[$2], $3)',
      [newId('user'), role, hash],
    );
  }
  const wakeUps = { notify: () => void service.projections.projector.catchUp(), listen: () => () => {} };
  const hashes = createKeyedHash((await loadSecrets(config.SECRETS_FILE)).hashKey);
  const curation = await createCuration(database, wakeUps, service.proposals, hashes);
  const sessions = new Map<Role, Promise<SignedIn>>();
  return {
    ...service,
    config,
    curation,
    as(role) {
      const session = sessions.get(role) ?? signIn(app, role);
      sessions.set(role, session);
      return session;
    },
    async keyFor(...scopes) {
      const { id } = (await access.listUsers()).find(({ login }) => login === 'admin') ?? { id: '' };
      return (await access.createApiKey(id, { name: scopes.join(), scopes })).secret;
    },
    async close() {
      await service.close();
      await engines.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function signIn(app: Service['app'], login: Role): Promise<SignedIn> {
  const answer = await request(app).post('/v1/sessions').send({ login, password: testPassword }).expect(201);
  const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
  const csrf = String(answer.body.csrfToken);
  return {
    id: String(answer.body.user.id),
    cookie,
    csrf,
    call: (method, path) => request(app)[method](path).set('cookie', cookie).set('x-csrf-token', csrf),
  };
}

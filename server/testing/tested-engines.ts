import { createPostgresDatabase } from './postgres-databases.ts';
import { serviceUrl } from './services/test-services.ts';

/** The PostgreSQL on which the whole suite is to run, or null for the embedded engine: TEST_ENGINE says which. */
export function testedServer(): string | null {
  const engine = process.env.TEST_ENGINE ?? 'embedded';
  if (engine === 'embedded') return null;
  if (engine !== 'postgres') throw new Error(`TEST_ENGINE=${engine} is not known; it is embedded or postgres.`);
  const url = serviceUrl('postgres');
  if (url === null) throw new Error('TEST_ENGINE=postgres needs the address of a server in TEST_DATABASE_URL.');
  return url;
}

/** The engines for one service under test, as its configuration names them; `drop` removes its database. */
export async function testedEngines(): Promise<{
  readonly environment: Readonly<Record<string, string>>;
  drop(): Promise<void>;
}> {
  const server = testedServer();
  if (server === null) return { environment: {}, drop: async () => {} };
  const redis = serviceUrl('redis');
  if (redis === null) throw new Error('TEST_ENGINE=postgres needs the address of a Redis in TEST_REDIS_URL.');
  const { url, drop } = await createPostgresDatabase(server);
  return { environment: { DATABASE_URL: url, REDIS_URL: redis }, drop };
}

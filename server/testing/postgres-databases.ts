import { randomUUID } from 'node:crypto';
import { migrate } from '../../migrations/migrate.ts';
import { postgresDatabase } from '../adapters/postgres/postgres-database.ts';
import type { Database, Executor } from '../ports/database.ts';
import { templateKey } from './database-template.ts';
import { silentLog } from './silent-log.ts';

/** A database on a test server, for one test or file of tests. */
export interface PostgresTestDatabase {
  readonly url: string;
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>;
}

const TEMPLATE_LOCK = 7_305_118_245;

/** The same server and user, another database. */
function urlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

const connect = (url: string, poolSize: number): Database =>
  postgresDatabase({ url, log: silentLog, poolSize, applicationName: 'agent-coach tests' });

async function onServer<T>(server: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = connect(server, 1);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** On a connection of its own: a database is not made or renamed inside a transaction, so the lock is the session's. */
async function holdingTemplateLock(server: string, work: (database: Database) => Promise<void>): Promise<void> {
  await onServer(server, async (database) => {
    await database.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    await work(database);
  });
}

const exists = async (executor: Executor, name: string): Promise<boolean> =>
  (await executor.query('select from pg_database where datname = $1', [name])).rowCount > 0;

const freshName = (): string => `coach_test_${randomUUID().replaceAll('-', '')}`;

const templateName = async (): Promise<string> => `coach_template_${await templateKey()}`;

/** Migrated under another name first: a template that was killed while it was made must not be copied. */
async function makeTemplate(server: string, name: string): Promise<void> {
  await holdingTemplateLock(server, async (database) => {
    if (await exists(database, name)) return;
    const unfinished = freshName();
    await database.query(`create database ${unfinished}`);
    await onServer(urlOf(server, unfinished), migrate);
    await database.query(`alter database ${unfinished} rename to ${name}`);
  });
}

async function templateOn(server: string): Promise<string> {
  const name = await templateName();
  if (!(await onServer(server, (database) => exists(database, name)))) await makeTemplate(server, name);
  return name;
}

/** A fresh database on that server: migrated and without rows, or with nothing in it at all. */
export async function createPostgresDatabase(
  server: string,
  content: 'migrated' | 'nothing' = 'migrated',
): Promise<PostgresTestDatabase> {
  const template = content === 'migrated' ? await templateOn(server) : 'template0';
  const name = freshName();
  await onServer(server, (database) => database.query(`create database ${name} template ${template}`));
  return {
    url: urlOf(server, name),
    drop: () =>
      onServer(server, async (database) => {
        await database.query(`drop database if exists ${name} with (force)`);
      }),
  };
}

/** A fresh, migrated database on that server; closing it removes it. */
export async function openPostgresTestDatabase(server: string, poolSize = 6): Promise<Database> {
  const { url, drop } = await createPostgresDatabase(server);
  const database = connect(url, poolSize);
  return {
    ...database,
    async close() {
      await database.close();
      await drop();
    },
  };
}

import { join } from 'node:path';
import { bullJobQueue } from './adapters/bull/bull-job-queue.ts';
import { httpChatModel } from './adapters/http-chat/http-chat-model.ts';
import { httpEmbedder } from './adapters/http-embeddings/http-embedder.ts';
import { httpTranscriber } from './adapters/http-transcriber/http-transcriber.ts';
import { inProcessWakeUps } from './adapters/in-process/in-process-wake-ups.ts';
import { langchainChatModel } from './adapters/langchain-chat/langchain-chat-model.ts';
import { type Neo4jConnection, openNeo4j } from './adapters/neo4j/neo4j-connection.ts';
import { neo4jGraphIndex } from './adapters/neo4j/neo4j-graph-index.ts';
import { neo4jGraphProjection } from './adapters/neo4j/neo4j-graph-projection.ts';
import { createNeo4jProjector, neo4jProjectionName } from './adapters/neo4j/neo4j-projector.ts';
import { openIdProvider } from './adapters/openid-client/open-id-provider.ts';
import { pgBossJobQueue } from './adapters/pgboss/pg-boss-job-queue.ts';
import { acquireDirectoryLock } from './adapters/pglite/directory-lock.ts';
import { openPgliteDatabase } from './adapters/pglite/pglite-database.ts';
import { pgvectorIndex } from './adapters/pgvector/pgvector-index.ts';
import { postgresDatabase } from './adapters/postgres/postgres-database.ts';
import { redisSharedCounts } from './adapters/redis/redis-shared-counts.ts';
import { redisWakeUps } from './adapters/redis/redis-wake-ups.ts';
import type { Config } from './config.ts';
import type { CountIn } from './http/rate-limits.ts';
import { createSharedLimits } from './http/shared-limits.ts';
import type { ChatModel } from './ports/chat-model.ts';
import type { Database } from './ports/database.ts';
import type { Embedder } from './ports/embedder.ts';
import type { GraphIndex } from './ports/graph-index.ts';
import type { GraphProjection } from './ports/graph-projection.ts';
import type { IdentityProvider } from './ports/identity-provider.ts';
import type { JobQueue } from './ports/job-queue.ts';
import type { Logger } from './ports/logger.ts';
import type { Transcriber } from './ports/transcriber.ts';
import type { VectorIndex } from './ports/vector-index.ts';
import type { WakeUps } from './ports/wake-ups.ts';

/** The records; `close` lets them go, and the data folder where it was held. */
interface OpenDatabase {
  readonly database: Database;
  close(): Promise<void>;
}

/** The records for a process that keeps the data folder under its lock. `command` names the folder's owner. */
export function openDatabase(config: Config, log: Logger, command: string): Promise<OpenDatabase> {
  return underLock(config, command, () => engineOf(config, log, config.DATABASE_CONNECTIONS));
}

const commandConnections = 2;

/** The records for a command: PostgreSQL while services work on it, the embedded database when none does. */
export async function openRecords(config: Config, log: Logger, command: string): Promise<OpenDatabase> {
  const open = () => engineOf(config, log, commandConnections);
  if (config.DATABASE_URL === undefined) return underLock(config, command, open);
  const database = await open();
  return { database, close: () => database.close() };
}

/** What DATABASE_URL names, else the embedded database in the data folder. */
async function engineOf({ DATABASE_URL, DATA_DIR }: Config, log: Logger, poolSize: number): Promise<Database> {
  return DATABASE_URL === undefined
    ? openPgliteDatabase({ directory: join(DATA_DIR, 'db') })
    : postgresDatabase({ url: DATABASE_URL, log, poolSize });
}

async function underLock(config: Config, command: string, open: () => Promise<Database>): Promise<OpenDatabase> {
  const lock = await acquireDirectoryLock(config.DATA_DIR, command);
  try {
    const database = await open();
    return {
      database,
      async close() {
        await database.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Hints between the processes of one installation; `installation` keeps those that share a Redis apart. */
export function openWakeUps({ REDIS_URL }: Config, installation: string, log: Logger) {
  if (REDIS_URL === undefined) return { wakeUps: inProcessWakeUps(), close: async () => {} };
  const shared = redisWakeUps({ url: REDIS_URL, prefix: prefixOf(installation), log });
  return { wakeUps: shared as WakeUps, close: () => shared.close() };
}

/** Where requests are counted against their limits: with the other processes where they share a Redis, else in this one. */
export function openRequestCounts({ REDIS_URL }: Config, installation: string, log: Logger) {
  if (REDIS_URL === undefined) return { countIn: (() => undefined) as CountIn, close: async () => {} };
  const counts = redisSharedCounts({ url: REDIS_URL, prefix: prefixOf(installation), log });
  const limits = createSharedLimits(counts);
  return {
    countIn: limits.countIn as CountIn,
    async close() {
      limits.close();
      await counts.close();
    },
  };
}

export function openJobQueue({ REDIS_URL }: Config, database: Database, installation: string, log: Logger): JobQueue {
  return REDIS_URL === undefined
    ? pgBossJobQueue({ database, log })
    : bullJobQueue({ redisUrl: REDIS_URL, prefix: prefixOf(installation), log });
}

/** A model that embeds texts, and where the vectors are kept; null when none is configured. */
export function openEmbeddings(
  { EMBEDDINGS_URL, EMBEDDINGS_MODEL, EMBEDDINGS_API_KEY, EMBEDDINGS_INPUT }: Config,
  database: Database,
): { readonly embedder: Embedder; readonly vectors: VectorIndex } | null {
  if (EMBEDDINGS_URL === undefined || EMBEDDINGS_MODEL === undefined) return null;
  const embedder = httpEmbedder({
    url: EMBEDDINGS_URL,
    model: EMBEDDINGS_MODEL,
    apiKey: EMBEDDINGS_API_KEY,
    input: EMBEDDINGS_INPUT,
  });
  return { embedder, vectors: pgvectorIndex(database) };
}

/** The published graph in a server of its own. */
export interface GraphServer {
  /** Under which decisions that it could not take in are listed. */
  readonly name: string;
  readonly projection: GraphProjection;
  /** The graph as of a position of the log. */
  graphAt(position: () => number): GraphIndex;
  close(): Promise<void>;
}

interface GraphServerNeeds {
  readonly database: Database;
  readonly installation: string;
  readonly wakeUps: WakeUps;
  readonly log: Logger;
  /** Brings the server's schema up to date. */
  readonly migrate: (connection: Neo4jConnection) => Promise<unknown>;
}

/** Does not wait for the server, which may be away; null when none is configured. */
export function openGraphServer(config: Config, needs: GraphServerNeeds): GraphServer | null {
  if (config.NEO4J_URL === undefined) return null;
  const { installation: graph, migrate, ...others } = needs;
  const user = config.NEO4J_PASSWORD === undefined ? undefined : config.NEO4J_USER;
  const connection = openNeo4j({ url: config.NEO4J_URL, user, password: config.NEO4J_PASSWORD });
  const projection = createNeo4jProjector({
    ...others,
    connection,
    graph,
    projection: neo4jGraphProjection(connection, graph),
    migrate: () => migrate(connection),
  });
  return {
    name: neo4jProjectionName,
    projection,
    graphAt: (upTo) => neo4jGraphIndex({ connection, graph, upTo }),
    close: () => connection.close(),
  };
}

const prefixOf = (installation: string): string => `agent-coach:${installation}`;

/** What TRANSCRIPTION_URL names; null: nothing transcribes recordings. */
export function openTranscriber(config: Config): Transcriber | null {
  return config.TRANSCRIPTION_URL === undefined
    ? null
    : httpTranscriber({
        url: config.TRANSCRIPTION_URL,
        model: config.TRANSCRIPTION_MODEL,
        apiKey: config.TRANSCRIPTION_API_KEY,
        format: config.TRANSCRIPTION_FORMAT,
        timeoutMs: config.TRANSCRIPTION_TIMEOUT_SECONDS * 1_000,
      });
}

/** Where people sign in besides here; null: nowhere. */
export function openIdentityProvider(config: Config): IdentityProvider | null {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, PUBLIC_URL } = config;
  if (OIDC_ISSUER === undefined || OIDC_CLIENT_ID === undefined || PUBLIC_URL === undefined) return null;
  return openIdProvider({
    issuer: OIDC_ISSUER,
    clientId: OIDC_CLIENT_ID,
    clientSecret: config.OIDC_CLIENT_SECRET ?? null,
    redirectUrl: new URL('/', PUBLIC_URL).href,
    scopes: config.OIDC_SCOPES,
    loginClaim: config.OIDC_LOGIN_CLAIM,
    rolesClaim: config.OIDC_ROLES_CLAIM,
    clockSkewSeconds: config.OIDC_CLOCK_SKEW_SECONDS,
  });
}

/** What CHAT_URL or CHAT_MODEL_MODULE names; null: nothing composes. */
export function openChatModel(config: Config): ChatModel | null {
  const timeoutMs = config.CHAT_TIMEOUT_MS;
  if (config.CHAT_MODEL_MODULE !== undefined)
    return langchainChatModel({ module: config.CHAT_MODEL_MODULE, options: config.CHAT_MODEL_OPTIONS, timeoutMs });
  if (config.CHAT_URL === undefined || config.CHAT_MODEL === undefined) return null;
  return httpChatModel({ url: config.CHAT_URL, model: config.CHAT_MODEL, apiKey: config.CHAT_API_KEY, timeoutMs });
}

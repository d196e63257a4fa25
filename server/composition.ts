import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import type { IngestSettings } from '../ingest/ports.ts';
import { knownSchemaVersion, migrate, refuseOutdatedProgram } from '../migrations/migrate.ts';
import { migrateCypher } from '../migrations/migrate-cypher.ts';
import { memoryGraphIndex } from './adapters/memory/memory-graph-index.ts';
import type { Config } from './config.ts';
import { openDatabase, openGraphServer, openJobQueue, openWakeUps } from './engines.ts';
import { preferringGraphIndex } from './graph/preferring-graph-index.ts';
import { createApp } from './http/app.ts';
import { createIdempotency } from './http/idempotency.ts';
import { createMetrics } from './http/metrics.ts';
import { openApiDocument, openApiRoute } from './http/openapi.ts';
import type { Route } from './http/route.ts';
import { keysFingerprint, refuseOtherKeys } from './installation-secrets.ts';
import { readInstitution } from './institution.ts';
import { createLeases, type Leases } from './jobs/lease.ts';
import { startOutboxRelay } from './jobs/outbox-relay.ts';
import { loadKeysOf } from './keys-of-database.ts';
import { type AccessService, accessRoutes, createAccessService } from './modules/access/index.ts';
import { auditRoutes, createHeadLog, headRoutes } from './modules/audit/index.ts';
import {
  type CallsService,
  callsRoutes,
  createCallRedaction,
  createCallsService,
  practiceCallsRoutes,
  recordExposures,
  recordGap,
} from './modules/calls/index.ts';
import { feedRoutes } from './modules/feed/index.ts';
import { graphRoutes } from './modules/graph/index.ts';
import { createGuide, createVersionContents, type Guide, guidanceRoutes } from './modules/guidance/index.ts';
import { healthRoutes } from './modules/health/index.ts';
import {
  createIngestRunsService,
  createSpool,
  type IngestRunsService,
  ingestRunsRoutes,
} from './modules/ingest-runs/index.ts';
import { itemsRoutes } from './modules/items/index.ts';
import { jobsRoutes, watchJobs } from './modules/jobs/index.ts';
import { createProposalsService, type ProposalsService, proposalsRoutes } from './modules/proposals/index.ts';
import { createReplica, projectionOf, replicasRoutes } from './modules/replicas/index.ts';
import { createRetriever, type Retriever } from './modules/retrieval/index.ts';
import { createSourcesStore, sourcesRoutes } from './modules/sources/index.ts';
import type { Database } from './ports/database.ts';
import type { Logger } from './ports/logger.ts';
import { createProjections, type Projections } from './projections.ts';
import { createDueBoundaries, createKeyedHash } from './publishing/index.ts';

/** The running service, put together; `close` stops everything in order. */
export interface Service extends RunningProcess {
  readonly database: Database;
  readonly access: AccessService;
  readonly ingestRuns: IngestRunsService;
  readonly proposals: ProposalsService;
  readonly calls: CallsService;
  readonly guide: Guide;
  readonly retriever: Retriever;
  readonly projections: Projections;
  readonly leases: Leases;
  /** Names this process among those on its database. */
  readonly replicaId: string;
  /** Lets the command line on this computer in. */
  readonly localToken: string;
}

/** A process that answers over HTTP, be it only how it is. */
export interface RunningProcess {
  readonly app: Express;
  close(): Promise<void>;
}

const manyEntries = 1_000;
const graphAnswerMs = 2_000;
/** After this long without an answer about the log's head, the database counts as away. */
const databaseAnswerMs = 1_000;
/** Requests wait longer: a busy database answers late, and a refusal costs its caller another request. */
const identifyMs = 3_000;
const consoleDirectory = fileURLToPath(new URL('../admin-ui/dist', import.meta.url));

/** What every process of an installation stands on, whatever its role. */
async function openFoundation(config: Config, log: Logger, command: string) {
  const institution = await readInstitution(config.INSTITUTION_FILE);
  const { database, close } = await openDatabase(config, log, command);
  try {
    // Before anything is written: a process with other keys must not even migrate.
    const secrets = await loadKeysOf(database, config.SECRETS_FILE);
    const { ahead } = await migrate(database, { alone: config.DATABASE_URL === undefined });
    if (ahead.length > 0) log.info({ ahead }, 'a newer version has expanded the schema; this one runs on it');
    await refuseOtherKeys(database, secrets);
    const hash = createKeyedHash(secrets.hashKey);
    const installation = keysFingerprint(secrets).slice(0, 16);
    const hints = openWakeUps(config, installation, log);
    const { wakeUps } = hints;
    const pseudonyms = createKeyedHash(secrets.pseudonymKey);
    const sources = createSourcesStore(database, hash);
    const proposals = createProposalsService(database, hash, wakeUps);
    const settings: Omit<IngestSettings, 'verbatim'> = {
      timeZone: config.INSTITUTION_TZ,
      pseudonym: (customerId) => pseudonyms.of(customerId).slice(0, 32),
      ownContacts: institution.contacts,
    };
    const spool = createSpool({ directory: config.SPOOL_DIR, installation, database });
    const ingestRuns = createIngestRunsService({ database, sources, proposals, spool, wakeUps, settings, log });
    const graphServer = openGraphServer(config, { database, installation, wakeUps, log, migrate: migrateCypher });
    return {
      config,
      log,
      institution,
      graphServer,
      database,
      secrets,
      hash,
      wakeUps,
      proposals,
      ingestRuns,
      metrics: createMetrics(),
      replicaId: `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`,
      installation,
      async close() {
        await graphServer?.close();
        await hints.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Foundation = Awaited<ReturnType<typeof openFoundation>>;

/** Enters this process among those on its database, and keeps to what the schema has become meanwhile. */
async function enterReplica({ config, database, replicaId, log }: Foundation, position: () => number) {
  const replica = createReplica({
    database,
    id: replicaId,
    role: config.ROLE,
    schemaVersion: await knownSchemaVersion(),
    position,
    log,
  });
  await replica.start();
  await refuseOutdatedProgram(database);
  return replica;
}

/** Does the installation's jobs in this process, and feeds the graph server. */
async function startWork(foundation: Foundation) {
  const { config, database, graphServer, installation, wakeUps, ingestRuns, metrics, log } = foundation;
  if (graphServer) {
    const { projection } = graphServer;
    projection.start();
    metrics.gauge(
      'graph_server_position',
      'Last decision that the graph server is known to hold',
      () => projection.position,
    );
    metrics.gauge('graph_server_behind', 'Decisions that the graph server had yet to take in when last seen', () =>
      projection.lag(),
    );
  }
  const queue = openJobQueue(config, database, installation, log);
  await queue.start();
  const relay = startOutboxRelay({ database, queue, wakeUps, log });
  await ingestRuns.startWorker(queue, { ingest: config.INGEST_CONCURRENCY, mining: config.MINING_CONCURRENCY });
  return {
    async stop() {
      ingestRuns.interrupt();
      await relay.stop();
      await queue.stop();
      await graphServer?.projection.stop();
    },
  };
}

/** What the edge needs whatever the routes are. */
function edgeOf({ config, database, metrics, log }: Foundation) {
  const access = createAccessService(database);
  return {
    access,
    options: {
      authenticator: access,
      idempotency: createIdempotency(database),
      metrics,
      log,
      localToken: randomBytes(32).toString('base64url'),
      requestsPerMinute: config.REQUESTS_PER_MINUTE,
      trustedProxies: config.TRUST_PROXY,
      secureCookies: config.SECURE_COOKIES,
      ...(config.DATABASE_URL === undefined ? {} : { identifyMs }),
    },
  };
}

/** A process that does jobs and answers only how it is. */
export async function composeWorker(config: Config, log: Logger, command: string): Promise<RunningProcess> {
  const foundation = await openFoundation(config, log, command);
  const { database, graphServer, metrics } = foundation;
  let closing = false;
  const replica = await enterReplica(foundation, () => graphServer?.projection.position ?? 0);
  const routes = healthRoutes({ database, projector: null, metrics, isClosing: () => closing });
  const work = await startWork(foundation);
  const stopWatching = watchJobs(database, metrics, log);
  return {
    app: createApp({ routes, ...edgeOf(foundation).options }),
    async close() {
      closing = true;
      stopWatching();
      await work.stop();
      await replica.stop();
      await foundation.close();
    },
  };
}

/** Joins adapters to ports and modules to each other. `command` names the owner of the data folder. */
export async function composeService(config: Config, log: Logger, command: string): Promise<Service> {
  const foundation = await openFoundation(config, log, command);
  const { institution, database, graphServer, hash, wakeUps, proposals, ingestRuns, metrics, replicaId } = foundation;
  const projections = await createProjections({
    database,
    wakeUps,
    log,
    directory: config.DATA_DIR,
    name: projectionOf(replicaId),
    // The embedded database is one queue of statements, where a slow one holds up the others and is no sign of anything.
    ...(config.DATABASE_URL === undefined ? {} : { answerMs: databaseAnswerMs }),
  });
  const { state, textIndex, mentions, projector } = projections;
  const { access, options: edge } = edgeOf(foundation);

  // What an agent waits for is asked of this process's own memory; whoever explores asks the graph server, if there is one.
  const memoryGraph = memoryGraphIndex(state);
  const graph = preferringGraphIndex(graphServer?.graphAt(() => state.position) ?? null, memoryGraph, {
    position: () => state.position,
    // A process that does not feed the graph server learns from its answers whether it is current.
    isCurrent: (position) => config.ROLE === 'web' || graphServer?.projection.isCurrent(position) === true,
    timeoutMs: graphAnswerMs,
    log,
  });
  const retriever = createRetriever({ textIndex, graphIndex: memoryGraph, state, mentions });
  const contents = createVersionContents(database);
  const guide = createGuide({ retriever, textIndex, state, contents });
  const redaction = createCallRedaction(institution.contacts, foundation.secrets.memoryKey);
  const calls = createCallsService({
    database,
    state,
    projector,
    guide,
    wakeUps,
    log,
    owner: replicaId,
    listening: {
      redaction,
      products: projections.productsIn,
      language: (text) => (/\p{Script=Han}/u.test(text) ? 'zh-Hans' : 'en'),
    },
  });

  const boundaries = createDueBoundaries(database, log);
  const reconcile = () => {
    calls
      .reconcile()
      .catch((error) => log.warn({ err: error }, 'open calls were not reconciled; the next decision or boundary will'));
  };
  projector.onApplied(() => {
    boundaries.refresh();
    reconcile();
  });
  boundaries.onDue(reconcile);
  projector.onApplied(({ entries }) => {
    // The embedded database keeps no statistics by itself, and plans badly for tables that it believes to be small.
    if (entries >= manyEntries)
      database.query('analyze').catch((error) => log.warn({ err: error }, 'statistics were not taken'));
  });

  let closing = false;
  const replica = await enterReplica(foundation, () => state.position);
  const routes: Route[] = [
    ...accessRoutes(access, { name: institution.name, timeZone: config.INSTITUTION_TZ }),
    ...sourcesRoutes(database),
    ...ingestRunsRoutes(ingestRuns, database),
    ...proposalsRoutes(proposals, database),
    ...itemsRoutes(database, hash, state, wakeUps),
    ...guidanceRoutes({
      guide,
      state,
      projector,
      redact: redaction.redactOnce,
      records: {
        shown: (principal, position, cards) =>
          database.transaction((tx) =>
            recordExposures(tx, { callId: null, principal: principal.id, agentId: null, position }, cards),
          ),
        gap: (question, context) => recordGap(database, { question, callId: null, language: null, context }),
      },
    }),
    ...callsRoutes({ calls, database, projector, wakeUps }),
    ...practiceCallsRoutes(database),
    ...feedRoutes(database, projector),
    ...graphRoutes({ database, state, graph }),
    ...jobsRoutes({
      database,
      wakeUps,
      async replay(projection, position) {
        if (projection === graphServer?.name) {
          await graphServer.projection.replay(position);
          return 'taken_in';
        }
        if (projection !== projectionOf(replicaId)) return 'elsewhere';
        return (await projector.replay(position)) ? 'taken_in' : 'still_set_aside';
      },
    }),
    ...replicasRoutes(database),
    ...headRoutes(database, foundation.secrets.signing),
    ...auditRoutes({
      database,
      hash,
      projector,
      state,
      textIndex,
      rebuild: projections.rebuild,
      graphServer: graphServer?.projection ?? null,
    }),
    ...healthRoutes({ database, projector, metrics, isClosing: () => closing }),
  ];
  metrics.gauge('published_log_position', 'Last decision applied in this process', () => state.position);
  metrics.gauge(
    'published_log_lag_seconds',
    'How long ago this process last knew that it was at the head of the log',
    () => projector.lagMs() / 1_000,
  );
  metrics.gauge('indexed_versions', 'Versions in the text index', () => textIndex.size);

  metrics.gauge(
    'withheld_items',
    'Items withheld because a decision on them could not be taken in',
    () => state.withheld().size,
  );

  const app = createApp({
    routes: [...routes, openApiRoute(() => openApiDocument(routes))],
    ...edge,
    ...(existsSync(consoleDirectory) ? { consoleDirectory } : {}),
  });

  await projector.start();
  boundaries.refresh();
  // What was decided while no process was there to see it.
  await calls.reconcile();
  const stopReconciling = calls.follow();
  const headLog = createHeadLog(database, foundation.secrets.signing, log);
  headLog.start();
  const stopWatching = watchJobs(database, metrics, log);
  const work = config.ROLE === 'all' ? await startWork(foundation) : null;

  return {
    app,
    database,
    access,
    ingestRuns,
    proposals,
    calls,
    guide,
    retriever,
    projections,
    leases: createLeases(database),
    replicaId,
    localToken: edge.localToken,
    async close() {
      closing = true;
      boundaries.stop();
      stopReconciling();
      stopWatching();
      await work?.stop();
      await headLog.stop();
      await projections
        .saveSnapshot()
        .catch((error) =>
          log.warn({ err: error }, 'the text index snapshot was not written; the next start takes longer'),
        );
      await projector.stop();
      await replica.stop();
      await foundation.close();
    },
  };
}

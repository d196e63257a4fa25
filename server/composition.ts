import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import type { IngestSettings } from '../ingest/ports.ts';
import { migrate } from '../migrations/migrate.ts';
import { inProcessWakeUps } from './adapters/in-process/in-process-wake-ups.ts';
import { memoryGraphIndex } from './adapters/memory/memory-graph-index.ts';
import { pgBossJobQueue } from './adapters/pgboss/pg-boss-job-queue.ts';
import { acquireDirectoryLock } from './adapters/pglite/directory-lock.ts';
import { openPgliteDatabase } from './adapters/pglite/pglite-database.ts';
import type { Config } from './config.ts';
import { createApp } from './http/app.ts';
import { createIdempotency } from './http/idempotency.ts';
import { createMetrics } from './http/metrics.ts';
import { openApiDocument, openApiRoute } from './http/openapi.ts';
import type { Route } from './http/route.ts';
import { loadSecrets } from './installation-secrets.ts';
import { readInstitution } from './institution.ts';
import { startOutboxRelay } from './jobs/outbox-relay.ts';
import { type AccessService, accessRoutes, createAccessService } from './modules/access/index.ts';
import { auditRoutes } from './modules/audit/index.ts';
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
import { createGuide, createVersionContents, type Guide, guidanceRoutes } from './modules/guidance/index.ts';
import { healthRoutes } from './modules/health/index.ts';
import {
  createIngestRunsService,
  createSpool,
  type IngestRunsService,
  ingestRunsRoutes,
} from './modules/ingest-runs/index.ts';
import { itemsRoutes } from './modules/items/index.ts';
import { createProposalsService, type ProposalsService, proposalsRoutes } from './modules/proposals/index.ts';
import { createRetriever, type Retriever } from './modules/retrieval/index.ts';
import { createSourcesStore, sourcesRoutes } from './modules/sources/index.ts';
import type { Database } from './ports/database.ts';
import type { Logger } from './ports/logger.ts';
import { createProjections, type Projections } from './projections.ts';
import { createDueBoundaries, createKeyedHash } from './publishing/index.ts';

/** The running service, put together; `close` stops everything in order. */
export interface Service {
  readonly app: Express;
  readonly database: Database;
  readonly access: AccessService;
  readonly ingestRuns: IngestRunsService;
  readonly proposals: ProposalsService;
  readonly calls: CallsService;
  readonly guide: Guide;
  readonly retriever: Retriever;
  readonly projections: Projections;
  /** Lets the command line on this computer in. */
  readonly localToken: string;
  close(): Promise<void>;
}

const manyEntries = 1_000;
const consoleDirectory = fileURLToPath(new URL('../admin-ui/dist', import.meta.url));

/** Joins adapters to ports and modules to each other, on the embedded engines. `command` names the owner of the data folder. */
export async function composeService(config: Config, log: Logger, command: string): Promise<Service> {
  const institution = await readInstitution(config.INSTITUTION_FILE);
  const lock = await acquireDirectoryLock(config.DATA_DIR, command);
  const database = await openPgliteDatabase({ directory: join(config.DATA_DIR, 'db') });
  await migrate(database);
  const secrets = await loadSecrets(config.DATA_DIR);
  const hash = createKeyedHash(secrets.hashKey);
  const pseudonyms = createKeyedHash(secrets.pseudonymKey);

  const wakeUps = inProcessWakeUps();
  const metrics = createMetrics();
  const projections = await createProjections({ database, wakeUps, log, directory: config.DATA_DIR });
  const { state, textIndex, mentions, projector } = projections;

  const access = createAccessService(database);
  const sources = createSourcesStore(database, hash);
  const proposals = createProposalsService(database, hash, wakeUps);
  const settings: Omit<IngestSettings, 'verbatim'> = {
    timeZone: config.INSTITUTION_TZ,
    pseudonym: (customerId) => pseudonyms.of(customerId).slice(0, 32),
    ownContacts: institution.contacts,
  };
  const spool = createSpool(join(config.DATA_DIR, 'spool'), database);
  const ingestRuns = createIngestRunsService({ database, sources, proposals, spool, wakeUps, settings, log });

  const retriever = createRetriever({ textIndex, graphIndex: memoryGraphIndex(state), state, mentions });
  const contents = createVersionContents(database);
  const guide = createGuide({ retriever, textIndex, state, contents });
  const redaction = createCallRedaction(institution.contacts);
  const calls = createCallsService({
    database,
    state,
    projector,
    guide,
    wakeUps,
    log,
    owner: `${process.pid}:${randomUUID()}`,
    listening: {
      redact: redaction.redact,
      forget: redaction.forget,
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

  const queue = pgBossJobQueue({ database, log });
  const localToken = randomBytes(32).toString('base64url');
  let closing = false;
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
    ...auditRoutes({ database, hash, projector, state, textIndex, rebuild: projections.rebuild }),
    ...healthRoutes({ database, projector, metrics, isClosing: () => closing }),
  ];
  metrics.gauge('published_log_position', 'Last decision applied in this process', () => state.position);
  metrics.gauge(
    'published_log_lag_seconds',
    'How long ago this process last knew that it was at the head of the log',
    () => projector.lagMs() / 1_000,
  );
  metrics.gauge('indexed_versions', 'Versions in the text index', () => textIndex.size);

  const app = createApp({
    routes: [...routes, openApiRoute(() => openApiDocument(routes))],
    authenticator: access,
    idempotency: createIdempotency(database),
    metrics,
    log,
    localToken,
    requestsPerMinute: config.REQUESTS_PER_MINUTE,
    trustedProxies: config.TRUST_PROXY,
    secureCookies: config.SECURE_COOKIES,
    ...(existsSync(consoleDirectory) ? { consoleDirectory } : {}),
  });

  await projector.start();
  boundaries.refresh();
  // What was decided while no process was there to see it.
  await calls.reconcile();
  await queue.start();
  const relay = startOutboxRelay({ database, queue, wakeUps, log });
  await ingestRuns.startWorker(queue);

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
    localToken,
    async close() {
      closing = true;
      boundaries.stop();
      ingestRuns.interrupt();
      await relay.stop();
      await queue.stop();
      await projections
        .saveSnapshot()
        .catch((error) =>
          log.warn({ err: error }, 'the text index snapshot was not written; the next start takes longer'),
        );
      await projector.stop();
      await database.close();
      await lock.release();
    },
  };
}

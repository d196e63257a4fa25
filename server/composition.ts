import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import { redactIdentifier, redactStaffName } from '../ingest/index.ts';
import type { IngestSettings } from '../ingest/ports.ts';
import { knownSchemaVersion, migrate, refuseOutdatedProgram } from '../migrations/migrate.ts';
import { migrateCypher } from '../migrations/migrate-cypher.ts';
import { accessOptions } from './access-options.ts';
import { memoryGraphIndex } from './adapters/memory/memory-graph-index.ts';
import { miningThreads } from './adapters/mining-threads/mining-threads.ts';
import { parserProcess } from './adapters/parser-process/parser-process.ts';
import { childRecordingDecoder } from './adapters/recording-decoder/child-recording-decoder.ts';
import type { Config } from './config.ts';
import {
  openChatModel,
  openDatabase,
  openEmbeddings,
  openGraphServer,
  openIdentityProvider,
  openJobQueue,
  openRequestCounts,
  openTranscriber,
  openWakeUps,
} from './engines.ts';
import { preferringGraphIndex } from './graph/preferring-graph-index.ts';
import { createApp } from './http/app.ts';
import { createIdempotency } from './http/idempotency.ts';
import { createMetrics } from './http/metrics.ts';
import { apiVersion, openApiDocument, openApiRoute } from './http/openapi.ts';
import type { Route } from './http/route.ts';
import { keysFingerprint, refuseOtherKeys } from './installation-secrets.ts';
import { readInstitution } from './institution.ts';
import { createLeases, freeLeases, type Leases } from './jobs/lease.ts';
import { startOutboxRelay } from './jobs/outbox-relay.ts';
import { type OutboxJob, workJobs } from './jobs/work-jobs.ts';
import { loadKeysOf } from './keys-of-database.ts';
import { createMcpEndpoint } from './mcp/mcp-endpoint.ts';
import { type AccessService, accessRoutes, createAccessService } from './modules/access/index.ts';
import { agentsRoutes, createAgentsService } from './modules/agents/index.ts';
import { annotationsRoutes, annotationTasksRoutes, createAnnotationsService } from './modules/annotations/index.ts';
import { attestationsRoutes, createAttestationsService } from './modules/attestations/index.ts';
import { auditRoutes, createHeadLog, headRoutes } from './modules/audit/index.ts';
import {
  type CallsService,
  callsRoutes,
  createCallRedaction,
  createCallsService,
  practiceCallsRoutes,
  recordComposed,
  recordExposures,
  recordGap,
} from './modules/calls/index.ts';
import { changesetsRoutes, createChangesetsService } from './modules/changesets/index.ts';
import { compositionRoutes, openComposition } from './modules/composition/index.ts';
import { curationHealthRoutes } from './modules/curation-health/index.ts';
import { createEmbeddingWork, createLayeredMeaning, createNearestVersions } from './modules/embeddings/index.ts';
import {
  createErasureFollower,
  createErasureService,
  erasureQueue,
  erasureRoutes,
  finishErasure,
} from './modules/erasure/index.ts';
import { evaluationJob, evaluationQueue, evaluationsRoutes, runsRoutes } from './modules/evaluations/index.ts';
import { createFeed, feedRoutes } from './modules/feed/index.ts';
import { feedbackRoutes } from './modules/feedback/index.ts';
import { graphRoutes } from './modules/graph/index.ts';
import {
  createGuide,
  createVersionContents,
  type Guide,
  guidanceRoutes,
  redactedContext,
} from './modules/guidance/index.ts';
import { healthRoutes } from './modules/health/index.ts';
import {
  createIngestRunsService,
  createSpool,
  enqueueDocumentMining,
  type IngestRunsService,
  ingestRunsRoutes,
  miningQueue,
} from './modules/ingest-runs/index.ts';
import { itemsRoutes } from './modules/items/index.ts';
import { jobsRoutes, watchJobs } from './modules/jobs/index.ts';
import { mergesRoutes } from './modules/merges/index.ts';
import { createMiningModel } from './modules/mining-model/index.ts';
import { createMiningRunsService, miningRunsRoutes } from './modules/mining-runs/index.ts';
import { createOutcomesService, outcomesRoutes } from './modules/outcomes/index.ts';
import { createOverlays } from './modules/overlays/index.ts';
import {
  createProposalsService,
  keepWeighing,
  type ProposalsService,
  proposalsRoutes,
  reviewRoutes,
} from './modules/proposals/index.ts';
import {
  createAudioStore,
  createRecordingsService,
  createTranscriptionMeter,
  recordingsRoutes,
} from './modules/recordings/index.ts';
import { referenceRoutes } from './modules/reference/index.ts';
import { createReplica, projectionOf, replicasRoutes } from './modules/replicas/index.ts';
import {
  collectionsRoutes,
  createCollectionRecipes,
  createRetriever,
  type Retriever,
} from './modules/retrieval/index.ts';
import { createSourcesStore, sourcesRoutes } from './modules/sources/index.ts';
import { createWidgetTokens, widgetTokenRoutes } from './modules/widget-tokens/index.ts';
import type { Database } from './ports/database.ts';
import type { Logger } from './ports/logger.ts';
import { createProjections, type Projections } from './projections.ts';
import { createDueBoundaries, createKeyedHash, type KeyedHash } from './publishing/index.ts';

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
    if (config.DATABASE_URL === undefined) await freeLeases(database);
    const hash = createKeyedHash(secrets.hashKey);
    const installation = keysFingerprint(secrets).slice(0, 16);
    const hints = openWakeUps(config, installation, log);
    const { wakeUps } = hints;
    const requestCounts = openRequestCounts(config, installation, log);
    const pseudonyms = createKeyedHash(secrets.pseudonymKey);
    const settings: Omit<IngestSettings, 'verbatim'> = {
      timeZone: config.INSTITUTION_TZ,
      pseudonym: (customerId) => pseudonyms.of(customerId).slice(0, 32),
      ownContacts: institution.contacts,
    };
    const redactReference = (callRef: string) => redactIdentifier(callRef, settings);
    const outcomes = createOutcomesService({
      database,
      redactReference,
      rules: { sources: institution.outcomeSources, repeatContactDays: institution.repeatContactDays },
    });
    const agents = createAgentsService({
      database,
      rules: outcomes.rules,
      minimumCalls: institution.agentMinimumCalls,
      timeZone: config.INSTITUTION_TZ,
      redactName: (text) => redactStaffName(text, settings.ownContacts),
    });
    const sources = createSourcesStore(database, hash, outcomes);
    const proposals = createProposalsService(database, hash, wakeUps);
    const spool = createSpool({ directory: config.SPOOL_DIR, installation, database });
    const recordings = openRecordings(config, { database, hash, installation });
    const parser = parserProcess({
      memoryMb: config.PARSER_MEMORY_MB,
      timeoutSeconds: config.PARSER_TIMEOUT_SECONDS,
      pseudonymKey: secrets.pseudonymKey,
    });
    const failedUploadsHours = config.FAILED_UPLOADS_HOURS;
    const embeddings = openEmbeddings(config, database);
    const ingestRuns = createIngestRunsService({
      database,
      sources,
      proposals,
      spool,
      parser,
      statements: { outcomes, agents },
      recordings: recordings.service,
      failedUploadsHours,
      miningModel: openMiningModel(config, { database, hash }),
      embedder: embeddings?.embedder,
      openCrew: miningThreads({ threads: config.MINING_THREADS }),
      wakeUps,
      settings,
      log,
    });
    const miningRuns = createMiningRunsService({ database, wakeUps, queue: miningQueue, cancelRun: ingestRuns.cancel });
    const graphServer = openGraphServer(config, { database, installation, wakeUps, log, migrate: migrateCypher });
    return {
      config,
      log,
      institution,
      graphServer,
      embeddings,
      database,
      secrets,
      hash,
      wakeUps,
      outcomes,
      agents,
      proposals,
      settings,
      pseudonym: settings.pseudonym,
      redactReference,
      recordings,
      ingestRuns,
      miningRuns,
      metrics: createMetrics(),
      replicaId: `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`,
      installation,
      requestCounts,
      async close() {
        await parser.close();
        await graphServer?.close();
        await hints.close();
        await requestCounts.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The model that mining asks beside its rules, where a switch is on; undefined: rules alone do. */
function openMiningModel(config: Config, { database, hash }: { database: Database; hash: KeyedHash }) {
  const tasks = {
    facts: config.MINING_MODEL === 'on',
    actions: config.MINING_MODEL_ACTIONS === 'on',
    names: config.MINING_MODEL_NAMES === 'on',
  };
  const chat = tasks.facts || tasks.actions || tasks.names ? openChatModel(config) : null;
  if (!chat) return undefined;
  const budget = {
    tokensPerRun: config.MINING_TOKENS_PER_RUN,
    maxTokens: config.CHAT_MAX_TOKENS,
    promptPrice: config.MINING_PROMPT_PRICE,
    answerPrice: config.MINING_ANSWER_PRICE,
  };
  return createMiningModel({ database, hash, chat, budget, tasks });
}

/** Reads the recordings that runs bring, and keeps the audio of those that are to be kept. */
function openRecordings(
  config: Config,
  { database, hash, installation }: { database: Database; hash: KeyedHash; installation: string },
) {
  const budgetMinutes = config.TRANSCRIPTION_BUDGET_MINUTES ?? null;
  const store = createAudioStore({ directory: config.AUDIO_DIR, installation, database });
  const service = createRecordingsService({
    database,
    hash,
    decoder: childRecordingDecoder(),
    transcriber: openTranscriber(config),
    meter: createTranscriptionMeter(database, {
      perMinute: config.TRANSCRIPTION_PRICE_PER_MINUTE ?? null,
      currency: config.TRANSCRIPTION_CURRENCY,
      budgetMinutes,
    }),
    store,
    keepAudio: config.KEEP_AUDIO,
    left: leftChannels[config.RECORDING_CHANNELS ?? 'told'],
    language: config.TRANSCRIPTION_LANGUAGE ?? null,
    longestPieceMs: config.TRANSCRIPTION_PIECE_MINUTES * 60_000,
  });
  return { service, store, budgetMinutes };
}

const leftChannels = { 'agent-left': 'agent', 'customer-left': 'customer', told: null } as const;

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

/** A job that needs what only a process that answers holds: what is in force, in memory. */
interface ProcessJob {
  readonly queue: string;
  readonly handler: (job: OutboxJob) => Promise<void>;
}

/** Does such jobs beside the answering, where workers do the others. */
async function startProcessJobs({ config, database, installation, log }: Foundation, jobs: readonly ProcessJob[]) {
  const queue = openJobQueue(config, database, installation, log);
  await queue.start();
  for (const { queue: name, handler } of jobs) await workJobs({ database, queue, log }, name, handler);
  return { stop: () => queue.stop() };
}

/** Does the installation's jobs in this process, and feeds the graph server. */
async function startWork(foundation: Foundation, jobs: readonly ProcessJob[] = []) {
  const { config, database, graphServer, embeddings, installation, wakeUps, ingestRuns, metrics, log } = foundation;
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
  await workJobs({ database, queue, log }, erasureQueue, (job) =>
    finishErasure({ database, wakeUps, log, embedded: config.DATABASE_URL === undefined }, job),
  );
  for (const { queue: name, handler } of jobs) await workJobs({ database, queue, log }, name, handler);
  await foundation.recordings.service.sweep();
  await ingestRuns.startWorker(queue, { ingest: config.INGEST_CONCURRENCY, mining: config.MINING_CONCURRENCY });
  const embedding =
    embeddings &&
    createEmbeddingWork({
      ...embeddings,
      database,
      leases: createLeases(database),
      wakeUps,
      log,
      owner: foundation.replicaId,
    });
  embedding?.start();
  return {
    async stop() {
      ingestRuns.interrupt();
      await embedding?.stop();
      await relay.stop();
      await queue.stop();
      await graphServer?.projection.stop();
    },
  };
}

/** What the edge needs whatever the routes are. */
function edgeOf({ config, institution, database, requestCounts, metrics, log }: Foundation) {
  const access = createAccessService(database, accessOptions(config, institution, openIdentityProvider(config), log));
  const widgetTokens = createWidgetTokens(database);
  return {
    access,
    widgetTokens,
    options: {
      authenticator: {
        session: access.session,
        principalOfKey: async (secret: string) =>
          (await widgetTokens.principalOf(secret)) ?? (await access.principalOfKey(secret)),
      },
      corsOrigins: config.CORS_ORIGINS,
      idempotency: createIdempotency(database),
      metrics,
      log,
      localToken: randomBytes(32).toString('base64url'),
      countIn: requestCounts.countIn,
      requestLimits: {
        perKey: config.REQUESTS_PER_MINUTE,
        perSession: config.SESSION_REQUESTS_PER_MINUTE,
        perAddress: config.ADDRESS_REQUESTS_PER_MINUTE,
      },
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
  const { access, widgetTokens, options: edge } = edgeOf(foundation);

  // What an agent waits for is asked of this process's own memory; whoever explores asks the graph server, if there is one.
  const memoryGraph = memoryGraphIndex(state);
  const graph = preferringGraphIndex(graphServer?.graphAt(() => state.position) ?? null, memoryGraph, {
    position: () => state.position,
    // A process that does not feed the graph server learns from its answers whether it is current.
    isCurrent: (position) => config.ROLE === 'web' || graphServer?.projection.isCurrent(position) === true,
    timeoutMs: graphAnswerMs,
    log,
  });
  const recipes = createCollectionRecipes(database, log);
  await recipes.start();
  const nearest =
    foundation.embeddings &&
    createNearestVersions({ ...foundation.embeddings, database, log, timeoutMs: config.EMBEDDINGS_TIMEOUT_MS });
  const retrieval = {
    graphIndex: memoryGraph,
    mentions,
    names: projections.names,
    recipeName: recipes.nameOf,
    meaning: nearest,
    threshold: config.CONFIDENCE_THRESHOLD,
  };
  const retriever = createRetriever({ ...retrieval, textIndex, state });
  const contents = createVersionContents(database);
  const guide = createGuide({ retriever, textIndex, state, contents });
  const stopping = new AbortController();
  const asking = {
    database,
    state,
    overlays: createOverlays({
      database,
      retrieval,
      textIndex,
      state,
      contents,
      graphOf: memoryGraphIndex,
      layerMeaning:
        foundation.embeddings && nearest && createLayeredMeaning({ ...foundation.embeddings, database, nearest }),
    }),
    guideOver: createGuide,
    stopping: stopping.signal,
  };
  const { composer, switches } = await openComposition({
    model: openChatModel(config),
    database,
    state,
    metrics,
    log,
    firstTokenMs: config.CHAT_FIRST_TOKEN_MS,
    maxTokens: config.CHAT_MAX_TOKENS,
    tokensPerHour: config.CHAT_TOKENS_PER_HOUR ?? null,
    tokensPerDay: config.CHAT_TOKENS_PER_DAY ?? null,
    secondOpinion: config.CHAT_SECOND_OPINION,
  });
  const redaction = createCallRedaction(institution.contacts, foundation.secrets.memoryKey);
  const calls = createCallsService({
    database,
    state,
    projector,
    guide,
    wakeUps,
    log,
    owner: replicaId,
    pseudonym: foundation.pseudonym,
    redactReference: foundation.redactReference,
    agentSays: foundation.outcomes.agentSays,
    composer,
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

  await foundation.outcomes.applyRules();
  let closing = false;
  const weighing = keepWeighing(database, (err) => log.warn({ err }, 'the review queue was not weighed anew'));
  const replica = await enterReplica(foundation, () => state.position);
  const routes: Route[] = [
    ...accessRoutes(access, { name: institution.name, timeZone: config.INSTITUTION_TZ }),
    ...sourcesRoutes(database),
    ...outcomesRoutes(foundation.outcomes, database),
    ...agentsRoutes(foundation.agents),
    ...ingestRunsRoutes(ingestRuns, database),
    ...miningRunsRoutes(foundation.miningRuns, database),
    ...recordingsRoutes({ database, ...foundation.recordings }),
    ...proposalsRoutes(proposals, database, redaction.redactOnce),
    ...reviewRoutes({ proposals, database, textIndex, state, redact: redaction.redactOnce }),
    ...curationHealthRoutes(database, state),
    ...changesetsRoutes({
      changesets: createChangesetsService({
        ...foundation,
        graph: memoryGraph,
        state,
        timeZone: config.INSTITUTION_TZ,
      }),
      database,
      hash,
      redact: redaction.redactOnce,
    }),
    ...itemsRoutes(database, hash, state, wakeUps, redaction.redactOnce, proposals),
    ...annotationsRoutes({
      annotations: createAnnotationsService({
        database,
        hash,
        redact: redaction.redactOnce,
        blindShare: config.ANNOTATION_BLIND_SHARE,
      }),
      database,
    }),
    ...annotationTasksRoutes({ database, hash, redact: redaction.redactOnce, proposals }),
    ...attestationsRoutes({
      attestations: createAttestationsService({
        database,
        hash,
        proposals,
        redact: redaction.redactOnce,
        redactInCall: redaction.redactBeside,
      }),
      database,
    }),
    ...mergesRoutes({ database, wakeUps, mineAnew: enqueueDocumentMining }),
    ...erasureRoutes({
      erasures: createErasureService({ database, hash, leases: createLeases(database), wakeUps }),
      database,
      pseudonym: foundation.pseudonym,
    }),
    ...guidanceRoutes({
      guide,
      composer,
      state,
      projector,
      redact: redaction.redactOnce,
      redactTalk: redaction.redactTalk,
      records: {
        shown: (principal, position, cards) =>
          database.transaction((tx) =>
            recordExposures(tx, { callId: null, principal: principal.id, agentId: null, position }, cards),
          ),
        composed: ({ cardId, text }) =>
          recordComposed(database, cardId, text).catch((error) => {
            log.warn({ err: error }, 'a composed sentence was not written down, so it is not shown');
            return false;
          }),
        gap: (question, context) => recordGap(database, { question, callId: null, language: null, context }),
      },
    }),
    ...callsRoutes({ calls, database, projector, wakeUps, whileTokenHolds: widgetTokens.whileHolds }),
    ...widgetTokenRoutes(database, widgetTokens),
    ...feedbackRoutes({ database, redaction }),
    ...referenceRoutes({
      database,
      state,
      recordGap: (question, context) =>
        recordGap(database, {
          question: redaction.redactOnce(question),
          callId: null,
          language: null,
          context: redactedContext(context, redaction.redactOnce),
        }),
    }),
    ...practiceCallsRoutes(database),
    ...feedRoutes(createFeed({ database, projector, state, boundaries })),
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
    ...collectionsRoutes(recipes),
    ...compositionRoutes(switches),
    ...evaluationsRoutes({ database, redaction }),
    ...runsRoutes({ ...asking, wakeUps }),
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
    mcp: createMcpEndpoint(routes, apiVersion),
    ...edge,
    ...(existsSync(consoleDirectory) ? { consoleDirectory } : {}),
  });

  await projector.start();
  const erasures = createErasureFollower({
    database,
    wakeUps,
    log,
    async forget() {
      await projections.forgetErased();
      contents.forget();
      await redaction.forgetErased(database);
    },
  });
  await erasures.start();
  boundaries.refresh();
  // What was decided while no process was there to see it.
  await calls.reconcile();
  const stopReconciling = calls.follow();
  const headLog = createHeadLog(database, foundation.secrets.signing, log);
  headLog.start();
  const stopWatching = watchJobs(database, metrics, log);
  const jobs: readonly ProcessJob[] = [{ queue: evaluationQueue, handler: evaluationJob(asking) }];
  const work = await (config.ROLE === 'all' ? startWork(foundation, jobs) : startProcessJobs(foundation, jobs));

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
      recipes.stop();
      switches.stop();
      await calls.stopComposing();
      boundaries.stop();
      stopReconciling();
      await erasures.stop();
      await weighing.stop();
      stopWatching();
      stopping.abort();
      await work.stop();
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

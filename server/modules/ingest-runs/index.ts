export { enqueueDocumentMining, enqueueMining } from './enqueue-mining.ts';
export { miningQueue } from './ingest-run.ts';
export type { RunFile, RunView } from './ingest-run-store.ts';
export { ingestRunsRoutes } from './ingest-runs-routes.ts';
export { createIngestRunsService, type IngestRunsService } from './ingest-runs-service.ts';
export { createSpool } from './spool.ts';

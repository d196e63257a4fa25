export { evidenceViewSchema, readEvidence } from './evidence-views.ts';
export { createMiningStore, type MiningStore } from './mining-store.ts';
export { sourcesRoutes } from './sources-routes.ts';
export { createSourcesStore, type PlacedSource, type SourcesStore, type StoreOutcome } from './sources-store.ts';

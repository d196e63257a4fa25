export { evidenceViewSchema, readEvidence } from './evidence-views.ts';
export { sourcesRoutes } from './sources-routes.ts';
export { createSourcesStore, type SourcesStore, type StoreResult } from './sources-store.ts';

export { createEmbeddingWork, type EmbeddingWork } from './embed-versions.ts';
export { createNearestVersions } from './nearest-versions.ts';

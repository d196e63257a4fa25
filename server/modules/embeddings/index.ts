export { circuitBreaker } from './circuit-breaker.ts';
export { createEmbeddingWork, type EmbeddingWork } from './embed-versions.ts';
export { createLayeredMeaning } from './layered-meaning.ts';
export { createNearestVersions } from './nearest-versions.ts';

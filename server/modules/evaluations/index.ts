export { evaluationsRoutes } from './evaluations-routes.ts';
export { evaluationJob } from './run-evaluation.ts';
export { evaluationQueue } from './run-store.ts';
export { runsRoutes } from './runs-routes.ts';

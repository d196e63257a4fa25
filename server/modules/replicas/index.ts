export { createReplica, projectionOf } from './replica.ts';
export { replicasRoutes } from './replicas-routes.ts';

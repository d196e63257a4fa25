export { changesetsRoutes } from './changesets-routes.ts';
export { createChangesetsService } from './changesets-service.ts';

export { changesetsRoutes } from './changesets-routes.ts';
export { type ChangesetsService, createChangesetsService } from './changesets-service.ts';

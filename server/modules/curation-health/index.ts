export { curationHealthRoutes } from './curation-health-routes.ts';

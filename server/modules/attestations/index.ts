export { attestationsRoutes } from './attestations-routes.ts';
export { createAttestationsService } from './attestations-service.ts';

export { defaultCollection, type OpenBundle } from './open-bundle.ts';
export { proposalsRoutes } from './proposals-routes.ts';
export { createProposalsService, type ProposalsService } from './proposals-service.ts';

export { sealContent, unfinished } from './proposal-rows.ts';
export { proposalsRoutes } from './proposals-routes.ts';
export { createProposalsService, type ProposalsService } from './proposals-service.ts';

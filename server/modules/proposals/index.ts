export { editParts } from './edit-parts.ts';
export { actingRole, isComplete, type ReviewMark, reviewNeeds, strictest } from './proposal.ts';
export { sealContent, unfinished } from './proposal-rows.ts';
export { proposalsRoutes } from './proposals-routes.ts';
export { createProposalsService, type ProposalsService } from './proposals-service.ts';
export { keepWeighing } from './queue-weight.ts';
export { reviewRoutes } from './review-routes.ts';

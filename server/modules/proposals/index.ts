export { proposalsRoutes } from './proposals-routes.ts';
export {
  createProposalsService,
  defaultCollection,
  type OpenBundle,
  type ProposalsService,
  type Proposed,
} from './proposals-service.ts';

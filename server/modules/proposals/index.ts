export { proposalsRoutes } from './proposals-routes.ts';
export {
  createProposalsService,
  defaultCollection,
  type OpenBundle,
  type ProposalsService,
} from './proposals-service.ts';

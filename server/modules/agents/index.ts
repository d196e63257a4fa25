export { namedAgentSchema } from './agent-record.ts';
export { agentsRoutes } from './agents-routes.ts';
export { type AgentsService, createAgentsService } from './agents-service.ts';
export { type RankOptions, rankAgents } from './rank-agents.ts';
export type { JudgedCalls } from './strata.ts';

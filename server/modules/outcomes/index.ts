export { outcomeReportSchema } from './outcome-report.ts';
export { defaultOutcomeRules, type OutcomeRules, outcomeSourcesSchema, trustedSources } from './outcome-rules.ts';
export { outcomesRoutes } from './outcomes-routes.ts';
export { createOutcomesService, type OutcomesService } from './outcomes-service.ts';

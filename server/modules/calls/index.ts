export { readOwnCall } from './call-access.ts';
export { type CallRedaction, createCallRedaction } from './call-redaction.ts';
export { callsRoutes } from './calls-routes.ts';
export { type CallsService, createCallsService } from './calls-service.ts';
export { recordComposed, recordExposures } from './exposures.ts';
export { recordGap } from './gaps.ts';
export { practiceCallsRoutes } from './practice-calls-routes.ts';

export { auditRoutes } from './audit-routes.ts';
export { createHeadLog } from './head-log.ts';
export { headRoutes } from './head-routes.ts';

export { watchJobs } from './jobs-metrics.ts';
export { jobsRoutes } from './jobs-routes.ts';

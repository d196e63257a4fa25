export { graphRoutes } from './graph-routes.ts';

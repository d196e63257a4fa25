export { annotationTasksRoutes } from './annotation-tasks-routes.ts';
export { annotationsRoutes } from './annotations-routes.ts';
export { createAnnotationsService } from './annotations-service.ts';

export { erasureQueue } from './erasure.ts';
export { erasureRoutes } from './erasure-routes.ts';
export { createErasureService } from './erasure-service.ts';
export { finishErasure } from './finish-erasure.ts';
export { createErasureFollower } from './follow-erasures.ts';

export { feedRoutes } from './feed-routes.ts';
export { createFeed } from './follow-feed.ts';

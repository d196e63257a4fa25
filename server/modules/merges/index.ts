export { conflictDrafts } from './conflict-drafts.ts';
export { documentContext, joinDocument } from './join-document.ts';
export { mergesRoutes } from './merges-routes.ts';

export { createCollectionRecipes } from './collection-recipes.ts';
export { collectionsRoutes } from './collections-routes.ts';
export { createMentionMatcher, type MentionMatcher } from './mention-matcher.ts';
export { questionOf } from './question.ts';
export { createRetriever, type RetrievalHit, type Retriever } from './retrieve.ts';

export { createCollectionRecipes } from './collection-recipes.ts';
export { collectionsRoutes } from './collections-routes.ts';
export type { Meaning } from './meaning.ts';
export { createMentionMatcher, type MentionMatcher } from './mention-matcher.ts';
export { createNameBook, type NameBook, namingKinds } from './other-names.ts';
export { questionOf } from './question.ts';
export { recipeNames } from './recipes.ts';
export {
  createRetriever,
  type RetrievalHit,
  type RetrievalResult,
  type Retriever,
  type RetrieverOptions,
} from './retrieve.ts';

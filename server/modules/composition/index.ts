export { createComposer } from './composer.ts';
export { compositionRoutes } from './composition-routes.ts';
export { checkSentence } from './faithfulness/check-sentence.ts';
export { openComposition } from './open-composition.ts';
export { createTokenBudget } from './token-budget.ts';

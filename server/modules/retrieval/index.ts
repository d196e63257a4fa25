export { confidence, defaultThreshold } from './abstain.ts';
export { createMentionMatcher, type Mention, type MentionEntry, type MentionMatcher } from './mention-matcher.ts';
export { plainQuestion, type Question, type QuestionPart, questionOf } from './question.ts';
export {
  createRetriever,
  type RetrievalHit,
  type RetrievalResult,
  type RetrievalStateView,
  type Retriever,
  type RetrieverOptions,
} from './retrieve.ts';

export type { ComposedCard } from './compose-cards.ts';
export { guidanceRoutes } from './guidance-routes.ts';
export { createGuide, type Guide, type GuideAnswer, type GuideQuestion } from './guide.ts';
export { createVersionContents, type VersionContents } from './version-contents.ts';

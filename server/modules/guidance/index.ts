export type { ComposedCard } from './compose-cards.ts';
export { guidanceRoutes } from './guidance-routes.ts';
export { createGuide, type Guide, type GuideAnswer } from './guide.ts';
export { redactedContext } from './redacted-context.ts';
export { createVersionContents, type VersionContent, type VersionContents, versionKey } from './version-contents.ts';

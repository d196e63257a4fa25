export { type CoachClient, createCoachClient } from './coach-client.ts';
export type { ConnectionState, ServerEvent } from './event-stream.ts';
export { Problem } from './http-client.ts';
export { type ResumedEvent, StreamRefused } from './resumed-events.ts';

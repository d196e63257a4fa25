export { type ConnectionState, followEvents, readEvents, retryDelay } from '../../../client/event-stream.ts';

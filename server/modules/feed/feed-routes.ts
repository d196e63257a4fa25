import { z } from 'zod';
import { itemKinds, relationTypes } from '../../../graph-schema/index.ts';
import { polledSchema, waitSeconds } from '../../http/long-poll.ts';
import { type Route, route } from '../../http/route.ts';
import type { Feed } from './follow-feed.ts';

const kinds: readonly string[] = [...itemKinds, ...relationTypes];
const kindList = z
  .string()
  .transform((text) => text.split(','))
  .refine((names) => names.every((name) => kinds.includes(name)), {
    error: `name kinds of items or relations, separated by commas: ${kinds.join(', ')}`,
  });

/**
 * Decisions in the order of the log, and between them the moments at which intervals begin or end, for any subscriber.
 * An event's id begins with the position of the log up to which the subscriber has heard.
 */
export function feedRoutes(feed: Feed): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/feed',
      operationId: 'followFeed',
      summary:
        'What is published, retracted, suspended and resumed, and what begins or ends (event stream, or JSON with ?wait=SECONDS); resumes after Last-Event-ID or ?after=',
      tag: 'feed',
      access: 'feed:read',
      query: z.strictObject({
        after: z.string().max(60).optional(),
        wait: waitSeconds,
        kind: kindList.optional(),
        collectionId: z.string().min(1).max(100).optional(),
      }),
      response: { status: 200, contentType: 'text/event-stream', polled: polledSchema },
      async handle({ query, lastEventId, signal }) {
        const after = lastEventId ?? query.after;
        const filter = { kinds: query.kind, collectionId: query.collectionId };
        if (query.wait === undefined) return { stream: feed.stream(after, filter, signal) };
        return { status: 200, body: await feed.poll(after, filter, query.wait * 1_000, signal) };
      },
    }),
  ];
}

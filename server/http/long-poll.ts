import { z } from 'zod';
import { leaseEventSchema } from '../../graph-schema/index.ts';

/** How long a client may have its long poll wait, in seconds; proxies cut what is quiet for longer. */
const longestWaitSeconds = 60;

/** How long a poll may wait before it answers with nothing, in seconds; without it the path answers as an event stream. */
export const waitSeconds = z.coerce.number().int().min(0).max(longestWaitSeconds).optional();

/** What a stream's path answers to a long poll: the same events, with what a client needs to ask on. */
export const polledSchema = z.object({
  events: z.array(z.object({ id: z.string(), event: z.string(), data: z.unknown() })),
  /** What is shown holds for so long from now; null while that is not known. */
  lease: leaseEventSchema.nullable(),
  /** To be sent as `after` or Last-Event-ID with the next poll. */
  next: z.string(),
  /** Nothing comes after these events. */
  ended: z.boolean(),
});
export type Polled = z.infer<typeof polledSchema>;

import { leaseEventSchema, leaseExtendMs } from '../graph-schema/index.ts';
import { type ConnectionState, followEvents, type ServerEvent } from './event-stream.ts';
import type { HttpClient } from './http-client.ts';

/**
 * What a stream says, over as many connections as it takes. `unconfirmed` is the client's own word: no lease has come
 * for as long as the last one promised, so whatever is shown must be marked as unconfirmed until the next `lease`.
 */
export type ResumedEvent = ServerEvent | { readonly id: null; readonly type: 'unconfirmed'; readonly data: null };

export interface ResumeOptions {
  readonly path: string;
  readonly signal?: AbortSignal | undefined;
  /** After this event the stream is over. */
  readonly isLast?: (event: ServerEvent) => boolean;
  readonly onState?: ((state: ConnectionState) => void) | undefined;
}

/** The service refused the stream, so that asking again is of no use. */
export class StreamRefused extends Error {
  override readonly name = 'StreamRefused';
}

/** Reads a stream to its end, resuming after its last event whenever it is cut. Throws StreamRefused when it may not be read. */
export async function* resumedEvents(http: HttpClient, options: ResumeOptions): AsyncGenerator<ResumedEvent> {
  const waiting: ResumedEvent[] = [];
  let over: 'closed' | 'refused' | null = null;
  let wake = () => {};
  let lapse: ReturnType<typeof setTimeout> | undefined;
  const put = (event: ResumedEvent) => {
    waiting.push(event);
    wake();
  };
  const extend = (event: ServerEvent) => {
    const lease = event.type === 'lease' ? leaseEventSchema.safeParse(event.data) : null;
    if (!lease?.success) return;
    clearTimeout(lapse);
    lapse = setTimeout(() => put({ id: null, type: 'unconfirmed', data: null }), lease.data.extendMs);
  };
  const stop = followEvents(http, {
    path: options.path,
    silenceMs: leaseExtendMs,
    ...(options.isLast ? { isLast: options.isLast } : {}),
    onState(state) {
      options.onState?.(state);
      if (state !== 'closed' && state !== 'refused') return;
      over = state;
      wake();
    },
    onEvent(event) {
      extend(event);
      put(event);
    },
  });
  const aborted = () => options.signal?.aborted === true;
  const onAbort = () => wake();
  options.signal?.addEventListener('abort', onAbort);
  try {
    while (!aborted()) {
      const next = waiting.shift();
      if (next) yield next;
      else if (over === 'refused') throw new StreamRefused(`The service refuses ${options.path.split('?')[0]}`);
      else if (over === 'closed') return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    stop();
    clearTimeout(lapse);
    options.signal?.removeEventListener('abort', onAbort);
  }
}

import { createParser } from 'eventsource-parser';
import { type HttpClient, Problem } from './http-client.ts';

/** One event as it came; `id` is null for those that do not count for resuming. */
export interface ServerEvent {
  readonly id: string | null;
  readonly type: string;
  readonly data: unknown;
}

export type ConnectionState = 'connecting' | 'open' | 'reconnecting' | 'closed' | 'refused';

/** Reads an SSE answer to its end. Events whose data is not JSON are dropped. */
export async function* readEvents(response: Response, onBytes?: () => void): AsyncGenerator<ServerEvent> {
  const queue: ServerEvent[] = [];
  const parser = createParser({
    onEvent: ({ id, event, data }) => {
      const parsed = parseJson(data);
      if (parsed !== undefined) queue.push({ id: id ?? null, type: event ?? 'message', data: parsed });
    },
  });
  if (!response.body) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes?.();
      parser.feed(decoder.decode(value, { stream: true }));
      yield* queue.splice(0);
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How long to wait before the next attempt, in milliseconds: 250, doubling to 5 s, with up to a quarter of jitter. */
export function retryDelay(attempt: number, random: number): number {
  const base = Math.min(5_000, 250 * 2 ** attempt);
  return Math.round(base * (1 + random / 4));
}

export interface FollowOptions {
  readonly path: string;
  readonly onEvent: (event: ServerEvent) => void;
  readonly onState: (state: ConnectionState) => void;
  /** After this event the stream is over and is not opened again. */
  readonly isLast?: (event: ServerEvent) => boolean;
  /** Without a byte for this long the connection counts as cut, in milliseconds; 35 s unless told. */
  readonly silenceMs?: number;
}

/** Follows a resumable stream with `Last-Event-ID` until the returned function is called or its last event came. */
export function followEvents(http: HttpClient, options: FollowOptions): () => void {
  const stopped = new AbortController();
  void follow(http, options, stopped.signal);
  return () => stopped.abort();
}

async function follow(http: HttpClient, options: FollowOptions, signal: AbortSignal): Promise<void> {
  const position: StreamPosition = { lastEventId: null, over: false };
  options.onState('connecting');
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      const opened = await readOnce(http, options, position, signal);
      if (opened) attempt = 0;
    } catch (error) {
      if (error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429) {
        if (!signal.aborted) options.onState('refused');
        return;
      }
    }
    if (signal.aborted) return;
    if (position.over) return options.onState('closed');
    options.onState('reconnecting');
    await pause(retryDelay(attempt, Math.random()), signal);
  }
}

interface StreamPosition {
  lastEventId: string | null;
  over: boolean;
}

/** Reads one connection to its end; true once an event came over it. */
async function readOnce(
  http: HttpClient,
  options: FollowOptions,
  position: StreamPosition,
  signal: AbortSignal,
): Promise<boolean> {
  const silent = new AbortController();
  const silenceMs = options.silenceMs ?? 35_000;
  let timer = setTimeout(() => silent.abort(), silenceMs);
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silent.abort(), silenceMs);
  };
  let any = false;
  try {
    const response = await http.open('GET', options.path, {
      headers: {
        Accept: 'text/event-stream',
        ...(position.lastEventId === null ? {} : { 'Last-Event-ID': position.lastEventId }),
      },
      signal: AbortSignal.any([signal, silent.signal]),
    });
    if (!signal.aborted) options.onState('open');
    for await (const event of readEvents(response, heard)) {
      if (signal.aborted) return any;
      any = true;
      if (event.id !== null) position.lastEventId = event.id;
      options.onEvent(event);
      if (options.isLast?.(event)) {
        position.over = true;
        return any;
      }
    }
    return any;
  } catch (error) {
    if (error instanceof Problem && error.status !== 0) throw error;
    return any;
  } finally {
    clearTimeout(timer);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

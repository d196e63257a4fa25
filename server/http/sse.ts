import { once } from 'node:events';
import type { Response } from 'express';
import type { SseMessage } from './route.ts';

const heartbeatMs = 15_000;

/** Frames one message; line breaks cannot escape, since data is JSON and names are ours. */
export function frame(message: SseMessage): string {
  const id = message.id === undefined ? '' : `id: ${message.id}\n`;
  return `${id}event: ${message.event}\ndata: ${JSON.stringify(message.data)}\n\n`;
}

/**
 * Writes messages as an event stream until they end or the client goes. A client that reads slowly holds back only its
 * own iteration; a comment every 15 s keeps proxies from closing a quiet stream.
 */
export async function writeEventStream(
  response: Response,
  messages: AsyncIterable<SseMessage>,
  signal: AbortSignal,
): Promise<void> {
  response.status(200).set({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  const heartbeat = setInterval(() => response.write(':\n\n'), heartbeatMs);
  try {
    for await (const message of messages) {
      if (signal.aborted) break;
      if (!response.write(frame(message))) await once(response, 'drain', { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}

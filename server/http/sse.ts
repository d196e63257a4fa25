import { once } from 'node:events';
import type { Response } from 'express';
import type { SseMessage } from './route.ts';

const heartbeatMs = 15_000;
/** After so long without taking anything a client is taken for gone. */
const usualStalledMs = 15_000;

/** Frames one message; line breaks cannot escape, since data is JSON and names are ours. */
export function frame(message: SseMessage): string {
  const id = message.id === undefined ? '' : `id: ${message.id}\n`;
  return `${id}event: ${message.event}\ndata: ${JSON.stringify(message.data)}\n\n`;
}

/**
 * Writes messages as an event stream until they end or the client goes. A client that reads slowly holds back only its
 * own iteration: of what it has not read, one message more than the connection's own buffer is kept, and a client that
 * takes nothing for `stalledMs` is cut off; it resumes after its last event. A comment every 15 s keeps proxies from
 * closing a quiet stream.
 */
export async function writeEventStream(
  response: Response,
  messages: AsyncIterable<SseMessage>,
  signal: AbortSignal,
  stalledMs = usualStalledMs,
): Promise<void> {
  response.status(200).set({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(':\n\n');
  }, heartbeatMs);
  try {
    for await (const message of messages) {
      if (signal.aborted) break;
      if (!response.write(frame(message))) await drained(response, signal, stalledMs);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}

/** Resolves once the client has taken what was written. One that takes nothing for too long is cut off, which aborts `signal`. */
async function drained(response: Response, signal: AbortSignal, stalledMs: number): Promise<void> {
  const stalled = setTimeout(() => response.destroy(), stalledMs);
  try {
    await once(response, 'drain', { signal });
  } finally {
    clearTimeout(stalled);
  }
}

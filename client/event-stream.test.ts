import { describe, expect, it } from 'vitest';
import { type ConnectionState, followEvents, readEvents, retryDelay, type ServerEvent } from './event-stream.ts';
import { createHttpClient, type HttpClient, type RequestOptions } from './http-client.ts';

const event = (id: number, type = 'card') => `id: ${id}\nevent: ${type}\ndata: {"n":${id}}\n\n`;

function body(...chunks: string[]): Response {
  const bytes = new TextEncoder();
  return new Response(
    new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(bytes.encode(chunk));
        controller.close();
      },
    }),
  );
}

function server(...answers: (() => Response)[]): { http: HttpClient; asked: RequestOptions[] } {
  const asked: RequestOptions[] = [];
  const open: HttpClient['open'] = async (_method, _path, options = {}) => {
    asked.push(options);
    const next = answers.shift();
    if (!next) throw new Error('asked more often than expected');
    return next();
  };
  return { http: { ...createHttpClient(), open }, asked };
}

function followToEnd(http: HttpClient): Promise<{ events: ServerEvent[]; states: ConnectionState[] }> {
  return new Promise((resolve) => {
    const events: ServerEvent[] = [];
    const states: ConnectionState[] = [];
    followEvents(http, {
      path: 'calls/c/events',
      onEvent: (one) => events.push(one),
      isLast: (one) => one.type === 'done',
      onState: (state) => {
        states.push(state);
        if (state === 'closed' || state === 'refused') resolve({ events, states });
      },
    });
  });
}

describe('an event stream', () => {
  it('is read across chunks, wherever they are cut', async () => {
    const text = `${event(1)}${event(2)}`;
    const events: ServerEvent[] = [];
    for await (const one of readEvents(body(text.slice(0, 9), text.slice(9, 31), text.slice(31)))) events.push(one);
    expect(events).toEqual([
      { id: '1', type: 'card', data: { n: 1 } },
      { id: '2', type: 'card', data: { n: 2 } },
    ]);
  });

  it('goes on from the last event that had an id when it is cut', async () => {
    const { http, asked } = server(
      () => body(event(1), event(2), 'event: lease\ndata: {"position":1,"extendMs":5000}\n\n'),
      () => body(event(3), event(4, 'done')),
    );
    const { events, states } = await followToEnd(http);
    expect(events.flatMap(({ id }) => id ?? [])).toEqual(['1', '2', '3', '4']);
    expect(asked.map(({ headers }) => headers?.['Last-Event-ID'])).toEqual([undefined, '2']);
    expect(states).toEqual(['connecting', 'open', 'reconnecting', 'open', 'closed']);
  });

  it('waits longer after each failure, up to five seconds and some jitter', () => {
    expect([0, 1, 2, 3].map((attempt) => retryDelay(attempt, 0))).toEqual([250, 500, 1_000, 2_000]);
    expect(retryDelay(40, 0)).toBe(5_000);
    expect(retryDelay(40, 1)).toBe(6_250);
  });
});

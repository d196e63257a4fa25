import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import express from 'express';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SseMessage } from './route.ts';
import { frame, writeEventStream } from './sse.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const close of closers.splice(0)) close();
});

/** Serves one stream, and tells when its writer is through. */
async function serve(messages: AsyncIterable<SseMessage>, stalledMs?: number) {
  const app = express();
  let through = () => {};
  const written = new Promise<void>((resolve) => {
    through = resolve;
  });
  app.get('/', async (_request, response) => {
    const abort = new AbortController();
    response.on('close', () => abort.abort());
    await writeEventStream(response, messages, abort.signal, stalledMs).finally(through);
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, written };
}

describe('a frame', () => {
  it('is read by a client as it was sent, whatever the data says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.option(fc.nat().map(String), { nil: undefined }), (data, id) => {
        const read: EventSourceMessage[] = [];
        const text = frame({ event: 'card', data: { data }, ...(id === undefined ? {} : { id }) });
        createParser({ onEvent: (event) => read.push(event) }).feed(text);
        expect(read).toHaveLength(1);
        expect(read[0]).toMatchObject({ event: 'card', ...(id === undefined ? {} : { id }) });
        expect(JSON.parse(read[0]?.data ?? '')).toEqual(JSON.parse(JSON.stringify({ data })));
      }),
    );
  });

  it('lets no line break of the data end it', () => {
    const text = frame({ event: 'card', data: 'a\nevent: done\r\n\r\ndata: {}\u2028' });
    expect(text.split('\n\n')).toHaveLength(2);
    expect(text.match(/^event:/gm)).toHaveLength(1);
  });
});

describe('an event stream', () => {
  it('ends with its messages, says what it is, and is kept by no proxy', async () => {
    async function* two(): AsyncGenerator<SseMessage> {
      yield { id: '1', event: 'card', data: { a: 1 } };
      yield { event: 'done', data: {} };
    }
    const { url } = await serve(two());
    const answer = await fetch(url);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(answer.headers.get('cache-control')).toContain('no-transform');
    expect(answer.headers.get('x-accel-buffering')).toBe('no');
    expect(await answer.text()).toBe('id: 1\nevent: card\ndata: {"a":1}\n\nevent: done\ndata: {}\n\n');
  });

  it('sends its head before its first message', async () => {
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    async function* late(): AsyncGenerator<SseMessage> {
      await gate;
      yield { event: 'done', data: {} };
    }
    const { url } = await serve(late());
    expect((await fetch(url)).status).toBe(200);
    go();
  });

  it('closes its source when the client goes away', async () => {
    let closed = false;
    async function* endless(): AsyncGenerator<SseMessage> {
      try {
        for (let id = 1; ; id += 1) {
          yield { id: String(id), event: 'tick', data: 'x'.repeat(1_000) };
          await sleep(5);
        }
      } finally {
        closed = true;
      }
    }
    const { url, written } = await serve(endless());
    const abort = new AbortController();
    const answer = await fetch(url, { signal: abort.signal });
    await answer.body?.getReader().read();
    abort.abort();
    await written;
    expect(closed).toBe(true);
  });

  it('holds its source back while the client does not read', async () => {
    let made = 0;
    async function* big(): AsyncGenerator<SseMessage> {
      for (; made < 2_000; made += 1) yield { event: 'tick', data: 'x'.repeat(100_000) };
    }
    const { url, written } = await serve(big());
    const abort = new AbortController();
    await fetch(url, { signal: abort.signal });
    await sleep(500);
    const before = made;
    await sleep(200);
    expect(made).toBe(before);
    expect(made).toBeLessThan(2_000);
    abort.abort();
    await written;
  });

  it('cuts off a client that takes nothing for too long, and frees its source', async () => {
    let closed = false;
    let made = 0;
    async function* big(): AsyncGenerator<SseMessage> {
      try {
        for (; made < 100_000; made += 1) yield { event: 'tick', data: 'x'.repeat(100_000) };
      } finally {
        closed = true;
      }
    }
    const { url, written } = await serve(big(), 300);
    const answer = await fetch(url);
    await written;
    expect(closed).toBe(true);
    expect(made).toBeLessThan(1_000);
    await expect(answer.text()).rejects.toThrow();
  });

  it('sends a comment now and then while it is quiet', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const abort = new AbortController();
    async function* quiet(): AsyncGenerator<SseMessage> {
      await once(abort.signal, 'abort');
      yield { event: 'done', data: {} };
    }
    const { url } = await serve(quiet());
    const reader = (await fetch(url)).body?.getReader();
    vi.advanceTimersByTime(15_000);
    const { value } = (await reader?.read()) ?? {};
    expect(new TextDecoder().decode(value)).toBe(':\n\n');
    abort.abort();
    await reader?.cancel();
  });
});

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Polled } from '../../http/long-poll.ts';
import type { SseMessage } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import { type Matter, publishHandbook, saidOf } from '../../testing/handbook.ts';
import { startTestService, type TestService } from '../../testing/test-service.ts';
import { readEvents } from './call-record.ts';
import { callEvents } from './call-stream.ts';
import { createCallWatch } from './call-watch.ts';
import { callsRoutes } from './calls-routes.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await publishHandbook(service);
});
afterAll(() => service.close());

const agent = { type: 'user', id: 'usr_agent', login: 'agent', displayName: 'Agent', roles: ['agent'] } as const;
const wakeUps = { notify: () => {}, listen: () => () => {} };

/** The call's stream as the route gives it, over any database. */
async function follow(
  callId: string,
  lastEventId: string | undefined,
  signal: AbortSignal,
  database: Database = service.database,
) {
  const routes = callsRoutes({ calls: service.calls, database, projector: service.projections.projector, wakeUps });
  const route = routes.find(({ operationId }) => operationId === 'followCall');
  const context = { params: { id: callId }, query: {}, principal: agent, lastEventId, signal };
  // The stream uses no more of a request than this.
  const answer = await route?.handle(context as unknown as Parameters<NonNullable<typeof route>['handle']>[0]);
  if (!answer || !('stream' in answer)) throw new Error('no stream');
  return answer.stream;
}

/** One long poll of a person who signed in, over HTTP. */
async function poll(callId: string, after: string, wait: number): Promise<Polled> {
  const answer = await (await service.as('agent'))
    .call('get', `/v1/calls/${callId}/events?after=${after}&wait=${wait}`)
    .expect(200);
  return answer.body;
}

async function talk(matters: readonly Matter[], by: string = agent.id): Promise<string> {
  const { id } = await service.calls.open(by, { context: {} });
  for (const matter of matters) {
    await service.calls.hear(id, { role: 'customer', final: true, text: saidOf(matter) });
    await service.calls.hear(id, { role: 'agent', final: true, text: 'Let me see what I can do.' });
  }
  return id;
}

/** Reads so many numbered messages, or all to the end, and leaves. */
async function read(callId: string, after: string | undefined, most: number): Promise<SseMessage[]> {
  const abort = new AbortController();
  const messages: SseMessage[] = [];
  for await (const message of await follow(callId, after, abort.signal)) {
    if (message.id === undefined) continue;
    messages.push(message);
    if (messages.length >= most) break;
  }
  abort.abort();
  return messages;
}

describe("a call's stream", () => {
  it('read in chunks of any size, resumed after the last event each time, loses nothing and repeats nothing', async () => {
    const callId = await talk(['refund', 'garden', 'voucher', 'recipe']);
    await service.calls.end(callId, 'solved');
    const whole = await readEvents(service.database, callId, 0, 500);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 40 }), async (sizes) => {
        const got: SseMessage[] = [];
        for (let chunk = 0; got.at(-1)?.event !== 'done'; chunk += 1) {
          got.push(...(await read(callId, got.at(-1)?.id, sizes[chunk % sizes.length] ?? 1)));
        }
        expect(got.map(({ id, event, data }) => ({ seq: Number(id), event: { type: event, data } }))).toEqual(whole);
      }),
      { numRuns: 15 },
    );
  });

  it('gives what comes while it is read, in order, and ends with the call', async () => {
    const callId = await talk(['courier']);
    const reading = read(callId, undefined, Number.POSITIVE_INFINITY);
    for (const matter of ['warranty', 'invoice'] as const) {
      await service.calls.hear(callId, { role: 'customer', final: true, text: saidOf(matter) });
    }
    await service.calls.end(callId, 'solved');
    const got = await reading;
    expect(got.map(({ id }) => Number(id))).toEqual(got.map((_, index) => index + 1));
    expect(got.map(({ event }) => event)).toEqual(
      (await readEvents(service.database, callId, 0, 500)).map(({ event }) => event.type),
    );
  });

  it('sends the last event also when the call ends between two looks', async () => {
    const callId = await talk(['refund']);
    const seen = (await readEvents(service.database, callId, 0, 500)).length;
    let ended = false;
    // Ends the call right after the stream found no news.
    const database: Database = {
      ...service.database,
      async query(sql, params) {
        const result = await service.database.query(sql, params);
        if (sql.includes('last_seq, status from calls') && !ended) {
          ended = true;
          await service.calls.end(callId, 'solved');
        }
        // The same rows, whatever their type.
        return result as never;
      },
    };
    const got: string[] = [];
    for await (const { event } of await follow(callId, String(seen), new AbortController().signal, database)) {
      if (event !== 'lease') got.push(event);
    }
    expect(got).toEqual(['done']);
  });

  it('carries a lease with the position, without an id, so that a client resumes after real events', async () => {
    const callId = await talk(['refund']);
    const abort = new AbortController();
    for await (const message of await follow(callId, undefined, abort.signal)) {
      if (message.event !== 'lease') continue;
      expect(message).toEqual({
        event: 'lease',
        data: { position: service.projections.state.position, extendMs: 5_000 },
      });
      break;
    }
    abort.abort();
  });

  it('leaves the lease out while this process does not know that it is at the head of the log', async () => {
    const callId = await talk(['refund']);
    const projector = { ...service.projections.projector, position: 1, isConfirmed: () => false };
    const routes = callsRoutes({ calls: service.calls, database: service.database, projector, wakeUps });
    const abort = new AbortController();
    const context = {
      params: { id: callId },
      query: {},
      principal: agent,
      lastEventId: undefined,
      signal: abort.signal,
    };
    const route = routes.find(({ operationId }) => operationId === 'followCall');
    const answer = await route?.handle(context as unknown as Parameters<NonNullable<typeof route>['handle']>[0]);
    if (!answer || !('stream' in answer)) throw new Error('no stream');
    setTimeout(() => abort.abort(), 1_300);
    const got: string[] = [];
    for await (const { event } of answer.stream) got.push(event);
    expect(got).not.toContain('lease');
    expect(got).toContain('card');
  });

  it('confirms a position only after what it took off the screen, although no hint of that came', async () => {
    const callId = await talk(['refund']);
    const seen = (await readEvents(service.database, callId, 0, 500)).length;
    let position = 10;
    const projector = {
      isConfirmed: () => true,
      get position() {
        return position;
      },
    };
    const { standing } = createCallWatch(service.database, wakeUps);
    const silent = { follow: () => () => {}, standing };
    const abort = new AbortController();
    const options = { calls: { isReconciled: () => true }, database: service.database, projector, watch: silent };
    const got: SseMessage[] = [];
    for await (const message of callEvents(options, callId, seen, abort.signal)) {
      got.push(message);
      if (got.length === 1) {
        // Another process takes a card off, and then this one hears of the decision.
        await service.calls.hear(callId, { role: 'customer', final: true, text: saidOf('garden') });
        position = 11;
      }
      if (got.length > 1 && message.event === 'lease') break;
    }
    abort.abort();
    expect(got.at(0)).toMatchObject({ event: 'lease', data: { position: 10 } });
    expect(got.at(1)).toMatchObject({ event: 'analysis' });
    expect(got.at(-1)).toMatchObject({ event: 'lease', data: { position: 11 } });
  });

  it('leaves nothing behind that listens once its clients have gone', async () => {
    const callId = await talk(['refund']);
    let listening = 0;
    const counted = {
      ...wakeUps,
      listen() {
        listening += 1;
        return () => {
          listening -= 1;
        };
      },
    };
    const { database, calls } = service;
    const options = {
      calls,
      database,
      projector: service.projections.projector,
      watch: createCallWatch(database, counted),
    };
    const aborts = Array.from({ length: 50 }, () => new AbortController());
    let open = 0;
    const readers = aborts.map(async ({ signal }) => {
      for await (const { event } of callEvents(options, callId, 0, signal)) if (event === 'card') open += 1;
    });
    await vi.waitFor(() => expect(open).toBeGreaterThanOrEqual(50), { timeout: 60_000 });
    expect(listening).toBe(50);
    for (const abort of aborts) abort.abort();
    await Promise.all(readers);
    expect(listening).toBe(0);
  });

  it('of somebody else is not told apart from none, except to a supervisor', async () => {
    const { id } = await service.calls.open('usr_other', { context: {} });
    await expect(follow(id, undefined, AbortSignal.abort())).rejects.toMatchObject({ code: 'not_found' });
    await (await service.as('agent')).call('get', `/v1/calls/${id}`).expect(404);
    await (await service.as('supervisor')).call('get', `/v1/calls/${id}`).expect(200);
  });

  it('refuses a Last-Event-ID that is none of its own', async () => {
    const callId = await talk([]);
    for (const id of ['-1', 'x', '1.5', '']) {
      await expect(follow(callId, id, AbortSignal.abort())).rejects.toMatchObject({ code: 'invalid_request' });
    }
  });
});

describe("a long poll of a call's events", () => {
  it('repeated until the call has ended tells what the stream tells, once and in order', async () => {
    const { id: by } = await service.as('agent');
    const callId = await talk(['refund', 'garden'], by);
    const got: Polled['events'] = [];
    const later = [
      () => service.calls.hear(callId, { role: 'customer', final: true, text: saidOf('voucher') }),
      () => service.calls.end(callId, 'solved'),
    ];
    for (let polled = await poll(callId, '0', 60); !polled.ended; polled = await poll(callId, polled.next, 60)) {
      got.push(...polled.events);
      expect(polled.lease).toMatchObject({ extendMs: 5_000 });
      const next = later.shift();
      // Asked for before the event is there.
      if (next) setTimeout(next, 20);
    }
    const whole = await readEvents(service.database, callId, 0, 500);
    const done = whole.at(-1);
    expect(done?.event.type).toBe('done');
    expect(got).toEqual(
      whole.slice(0, -1).map(({ seq, event }) => ({ id: String(seq), event: event.type, data: event.data })),
    );
    expect((await poll(callId, got.at(-1)?.id ?? '', 0)).events).toMatchObject([{ event: 'done' }]);
    expect(await poll(callId, String(done?.seq), 60)).toMatchObject({ events: [], ended: true });
  });

  it('answers with a lease and nothing else when nothing comes in its time', async () => {
    const callId = await talk([], (await service.as('agent')).id);
    await service.projections.projector.confirmHead();
    expect(await poll(callId, '0', 1)).toEqual({
      events: [],
      lease: { position: service.projections.state.position, extendMs: 5_000 },
      next: '0',
      ended: false,
    });
  });

  it('of a call of somebody else, or with a time that no proxy keeps, is refused', async () => {
    const callId = await talk([]);
    const { call, id } = await service.as('agent');
    await call('get', `/v1/calls/${callId}/events?wait=0`).expect(404);
    await call('get', `/v1/calls/${await talk([], id)}/events?wait=61`).expect(422);
  });
});

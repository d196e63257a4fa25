import type { Card } from '../graph-schema/index.ts';
import { readEvents, type ServerEvent } from './event-stream.ts';
import { createHttpClient, type HttpClient, type HttpClientOptions } from './http-client.ts';
import { type ResumedEvent, type ResumeOptions, resumedEvents } from './resumed-events.ts';
import { type Answer, filledPath, type Input, type PathsOf, queryText } from './typed-paths.ts';

type Following = Pick<ResumeOptions, 'signal' | 'onState'>;
type Question = Input<'/v1/guidance', 'post'>['json'];

/** Every operation of the API with its types, and its streams as async iterables. Rejects with a Problem. */
export interface CoachClient {
  get<P extends PathsOf<'get'>>(path: P, input: Input<P, 'get'>): Promise<Answer<P, 'get'>>;
  post<P extends PathsOf<'post'>>(path: P, input: Input<P, 'post'>): Promise<Answer<P, 'post'>>;
  patch<P extends PathsOf<'patch'>>(path: P, input: Input<P, 'patch'>): Promise<Answer<P, 'patch'>>;
  delete<P extends PathsOf<'delete'>>(path: P, input: Input<P, 'delete'>): Promise<Answer<P, 'delete'>>;
  /** The cards that answer a question; none: nothing that is in force fits. */
  ask(question: Question, signal?: AbortSignal): Promise<readonly Card[]>;
  /** The same, as it comes: `card`, then the sentences that a model composed of them (`delta`), if any, then `done`. */
  askStream(question: Question, signal?: AbortSignal): AsyncIterable<ServerEvent>;
  /** A call's events until it has ended; resumed whenever the connection is cut. */
  callEvents(callId: string, following?: Following): AsyncIterable<ResumedEvent>;
  /** What is decided and what falls due, until it is aborted. `after`: the id that was heard last. */
  feed(options?: Following & { readonly after?: string }): AsyncIterable<ResumedEvent>;
  readonly http: HttpClient;
}

/** A client of the service; with an HttpClient of one's own, that one's cookie and token are used. */
export function createCoachClient(options: HttpClientOptions | { readonly http: HttpClient } = {}): CoachClient {
  const http = 'http' in options ? options.http : createHttpClient(options);
  const send = async (method: string, template: string, input: Input<never, never>) => {
    const { path, query, json, ifMatch, idempotencyKey, signal } = input as {
      readonly path?: unknown;
      readonly query?: unknown;
      readonly json?: unknown;
      readonly ifMatch?: string;
      readonly idempotencyKey?: string;
      readonly signal?: AbortSignal;
    };
    // The service answers as its OpenAPI document says, from which the types are made.
    return http.json(method, filledPath(template, path), {
      query: queryText(query),
      ...(json === undefined ? {} : { json }),
      ...(ifMatch === undefined ? {} : { ifMatch }),
      ...(idempotencyKey === undefined ? {} : { headers: { 'Idempotency-Key': idempotencyKey } }),
      signal,
    }) as Promise<never>;
  };
  const sending = (method: string) => (path: string, input: object) => send(method, path, input as Input<never, never>);

  async function* asked(question: Question, signal?: AbortSignal): AsyncGenerator<ServerEvent> {
    const headers = { Accept: 'text/event-stream' };
    yield* readEvents(await http.open('POST', 'guidance', { json: question, headers, signal }));
  }

  return {
    http,
    get: sending('GET'),
    post: sending('POST'),
    patch: sending('PATCH'),
    delete: sending('DELETE'),
    async ask(question, signal) {
      const cards: Card[] = [];
      for await (const { type, data } of asked({ ...question, compose: false }, signal))
        if (type === 'card') cards.push(data as Card);
      return cards;
    },
    askStream: asked,
    callEvents: (callId, following = {}) =>
      resumedEvents(http, {
        ...following,
        path: `calls/${encodeURIComponent(callId)}/events`,
        isLast: ({ type }) => type === 'done',
      }),
    feed: ({ after, ...following } = {}) =>
      resumedEvents(http, { ...following, path: after === undefined ? 'feed' : `feed?${queryText({ after })}` }),
  };
}

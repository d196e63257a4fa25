import { Readable } from 'node:stream';
import type { Card } from '../../graph-schema/index.ts';
import { DomainError } from '../errors.ts';
import { invalidRequest } from '../http/problem.ts';
import type { Route, RouteResult } from '../http/route.ts';
import { demand, type Principal } from '../modules/access/index.ts';
import type { CoachApi } from './coach-api.ts';

interface Input {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
}

/** The service's own routes, asked by somebody from within its process: the same rights, checks and records. */
export function localCoachApi(routes: readonly Route[], principal: Principal, signal: AbortSignal): CoachApi {
  const run = async (operationId: string, input: Input): Promise<RouteResult> => {
    const route = routes.find((candidate) => candidate.operationId === operationId);
    if (!route) throw new Error(`there is no operation ${operationId}`);
    if (route.access !== 'public' && route.access !== 'signed_in') demand(principal, route.access);
    const parsed = (part: 'params' | 'query' | 'body') => {
      const result = route[part]?.safeParse(input[part] ?? {});
      if (result?.success === false) throw invalidRequest(part, result.error);
      return result?.data;
    };
    return route.handle({
      principal,
      params: parsed('params'),
      query: parsed('query'),
      body: parsed('body'),
      ifMatch: 0,
      lastEventId: undefined,
      signal,
      requestId: '',
      stream: Readable.from([]),
      header: () => undefined,
      address: undefined,
      sessionToken: undefined,
      providerToken: undefined,
    });
  };
  const json = async (operationId: string, input: Input): Promise<unknown> => {
    const result = await run(operationId, input);
    if (!('status' in result)) throw new DomainError('invalid_request', `${operationId} answers with a stream`);
    return result.body;
  };
  return {
    async ask(body) {
      const result = await run('askGuidance', { body: { ...body, compose: false } });
      if (!('stream' in result)) throw new Error('guidance answers with a stream');
      const cards: Card[] = [];
      let done: unknown = null;
      for await (const { event, data } of result.stream) {
        if (event === 'card') cards.push(data as Card);
        if (event === 'done') done = data;
      }
      return { cards, done };
    },
    reference: (id, version) =>
      json('getReference', { params: { id }, query: version === undefined ? {} : { version } }),
    reportGap: (body) => json('reportGap', { body }),
  };
}

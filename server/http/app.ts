import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { newId } from '../../graph-schema/index.ts';
import { DomainError, diskFull, isDiskFull, isPlainName } from '../errors.ts';
import { anonymous, demand, localOperator, type Principal, type Session, tokenHash } from '../modules/access/index.ts';
import type { Logger } from '../ports/logger.ts';
import { unstorableTexts } from '../text/storable-text.ts';
import { withinTime } from '../within-time.ts';
import { cookieText, readCookies } from './cookies.ts';
import { allowOrigins } from './cors.ts';
import type { Idempotency } from './idempotency.ts';
import type { HttpMetrics } from './metrics.ts';
import { invalidRequest, toProblem } from './problem.ts';
import {
  type CountIn,
  type RequestLimits,
  requestLimits,
  slowAnonymousWrites,
  slowWrongPasswords,
} from './rate-limits.ts';
import type { RequestContext, Route, RouteResult } from './route.ts';
import { securityHeaders } from './security-headers.ts';
import { serveConsole } from './serve-console.ts';
import { writeEventStream } from './sse.ts';

/** What the edge needs to know who calls. */
export interface Authenticator {
  session(token: string): Promise<Pick<Session, 'principal' | 'csrfHash' | 'authenticatedAt'> | null>;
  principalOfKey(secret: string): Promise<Principal | null>;
}

interface AppOptions {
  readonly routes: readonly Route[];
  readonly authenticator: Authenticator;
  readonly idempotency: Idempotency;
  readonly metrics: HttpMetrics;
  readonly log: Logger;
  /** The secret of the command line on this computer. */
  readonly localToken: string;
  /** Answers requests of the Model Context Protocol; absent: `/mcp` does not exist. */
  readonly mcp?: McpEndpoint;
  /** Folder of the built console; absent: only the API is served. */
  readonly consoleDirectory?: string;
  readonly requestLimits: RequestLimits;
  /** Where requests are counted when several processes share the limits; absent: here. */
  readonly countIn?: CountIn;
  /** How many proxies stand in front. */
  readonly trustedProxies: number;
  /** Origins whose pages may call the API with a token; as browsers send them. */
  readonly corsOrigins?: readonly string[];
  /** Cookies travel over HTTPS only. */
  readonly secureCookies: boolean;
  /** How long to look for who calls before the request is refused, to be tried elsewhere; absent: for as long as it takes. */
  readonly identifyMs?: number;
}

type McpEndpoint = (request: Request, response: Response, body: unknown, principal: Principal) => Promise<void>;

interface Caller {
  readonly principal: Principal;
  readonly sessionToken?: string;
  readonly authenticatedAt?: Date;
}

const sessionLookMs = 15_000;
/** Minutes for which who proved who they are may do what is sensitive. */
const confirmedMinutes = 15;

/** The Express application: finds out who calls, validates, runs the route, and turns every error into a problem. */
export function createApp(options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('trust proxy', options.trustedProxies);
  app.use(securityHeaders({ https: options.secureCookies }));
  app.use(identifyRequest(options));
  app.use('/v1', allowOrigins(new Set(options.corsOrigins)));
  const json = express.json({ limit: '4mb' });
  app.post('/v1/sessions', ...slowWrongPasswords(json));
  app.use(['/v1/provider-sign-ins', '/v1/password-links'], slowAnonymousWrites());
  app.use(
    ['/v1', '/mcp'],
    ...requestLimits(
      options.requestLimits,
      (request) => ({
        bearer: bearer(request),
        session: readCookies(request.headers.cookie, options.secureCookies).session,
        isLocal: isLocal(request, options),
      }),
      options.countIn ?? (() => undefined),
    ),
  );
  for (const route of options.routes) {
    const expressPath = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    const handlers = route.upload ? [serve(route, options)] : [json, serve(route, options)];
    app[route.method](expressPath, ...handlers);
  }
  app.use('/v1', (request, _response, next) =>
    next(new DomainError('not_found', `There is no ${request.method} ${plainPath(request)}`)),
  );
  if (options.mcp) app.all('/mcp', json, serveMcp(options.mcp, options));
  if (options.consoleDirectory) serveConsole(app, options.consoleDirectory);
  app.use(answerError(options));
  return app;
}

const plainPath = ({ baseUrl, path }: Request) =>
  `${baseUrl}${path}`.replace(/[^/]+/g, (name) => (isPlainName(name) ? name : '...'));

function identifyRequest({ log, metrics }: AppOptions) {
  return (request: Request, response: Response, next: NextFunction) => {
    const requestId = newId('request');
    response.locals['requestId'] = requestId;
    response.set('x-request-id', requestId);
    const startedAt = performance.now();
    response.on('close', () => {
      const route = String(response.locals['route'] ?? 'static');
      metrics.observe(route, request.method, response.statusCode, performance.now() - startedAt);
      if (route !== 'static') {
        // The path is the route's pattern: real paths and queries may carry what customers said.
        log.info(
          {
            requestId,
            method: request.method,
            route,
            status: response.statusCode,
            ms: Math.round(performance.now() - startedAt),
          },
          'request',
        );
      }
    });
    next();
  };
}

function bearer(request: Request): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function isLocal(request: Request, { localToken }: AppOptions): boolean {
  const token = bearer(request);
  // Compared by hash, so that the time taken tells nothing of the secret.
  return token !== undefined && tokenHash(token) === tokenHash(localToken);
}

function identifyInTime(request: Request, options: AppOptions): Promise<Caller> {
  const caller = identifyCaller(request, options);
  if (options.identifyMs === undefined) return caller;
  const message = 'The database does not answer at the moment, so nothing was done; try again';
  return withinTime(caller, options.identifyMs, () => new DomainError('unavailable', message));
}

const isSafe = ({ method }: Request) => method === 'GET' || method === 'HEAD';

/** A write that a browser sends for a page of another origin, be it to sign somebody in, is none of theirs. */
function refuseOtherSites(request: Request): void {
  const site = request.get('sec-fetch-site');
  if (isSafe(request) || bearer(request) !== undefined || site === undefined) return;
  if (site !== 'same-origin' && site !== 'none')
    throw new DomainError('csrf_failed', 'Pages of other origins write with a token, and not with the cookie');
}

async function identifyCaller(request: Request, options: AppOptions): Promise<Caller> {
  const secret = bearer(request);
  if (secret !== undefined) {
    if (isLocal(request, options)) return { principal: localOperator };
    const principal = await options.authenticator.principalOfKey(secret);
    if (principal === null)
      throw new DomainError('unauthenticated', 'This API key or token is not known, was revoked, or has run out');
    return { principal };
  }
  refuseOtherSites(request);
  const token = readCookies(request.headers.cookie, options.secureCookies).session;
  const session = token ? await options.authenticator.session(token) : null;
  if (!session || !token) return { principal: anonymous };
  if (!isSafe(request) && tokenHash(request.get('x-csrf-token') ?? '') !== session.csrfHash) {
    throw new DomainError('csrf_failed', 'Send the CSRF token of the session in the header X-CSRF-Token');
  }
  return { principal: session.principal, sessionToken: token, authenticatedAt: session.authenticatedAt };
}

/** For machines: a key, or the command line of this computer. A browser's cookie is of no use there. */
function serveMcp(endpoint: McpEndpoint, options: AppOptions) {
  return async (request: Request, response: Response) => {
    response.locals['route'] = '/mcp';
    if (bearer(request) === undefined)
      throw new DomainError('unauthenticated', 'Send an API key with the scope guidance as a bearer token');
    const { principal } = await identifyInTime(request, options);
    demand(principal, 'guidance:ask');
    await endpoint(request, response, request.body, principal);
  };
}

function serve(route: Route, options: AppOptions) {
  return async (request: Request, response: Response) => {
    response.locals['route'] = route.path;
    // Signing in replaces whatever session the browser still had, so that one must not stand in its way.
    if (route.access === 'public') refuseOtherSites(request);
    const caller = route.access === 'public' ? { principal: anonymous } : await identifyInTime(request, options);
    if (route.access === 'signed_in') {
      if (caller.principal.type !== 'user')
        throw new DomainError('unauthenticated', 'This is about the session of a person; sign in first');
    } else if (route.access !== 'public') demand(caller.principal, route.access);
    if (route.recentlyConfirmed) demandConfirmed(caller);

    const context = readContext(route, request, response, caller, options);
    const key = request.get('idempotency-key');
    if (route.idempotent && key !== undefined) {
      const requestHash = createHash('sha256')
        .update(`${request.method} ${request.originalUrl} ${JSON.stringify(context.body)}`)
        .digest('hex');
      const result = await options.idempotency.once(caller.principal.id, key, requestHash, () => route.handle(context));
      await answer(result, response, context.signal, options);
      return;
    }
    if (caller.sessionToken !== undefined) endWithSession(response, caller.sessionToken, options);
    await answer(await route.handle(context), response, context.signal, options);
  };
}

/** What stays open, as a stream, ends soon after the session that it was opened in; while it is open the session is in use. */
function endWithSession(response: Response, token: string, { authenticator }: AppOptions): void {
  const look = setInterval(() => {
    authenticator.session(token).then(
      (session) => session === null && response.destroy(),
      () => undefined,
    );
  }, sessionLookMs).unref();
  response.on('close', () => clearInterval(look));
}

function demandConfirmed({ principal, authenticatedAt }: Caller): void {
  if (principal.type !== 'user') return;
  if (authenticatedAt !== undefined && Date.now() - authenticatedAt.getTime() < confirmedMinutes * 60_000) return;
  throw new DomainError(
    'confirmation_required',
    'Prove again who you are (POST /v1/sessions/current/confirmation, or the identity provider), then send it again',
  );
}

function readContext(
  route: Route,
  request: Request,
  response: Response,
  caller: Caller,
  { secureCookies }: AppOptions,
): RequestContext<unknown, unknown, unknown> {
  const parse = (part: 'params' | 'query' | 'body', value: unknown) => {
    const schema = route[part];
    if (!schema) return undefined;
    const errors = unstorableTexts(value, part);
    if (errors[0])
      throw new DomainError('invalid_request', `The ${part} is not valid: ${errors[0].path} ${errors[0].message}`, {
        errors: errors.slice(0, 20),
      });
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw invalidRequest(part, parsed.error);
    return parsed.data;
  };
  const abort = new AbortController();
  response.on('close', () => abort.abort());
  const cookies = readCookies(request.headers.cookie, secureCookies);
  return {
    principal: caller.principal,
    params: parse('params', request.params),
    query: parse('query', request.query),
    body: parse('body', request.body ?? {}),
    ifMatch: route.ifMatch ? readIfMatch(request.get('if-match')) : 0,
    lastEventId: request.get('last-event-id'),
    signal: abort.signal,
    requestId: String(response.locals['requestId']),
    stream: request,
    header: (name) => request.get(name),
    address: request.ip,
    sessionToken: route.access === 'public' ? cookies.session : caller.sessionToken,
    providerToken: cookies.provider,
  };
}

function readIfMatch(header: string | undefined): number {
  if (header === undefined) {
    throw new DomainError(
      'precondition_required',
      'Send the version that you change in the header If-Match, as its ETag was given',
    );
  }
  const etag = /^(?:W\/)?"?(\d+)"?$/.exec(header)?.[1];
  if (etag === undefined)
    throw new DomainError('invalid_request', `If-Match is not an ETag of this service: ${header.slice(0, 60)}`);
  return Number(etag);
}

async function answer(
  result: RouteResult,
  response: Response,
  signal: AbortSignal,
  options: AppOptions,
): Promise<void> {
  if ('stream' in result) {
    options.metrics.streamOpened();
    try {
      await writeEventStream(response, result.stream, signal);
    } finally {
      options.metrics.streamClosed();
    }
    return;
  }
  if ('text' in result) {
    response.status(200).type(result.contentType).send(result.text);
    return;
  }
  if ('content' in result) {
    response.set({ ...result.headers, 'cache-control': 'no-store' }).status(result.status);
    await pipeline(result.content, response, { signal });
    return;
  }
  for (const cookie of [result.cookie ?? []].flat())
    response.append('set-cookie', cookieText(cookie, options.secureCookies));
  if (result.etag !== undefined) response.set('etag', `"${result.etag}"`);
  if (result.headers) response.set({ ...result.headers });
  response.set('cache-control', 'no-store').status(result.status);
  if (result.body === undefined) response.end();
  else response.json(result.body);
}

function answerError({ log }: AppOptions) {
  return (error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const requestId = String(response.locals['requestId']);
    const problem = toProblem(asDomainError(error), requestId);
    if (problem.status >= 500 && problem.code === 'internal')
      log.error({ err: error, requestId, route: response.locals['route'] }, 'request failed');
    if (response.headersSent) {
      response.end();
      return;
    }
    const { retryAfterSeconds } = error instanceof DomainError ? error.details : {};
    if (retryAfterSeconds !== undefined) response.set('retry-after', String(retryAfterSeconds));
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  };
}

/** Express's own parsers throw errors with a status; they become refusals of ours. */
function asDomainError(error: unknown): unknown {
  if (!(error instanceof DomainError) && isDiskFull(error)) return diskFull(error);
  if (!(error instanceof Error) || error instanceof DomainError || !('status' in error)) return error;
  const type = 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large')
    return new DomainError('too_large', 'The body is larger than 4 MB; send files as multipart/form-data');
  if (type === 'entity.parse.failed') return new DomainError('invalid_request', 'The body is not valid JSON');
  if (type === 'encoding.unsupported' || type === 'charset.unsupported')
    return new DomainError('invalid_request', 'The body must be UTF-8');
  if (typeof error.status === 'number' && error.status >= 400 && error.status < 500)
    return new DomainError(
      'invalid_request',
      'The path or the body of this request cannot be read; send it again, whole',
    );
  return error;
}

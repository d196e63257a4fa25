import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { parse as parseCookies, serialize as serializeCookie } from 'cookie';
import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { newId } from '../../graph-schema/index.ts';
import { DomainError, diskFull, isDiskFull, isPlainName } from '../errors.ts';
import { anonymous, demand, localOperator, type Principal, sessionCookie, tokenHash } from '../modules/access/index.ts';
import type { Logger } from '../ports/logger.ts';
import { unstorableTexts } from '../text/storable-text.ts';
import { withinTime } from '../within-time.ts';
import { allowOrigins } from './cors.ts';
import type { Idempotency } from './idempotency.ts';
import type { HttpMetrics } from './metrics.ts';
import { invalidRequest, toProblem } from './problem.ts';
import type { CookieChange, RequestContext, Route, RouteResult } from './route.ts';
import { writeEventStream } from './sse.ts';

/** What the edge needs to know who calls. */
export interface Authenticator {
  session(token: string): Promise<{ principal: Extract<Principal, { type: 'user' }>; csrfHash: string } | null>;
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
  /** Requests a minute for one API key. */
  readonly requestsPerMinute: number;
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
}

/** The Express application: finds out who calls, validates, runs the route, and turns every error into a problem. */
export function createApp(options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('trust proxy', options.trustedProxies);
  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:'],
          connectSrc: ["'self'"],
          upgradeInsecureRequests: null,
        },
      },
      strictTransportSecurity: options.secureCookies,
    }),
  );
  app.use(identifyRequest(options));
  app.use('/v1', allowOrigins(new Set(options.corsOrigins)));
  const json = express.json({ limit: '4mb' });
  app.post('/v1/sessions', ...slowWrongPasswords(json));
  app.use(
    ['/v1', '/mcp'],
    rateLimit({
      windowMs: 60_000,
      limit: options.requestsPerMinute,
      skip: (request) => bearer(request) === undefined || isLocal(request, options),
      keyGenerator: (request) => tokenHash(bearer(request) ?? ''),
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      handler: refuseTooMany,
    }),
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

/**
 * Wrong passwords are tried slowly: for one person, and by one address whomever it tries. Who shares an address with
 * somebody that guesses can still sign in as themselves.
 */
function slowWrongPasswords(json: RequestHandler): RequestHandler[] {
  const perMinute = {
    windowMs: 60_000,
    skipSuccessfulRequests: true,
    // What the narrower limit refused tried no password, so it does not use up the wider one.
    requestWasSuccessful: (_request: Request, response: Response) =>
      response.statusCode < 400 || response.statusCode === 429,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: refuseTooMany,
  } as const;
  const byLogin = (request: Request) => `${ipKeyGenerator(request.ip ?? '')} ${tokenHash(loginOf(request.body))}`;
  return [
    rateLimit({ ...perMinute, identifier: 'address', limit: 100 }),
    json,
    rateLimit({ ...perMinute, identifier: 'login', limit: 10, keyGenerator: byLogin }),
  ];
}

function loginOf(body: unknown): string {
  const login = typeof body === 'object' && body !== null && 'login' in body ? body.login : undefined;
  return typeof login === 'string' ? login.trim().toLowerCase() : '';
}

function refuseTooMany(_request: Request, _response: Response, next: NextFunction) {
  next(new DomainError('rate_limited', 'Too many requests; wait for the time that the RateLimit header tells'));
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

async function identifyCaller(request: Request, options: AppOptions): Promise<Caller> {
  const secret = bearer(request);
  if (secret !== undefined) {
    if (isLocal(request, options)) return { principal: localOperator };
    const principal = await options.authenticator.principalOfKey(secret);
    if (principal === null)
      throw new DomainError('unauthenticated', 'This API key or token is not known, was revoked, or has run out');
    return { principal };
  }
  const token = parseCookies(request.headers.cookie ?? '')[sessionCookie];
  const session = token ? await options.authenticator.session(token) : null;
  if (!session || !token) return { principal: anonymous };
  const safe = request.method === 'GET' || request.method === 'HEAD';
  if (!safe && tokenHash(request.get('x-csrf-token') ?? '') !== session.csrfHash) {
    throw new DomainError('csrf_failed', 'Send the CSRF token of the session in the header X-CSRF-Token');
  }
  return { principal: session.principal, sessionToken: token };
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
    const caller = route.access === 'public' ? { principal: anonymous } : await identifyInTime(request, options);
    if (route.access === 'signed_in') {
      if (caller.principal.type === 'anonymous') throw new DomainError('unauthenticated', 'Sign in first');
    } else if (route.access !== 'public') demand(caller.principal, route.access);

    const context = readContext(route, request, response, caller);
    const key = request.get('idempotency-key');
    if (route.idempotent && key !== undefined) {
      const requestHash = createHash('sha256')
        .update(`${request.method} ${request.originalUrl} ${JSON.stringify(context.body)}`)
        .digest('hex');
      const result = await options.idempotency.once(caller.principal.id, key, requestHash, () => route.handle(context));
      await answer(result, response, context.signal, options);
      return;
    }
    await answer(await route.handle(context), response, context.signal, options);
  };
}

function readContext(
  route: Route,
  request: Request,
  response: Response,
  caller: Caller,
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
    header: (name) => (name === 'x-session-token' ? caller.sessionToken : request.get(name)),
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
  if (result.cookie) response.append('set-cookie', cookieText(result.cookie, options.secureCookies));
  if (result.etag !== undefined) response.set('etag', `"${result.etag}"`);
  if (result.headers) response.set({ ...result.headers });
  response.set('cache-control', 'no-store').status(result.status);
  if (result.body === undefined) response.end();
  else response.json(result.body);
}

function cookieText({ value, maxAge }: CookieChange, secure: boolean): string {
  return serializeCookie(sessionCookie, value, { httpOnly: true, sameSite: 'strict', path: '/', maxAge, secure });
}

function serveConsole(app: Express, directory: string): void {
  app.use('/assets', express.static(`${directory}/assets`, { immutable: true, maxAge: '1y' }));
  app.use(express.static(directory, { maxAge: 0 }));
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

import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, type RateLimitRequestHandler, rateLimit, type Store } from 'express-rate-limit';
import { DomainError } from '../errors.ts';
import { tokenHash } from '../modules/access/index.ts';

export interface RequestLimits {
  /** Requests a minute for one API key. */
  readonly perKey: number;
  /** Requests a minute for one session. */
  readonly perSession: number;
  /** Requests a minute from one address that name nobody, or somebody who is not known. */
  readonly perAddress: number;
}

/** Who a request says it is from, before that is looked up. */
export interface ClaimedCaller {
  readonly bearer: string | undefined;
  readonly session: string | undefined;
  /** The command line on this computer: never slowed down. */
  readonly isLocal: boolean;
}

/** Where requests are counted, for one limit; absent: in this process. */
export type CountIn = (limit: string) => Store | undefined;

const minute = 60_000;

/** Takes every request of a minute into account that is of the same key, session or address; refuses with 429 what is too much. */
export function requestLimits(
  { perKey, perSession, perAddress }: RequestLimits,
  claimed: (request: Request) => ClaimedCaller,
  countIn: CountIn,
): RateLimitRequestHandler[] {
  const limitOf = (name: string, limit: number, key: (request: Request) => string | undefined, ofRefused = false) => {
    const store = countIn(name);
    return rateLimit({
      windowMs: minute,
      limit,
      identifier: name,
      ...(store ? { store } : {}),
      passOnStoreError: true,
      skip: (request) => claimed(request).isLocal || key(request) === undefined,
      keyGenerator: (request) => key(request) ?? '',
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      handler: refuseTooMany,
      ...(ofRefused
        ? {
            skipSuccessfulRequests: true,
            requestWasSuccessful: (_: Request, { statusCode }: Response) => statusCode !== 401,
          }
        : {}),
    });
  };
  const secretOf = (request: Request) => claimed(request).bearer;
  const sessionOf = (request: Request) => (secretOf(request) === undefined ? claimed(request).session : undefined);
  const names = (request: Request) => secretOf(request) ?? sessionOf(request);
  const address = (request: Request) => ipKeyGenerator(request.ip ?? '');
  return [
    limitOf('key', perKey, (request) => hashed(secretOf(request))),
    limitOf('session', perSession, (request) => hashed(sessionOf(request))),
    limitOf('address', perAddress, (request) => (names(request) === undefined ? address(request) : undefined)),
    // Keys and sessions that are made up would otherwise each be somebody of their own.
    limitOf('unknown', perAddress, (request) => (names(request) === undefined ? undefined : address(request)), true),
  ];
}

const hashed = (text: string | undefined) => (text === undefined ? undefined : tokenHash(text));

/**
 * Wrong passwords are tried slowly: for one person, and by one address whomever it tries. Who shares an address with
 * somebody that guesses can still sign in as themselves until that address has used up its wider limit.
 */
export function slowWrongPasswords(json: RequestHandler): RequestHandler[] {
  const perMinute = {
    windowMs: minute,
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

/** Everything else that anybody may send without signing in and that costs something. */
export function slowAnonymousWrites(): RequestHandler {
  return rateLimit({
    windowMs: minute,
    limit: 60,
    identifier: 'anonymous-writes',
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: refuseTooMany,
  });
}

function loginOf(body: unknown): string {
  const login = typeof body === 'object' && body !== null && 'login' in body ? body.login : undefined;
  return typeof login === 'string' ? login.trim().toLowerCase() : '';
}

function refuseTooMany(_request: Request, response: Response, next: (error: unknown) => void) {
  const seconds = Number(response.getHeader('retry-after'));
  next(
    new DomainError('rate_limited', 'Too many requests; wait for the time that the Retry-After header tells', {
      ...(Number.isFinite(seconds) && seconds > 0 ? { retryAfterSeconds: seconds } : {}),
    }),
  );
}

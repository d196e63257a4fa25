import type { RequestHandler } from 'express';

const requestHeaders = 'authorization, content-type, idempotency-key, if-match, last-event-id';
const responseHeaders = 'etag, ratelimit, retry-after, x-request-id';
const keptSeconds = '600';

/**
 * Lets pages of exactly these origins read answers and send tokens. Credentials of the browser are never let through,
 * so a cookie is of no use to another origin; every other origin gets an answer that its browser keeps from the page.
 */
export function allowOrigins(origins: ReadonlySet<string>): RequestHandler {
  return (request, response, next) => {
    if (origins.size > 0) response.vary('Origin');
    const origin = request.get('origin');
    const allowed = origin !== undefined && origins.has(origin);
    if (allowed) response.set('access-control-allow-origin', origin);
    if (request.method === 'OPTIONS' && request.get('access-control-request-method') !== undefined) {
      if (allowed)
        response.set({
          'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
          'access-control-allow-headers': requestHeaders,
          'access-control-max-age': keptSeconds,
        });
      response.status(204).end();
      return;
    }
    if (allowed) response.set('access-control-expose-headers', responseHeaders);
    next();
  };
}

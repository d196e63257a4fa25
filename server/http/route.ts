import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Permission, Principal } from '../modules/access/permissions.ts';

export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

/** One message of an event stream. `data` is sent as JSON. */
export interface SseMessage {
  readonly id?: string;
  readonly event: string;
  readonly data: unknown;
}

export interface RequestContext<P, Q, B> {
  readonly principal: Principal;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** The version that the client changes, from `If-Match`; present where the route asks for it. */
  readonly ifMatch: number;
  readonly lastEventId: string | undefined;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  readonly requestId: string;
  /** The raw body, for uploads. */
  readonly stream: Readable;
  header(name: string): string | undefined;
  /** Where the request came from, as far as the proxies in front are believed. */
  readonly address: string | undefined;
  /** The token of the session's cookie; unchecked where the route is public. */
  readonly sessionToken: string | undefined;
  /** What the browser brought back from the identity provider, unchecked. */
  readonly providerToken: string | undefined;
}

export type RouteResult =
  | {
      readonly status: number;
      readonly body?: unknown;
      readonly etag?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly cookie?: CookieChange | readonly CookieChange[];
    }
  | {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: undefined;
      /** Sent as it is read; the headers say what it is and how long. */
      readonly content: AsyncIterable<Uint8Array>;
    }
  | { readonly stream: AsyncIterable<SseMessage> }
  | { readonly text: string; readonly contentType: string };

export interface CookieChange {
  readonly name: CookieName;
  readonly value: string;
  /** Seconds; 0 removes the cookie. */
  readonly maxAge: number;
}

/** `session`: who is signed in; `provider`: who went to sign in at the identity provider. */
export type CookieName = 'session' | 'provider';

type Schema = z.ZodType;
type Output<S> = S extends Schema ? z.output<S> : undefined;

/** A route as one declaration: what it takes and gives (validated, and printed as OpenAPI), who may, what it does. */
export interface Route {
  readonly method: Method;
  /** `/v1/items/{id}` */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly tag: string;
  /** `public`: nobody need sign in. `signed_in`: any person, and no key. */
  readonly access: Permission | 'public' | 'signed_in';
  /** A person must have proved within the last minutes who they are; others are not asked. */
  readonly recentlyConfirmed?: true;
  readonly params?: Schema;
  readonly query?: Schema;
  readonly body?: Schema;
  /** The body is not JSON; the handler reads it. */
  readonly upload?: 'multipart/form-data';
  readonly ifMatch?: true;
  /** A machine's repeated call with the same Idempotency-Key gets the first answer again. */
  readonly idempotent?: true;
  readonly response: {
    readonly status: number;
    readonly schema?: Schema;
    readonly contentType?: string;
    /** What a stream's path answers as JSON to a client that polls. */
    readonly polled?: Schema;
  };
  handle(context: RequestContext<unknown, unknown, unknown>): Promise<RouteResult>;
}

interface TypedRoute<P extends Schema | undefined, Q extends Schema | undefined, B extends Schema | undefined>
  extends Omit<Route, 'params' | 'query' | 'body' | 'handle'> {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  handle(context: RequestContext<Output<P>, Output<Q>, Output<B>>): Promise<RouteResult>;
}

/** Declares a route; the handler's context is typed by the schemas. */
export function route<
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
>(declaration: TypedRoute<P, Q, B>): Route {
  // The edge parses with exactly these schemas before it calls `handle`, so the types hold.
  return declaration as unknown as Route;
}

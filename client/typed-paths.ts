import type { paths } from './schema.d.ts';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Paths that know a method, as the OpenAPI document names them. */
export type PathsOf<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never;
}[keyof paths];

type Json<R> = R extends { content: { 'application/json': infer Body } } ? Body : undefined;
type Parameters<O, Where extends 'path' | 'query'> = O extends { parameters: { [K in Where]: infer V } }
  ? V
  : O extends { parameters: { [K in Where]?: infer V } }
    ? V
    : undefined;

/** What an operation answers when it is done. */
export type Answer<P extends keyof paths, M extends Method> = paths[P][M] extends { responses: infer R }
  ? { [S in keyof R]: S extends 200 | 201 | 202 | 204 ? Json<R[S]> : never }[keyof R]
  : never;

/** A field that may be left out may be undefined as well: JSON has neither. */
type Loose<T> = T extends readonly (infer E)[]
  ? readonly Loose<E>[]
  : T extends object
    ? { [K in keyof T]: object extends Pick<T, K> ? Loose<T[K]> | undefined : Loose<T[K]> }
    : T;

type BodyOf<O> = O extends { requestBody: { content: { 'application/json': infer B } } }
  ? { readonly json: Loose<B> }
  : O extends { requestBody?: { content: { 'application/json': infer B } } }
    ? { readonly json?: Loose<B> }
    : { readonly json?: never };
type PathPart<O> =
  Parameters<O, 'path'> extends infer V
    ? [V] extends [undefined]
      ? { readonly path?: never }
      : { readonly path: V }
    : never;
type QueryPart<O> = { readonly query?: Parameters<O, 'query'> };

/** What an operation takes: values for its path, its query, and its body. */
export type Input<P extends keyof paths, M extends Method> = PathPart<paths[P][M]> &
  QueryPart<paths[P][M]> &
  BodyOf<paths[P][M]> & {
    readonly ifMatch?: string;
    readonly idempotencyKey?: string;
    readonly signal?: AbortSignal;
  };

/** A path of the document with its values filled in, below `/v1/`. */
export function filledPath(template: string, values: unknown): string {
  const given = (values ?? {}) as Readonly<Record<string, unknown>>;
  return template
    .replace(/^\/v1\//, '')
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given[name])));
}

/** Query parameters that are set, as they travel. */
export function queryText(values: unknown): string {
  const entries = Object.entries((values ?? {}) as Readonly<Record<string, unknown>>);
  return new URLSearchParams(
    entries.filter(([, value]) => value !== undefined).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}

import { z } from 'zod';
import { apiScopes, roles } from '../../../graph-schema/index.ts';
import { idParams, instant, listOf, listQuery } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { AccessService } from './access-service.ts';
import type { ApiKey } from './api-keys.ts';
import { ownSession, shownSessionSchema, showShownSession } from './session-routes.ts';
import type { User } from './users.ts';

const login = z.string().trim().min(1).max(100).regex(/^\S+$/, { error: 'a login has no spaces' });
const displayName = z.string().trim().min(1).max(200);

const userSchema = z.object({
  id: z.string(),
  login: z.string(),
  displayName: z.string(),
  roles: z.array(roles.schema),
  createdAt: instant,
  disabledAt: instant.nullable(),
  lastSignInAt: instant.nullable(),
  /** The identity provider that vouches for them and tells their roles; null: they have a password here. */
  issuer: z.string().nullable(),
  /** False until they have set a first password by their link. */
  hasPassword: z.boolean(),
});
const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(apiScopes.schema),
  createdBy: z.string(),
  createdByName: z.string().nullable(),
  createdAt: instant,
  /** To the minute. */
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
});
const linkSchema = z.object({
  /** Told only here: the person sets their password with it, once. */
  token: z.string(),
  expiresAt: instant,
});
const sessionParams = z.strictObject({ id: z.string().min(1).max(100), sessionId: z.string().min(1).max(100) });
const usersQuery = listQuery(['login', 'displayName', 'createdAt', 'lastSignInAt'], {
  role: roles.schema.optional(),
  disabled: z.enum(['true', 'false']).optional(),
});
const keysQuery = listQuery(['createdAt', 'name', 'lastUsedAt'], { revoked: z.enum(['true', 'false']).optional() });

const iso = (at: Date | null) => at?.toISOString() ?? null;
const showUser = (user: User): z.infer<typeof userSchema> => ({
  ...user,
  roles: [...user.roles],
  createdAt: user.createdAt.toISOString(),
  disabledAt: iso(user.disabledAt),
  lastSignInAt: iso(user.lastSignInAt),
});
const showKey = (key: ApiKey, people: readonly User[]): z.infer<typeof keySchema> => ({
  ...key,
  scopes: [...key.scopes],
  createdByName: people.find(({ id }) => id === key.createdBy)?.displayName ?? null,
  createdAt: key.createdAt.toISOString(),
  lastUsedAt: iso(key.lastUsedAt),
  revokedAt: iso(key.revokedAt),
});

/** An institution has hundreds of people and dozens of keys, so a page of them is cut in memory. */
function pageOf<T extends { readonly id: string }>(
  found: readonly T[],
  { page, perPage, order }: { page: number; perPage: number; order: 'asc' | 'desc' },
  keyOf: (row: T) => string,
) {
  const sign = order === 'asc' ? 1 : -1;
  const sorted = found.toSorted((a, b) => {
    const [first, second] = [keyOf(a), keyOf(b)];
    return first === second ? (a.id < b.id ? -1 : 1) : first < second ? -sign : sign;
  });
  return { items: sorted.slice((page - 1) * perPage, page * perPage), total: found.length };
}

const holds = (words: string | undefined, ...texts: readonly string[]) =>
  words === undefined || texts.join('\n').toLowerCase().includes(words.toLowerCase());
const asked = (wanted: 'true' | 'false' | undefined, is: boolean) => wanted === undefined || (wanted === 'true') === is;

/** People, where they are signed in, and the keys of machines. */
export function peopleRoutes(access: AccessService): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/users',
      operationId: 'listUsers',
      summary: 'People',
      tag: 'access',
      access: 'users:manage',
      query: usersQuery,
      response: { status: 200, schema: listOf(userSchema) },
      async handle({ query }) {
        const found = (await access.users.list())
          .map(showUser)
          .filter(
            (user) =>
              holds(query.q, user.login, user.displayName) &&
              (query.role === undefined || user.roles.includes(query.role)) &&
              asked(query.disabled, user.disabledAt !== null),
          );
        return { status: 200, body: pageOf(found, query, (user) => user[query.sort] ?? '') };
      },
    }),
    route({
      method: 'get',
      path: '/v1/users/{id}',
      operationId: 'getUser',
      summary: 'A person',
      tag: 'access',
      access: 'users:manage',
      params: idParams,
      response: { status: 200, schema: userSchema },
      handle: async ({ params }) => ({ status: 200, body: showUser(await access.users.get(params.id)) }),
    }),
    route({
      method: 'post',
      path: '/v1/users',
      operationId: 'createUser',
      summary: 'Add a person; they can sign in once they have set a password by a link',
      tag: 'access',
      access: 'users:manage',
      recentlyConfirmed: true,
      body: z.strictObject({ login, displayName, roles: z.array(roles.schema).min(1) }),
      response: { status: 201, schema: userSchema },
      async handle({ body, principal }) {
        return { status: 201, body: showUser(await access.users.create(principal.id, body)) };
      },
    }),
    route({
      method: 'patch',
      path: '/v1/users/{id}',
      operationId: 'updateUser',
      summary: 'Disable or enable a person, change their roles or name; disabling ends their sessions',
      tag: 'access',
      access: 'users:manage',
      recentlyConfirmed: true,
      params: idParams,
      body: z
        .strictObject({
          disabled: z.boolean().optional(),
          displayName: displayName.optional(),
          roles: z.array(roles.schema).min(1, { error: 'a person needs at least one role' }).optional(),
        })
        .refine((body) => Object.keys(body).length > 0, {
          error: 'say what to change: disabled, displayName or roles',
        }),
      response: { status: 200, schema: userSchema },
      async handle({ params, body, principal }) {
        return { status: 200, body: showUser(await access.users.change(principal.id, params.id, body)) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/users/{id}/password-link',
      operationId: 'createPasswordLink',
      summary: 'A token by which the person sets their password, once and within a day; any earlier one ends',
      tag: 'access',
      access: 'users:manage',
      recentlyConfirmed: true,
      params: idParams,
      response: { status: 201, schema: linkSchema },
      async handle({ params, principal }) {
        const { token, expiresAt } = await access.links.create(principal.id, params.id);
        return { status: 201, body: { token, expiresAt: expiresAt.toISOString() } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/users/{id}/sessions',
      operationId: 'listUserSessions',
      summary: 'Where a person is signed in',
      tag: 'access',
      access: 'users:manage',
      params: idParams,
      response: { status: 200, schema: listOf(shownSessionSchema) },
      async handle({ params, sessionToken }) {
        await access.users.get(params.id);
        const sessions = await access.sessions.list(params.id, sessionToken ?? null);
        return { status: 200, body: { items: sessions.map(showShownSession), total: sessions.length } };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/users/{id}/sessions',
      operationId: 'endUserSessions',
      summary: 'Sign a person out everywhere',
      tag: 'access',
      access: 'users:manage',
      recentlyConfirmed: true,
      params: idParams,
      response: { status: 200, schema: z.object({ ended: z.int() }) },
      async handle(context) {
        const { params, principal } = context;
        await access.users.get(params.id);
        // Who ends their own stays in, to go on with what they are doing.
        const own = principal.id === params.id ? ownSession(context).token : null;
        return { status: 200, body: { ended: await access.sessions.revokeAll(principal.id, params.id, own) } };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/users/{id}/sessions/{sessionId}',
      operationId: 'endUserSession',
      summary: 'End one session of a person',
      tag: 'access',
      access: 'users:manage',
      recentlyConfirmed: true,
      params: sessionParams,
      response: { status: 204 },
      async handle({ params, principal }) {
        await access.sessions.revoke(principal.id, params.id, params.sessionId);
        return { status: 204 };
      },
    }),
    route({
      method: 'get',
      path: '/v1/api-keys',
      operationId: 'listApiKeys',
      summary: 'Keys of machines, without their secrets',
      tag: 'access',
      access: 'keys:manage',
      query: keysQuery,
      response: { status: 200, schema: listOf(keySchema) },
      async handle({ query }) {
        const people = await access.users.list();
        const found = (await access.keys.list())
          .map((key) => showKey(key, people))
          .filter((key) => holds(query.q, key.name) && asked(query.revoked, key.revokedAt !== null));
        return { status: 200, body: pageOf(found, query, (key) => key[query.sort] ?? '') };
      },
    }),
    route({
      method: 'post',
      path: '/v1/api-keys',
      operationId: 'createApiKey',
      summary: 'A new key; its secret is shown once',
      tag: 'access',
      access: 'keys:manage',
      recentlyConfirmed: true,
      body: z.strictObject({ name: z.string().trim().min(1).max(200), scopes: z.array(apiScopes.schema).min(1) }),
      response: { status: 201, schema: keySchema.extend({ secret: z.string() }) },
      async handle({ body, principal }) {
        const key = await access.keys.create(principal.id, body);
        const { secret, ...told } = key;
        return { status: 201, body: { ...showKey(told, await access.users.list()), secret } };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/api-keys/{id}',
      operationId: 'revokeApiKey',
      summary: 'Revoke a key at once',
      tag: 'access',
      access: 'keys:manage',
      recentlyConfirmed: true,
      params: idParams,
      response: { status: 200, schema: keySchema },
      async handle({ params, principal }) {
        const key = await access.keys.revoke(principal.id, params.id);
        return { status: 200, body: showKey(key, await access.users.list()) };
      },
    }),
  ];
}

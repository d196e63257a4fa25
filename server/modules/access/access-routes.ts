import { z } from 'zod';
import { apiScopes, roles } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import { idParams, instant } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import { type AccessService, type ApiKey, csrfTokenOf, sessionSeconds, type User } from './access-service.ts';
import { isAllowed, type Permission, type Principal, permissions } from './permissions.ts';

const login = z.string().trim().min(1).max(100);
const password = z.string().min(12, { error: 'a password needs at least 12 characters' }).max(200);

const userSchema = z.object({
  id: z.string(),
  login: z.string(),
  displayName: z.string(),
  roles: z.array(roles.schema),
  createdAt: instant,
  disabledAt: instant.nullable(),
});
const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(apiScopes.schema),
  createdBy: z.string(),
  createdAt: instant,
  revokedAt: instant.nullable(),
});
const sessionSchema = z.object({
  user: z.object({
    id: z.string(),
    login: z.string(),
    displayName: z.string(),
    roles: z.array(roles.schema),
    /** What this person may do, so that a client need not know the matrix. */
    permissions: z.array(z.string()),
  }),
  csrfToken: z.string(),
  /** Whose service this is, and the zone in which its dates are meant. */
  institution: z.object({ name: z.object({ zh: z.string(), en: z.string() }), timeZone: z.string() }),
});

export interface InstitutionView {
  readonly name: { readonly zh: string; readonly en: string };
  readonly timeZone: string;
}

const showUser = (user: User) => ({
  ...user,
  createdAt: user.createdAt.toISOString(),
  disabledAt: user.disabledAt?.toISOString() ?? null,
});
const showKey = (key: ApiKey) => ({
  ...key,
  createdAt: key.createdAt.toISOString(),
  revokedAt: key.revokedAt?.toISOString() ?? null,
});

function showSession(principal: Extract<Principal, { type: 'user' }>, csrfToken: string) {
  const { id, login: name, displayName, roles: held } = principal;
  const may = (Object.keys(permissions) as Permission[]).filter((permission) => isAllowed(principal, permission));
  return { user: { id, login: name, displayName, roles: held, permissions: may }, csrfToken };
}

/** The name of the session cookie. */
export const sessionCookie = 'coach_session';

export function accessRoutes(access: AccessService, institution: InstitutionView): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/sessions',
      operationId: 'signIn',
      summary: 'Sign in; sets the session cookie',
      tag: 'sessions',
      access: 'public',
      body: z.strictObject({ login, password: z.string().min(1).max(200) }),
      response: { status: 201, schema: sessionSchema },
      async handle({ body }) {
        const { user, token, csrfToken } = await access.signIn(body.login, body.password);
        const principal = { type: 'user', ...user } as const;
        return {
          status: 201,
          body: { ...showSession(principal, csrfToken), institution },
          cookie: { value: token, maxAge: sessionSeconds },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/sessions/current',
      operationId: 'getSession',
      summary: 'Who is signed in, with the CSRF token of the session',
      tag: 'sessions',
      access: 'signed_in',
      response: { status: 200, schema: sessionSchema },
      async handle({ principal, header }) {
        const token = header('x-session-token');
        if (principal.type !== 'user' || !token) throw new DomainError('unauthenticated', 'Nobody is signed in');
        return { status: 200, body: { ...showSession(principal, csrfTokenOf(token)), institution } };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/sessions/current',
      operationId: 'signOut',
      summary: 'Sign out',
      tag: 'sessions',
      access: 'signed_in',
      response: { status: 204 },
      async handle({ header }) {
        const token = header('x-session-token');
        if (token) await access.signOut(token);
        return { status: 204, cookie: { value: '', maxAge: 0 } };
      },
    }),
    route({
      method: 'put',
      path: '/v1/sessions/current/password',
      operationId: 'changePassword',
      summary: 'Change the own password; other sessions end',
      tag: 'sessions',
      access: 'signed_in',
      body: z.strictObject({ current: z.string().min(1).max(200), next: password }),
      response: { status: 204 },
      async handle({ principal, body, header }) {
        const token = header('x-session-token');
        if (principal.type !== 'user' || !token) throw new DomainError('unauthenticated', 'Nobody is signed in');
        await access.changeOwnPassword(principal.id, token, body.current, body.next);
        return { status: 204 };
      },
    }),
    route({
      method: 'get',
      path: '/v1/users',
      operationId: 'listUsers',
      summary: 'People',
      tag: 'access',
      access: 'users:manage',
      response: { status: 200, schema: z.object({ items: z.array(userSchema), total: z.int() }) },
      async handle() {
        const users = await access.listUsers();
        return { status: 200, body: { items: users.map(showUser), total: users.length } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/users',
      operationId: 'createUser',
      summary: 'Add a person',
      tag: 'access',
      access: 'users:manage',
      body: z.strictObject({
        login,
        displayName: z.string().trim().min(1).max(200),
        roles: z.array(roles.schema).min(1),
        password,
      }),
      response: { status: 201, schema: userSchema },
      async handle({ body, principal }) {
        return { status: 201, body: showUser(await access.createUser(principal.id, body)) };
      },
    }),
    route({
      method: 'patch',
      path: '/v1/users/{id}',
      operationId: 'updateUser',
      summary:
        'Disable or enable a person, change their roles, or give them a new password; disabling and a new password end their sessions',
      tag: 'access',
      access: 'users:manage',
      params: idParams,
      body: z
        .strictObject({
          disabled: z.boolean().optional(),
          password: password.optional(),
          roles: z.array(roles.schema).min(1, { error: 'a person needs at least one role' }).optional(),
        })
        .refine((body) => Object.keys(body).length > 0, { error: 'say what to change: disabled, password or roles' }),
      response: { status: 200, schema: userSchema },
      async handle({ params, body, principal }) {
        return { status: 200, body: showUser(await access.changeUser(principal.id, params.id, body)) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/api-keys',
      operationId: 'listApiKeys',
      summary: 'Keys of machines, without their secrets',
      tag: 'access',
      access: 'keys:manage',
      response: { status: 200, schema: z.object({ items: z.array(keySchema), total: z.int() }) },
      async handle() {
        const keys = await access.listApiKeys();
        return { status: 200, body: { items: keys.map(showKey), total: keys.length } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/api-keys',
      operationId: 'createApiKey',
      summary: 'A new key; its secret is shown once',
      tag: 'access',
      access: 'keys:manage',
      body: z.strictObject({ name: z.string().trim().min(1).max(200), scopes: z.array(apiScopes.schema).min(1) }),
      response: { status: 201, schema: keySchema.extend({ secret: z.string() }) },
      async handle({ body, principal }) {
        const key = await access.createApiKey(principal.id, body);
        return { status: 201, body: { ...showKey(key), secret: key.secret } };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/api-keys/{id}',
      operationId: 'revokeApiKey',
      summary: 'Revoke a key at once',
      tag: 'access',
      access: 'keys:manage',
      params: idParams,
      response: { status: 200, schema: keySchema },
      async handle({ params, principal }) {
        return { status: 200, body: showKey(await access.revokeApiKey(principal.id, params.id)) };
      },
    }),
  ];
}

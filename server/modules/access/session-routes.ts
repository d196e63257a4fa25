import { z } from 'zod';
import { roles } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import { idParams, instant, listOf } from '../../http/lists.ts';
import { type CookieChange, type RequestContext, type Route, route } from '../../http/route.ts';
import type { AccessService } from './access-service.ts';
import { leastLength, mostLength } from './password-rules.ts';
import { isAllowed, type Permission, type Principal, permissions } from './permissions.ts';
import { providerWaitSeconds } from './provider-sign-in.ts';
import type { From, OpenedSession, SignInMethod } from './sessions.ts';
import { csrfTokenOf } from './tokens.ts';
import { consoleLanguages, type Language } from './users.ts';

const login = z.string().trim().min(1).max(100);
/** Of a password that is checked; what may become one is another question. */
const sentPassword = z.string().min(1).max(mostLength);
export const newPassword = z
  .string()
  .min(leastLength, { error: `a password needs at least ${leastLength} characters` })
  .max(mostLength);
const token = z.string().min(1).max(200);

const sessionSchema = z.object({
  user: z.object({
    id: z.string(),
    login: z.string(),
    displayName: z.string(),
    roles: z.array(roles.schema),
    /** What this person may do, so that a client need not know the matrix. */
    permissions: z.array(z.string()),
    /** The language that they chose for the console; null: they have not chosen. */
    language: z.enum(consoleLanguages).nullable(),
  }),
  csrfToken: z.string(),
  /** How they signed in, and so how they prove again who they are. */
  method: z.enum(['password', 'provider']),
  /** Whose service this is, and the zone in which its dates are meant. */
  institution: z.object({
    name: z.object({ zh: z.string(), en: z.string(), 'zh-Hant': z.string().optional() }),
    timeZone: z.string(),
  }),
});

export const shownSessionSchema = z.object({
  id: z.string(),
  createdAt: instant,
  lastSeenAt: instant,
  expiresAt: instant,
  method: z.enum(['password', 'provider']),
  address: z.string().nullable(),
  device: z.string().nullable(),
  /** The one that asks. */
  current: z.boolean(),
});

export interface InstitutionView {
  readonly name: { readonly zh: string; readonly en: string; readonly 'zh-Hant'?: string | undefined };
  readonly timeZone: string;
}

interface SignedInPerson {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
  readonly roles: Extract<Principal, { type: 'user' }>['roles'];
}

type Context = Pick<RequestContext<unknown, unknown, unknown>, 'header' | 'address' | 'principal' | 'sessionToken'>;

const fromOf = ({ address, header, sessionToken }: Context): From => ({
  address,
  device: header('user-agent'),
  replaces: sessionToken,
});

/** Who is signed in, with the token of their session. */
export function ownSession({ principal, sessionToken }: Context) {
  if (principal.type !== 'user' || sessionToken === undefined)
    throw new DomainError('unauthenticated', 'Nobody is signed in');
  return { person: principal, token: sessionToken };
}

export const showShownSession = ({
  createdAt,
  lastSeenAt,
  expiresAt,
  ...session
}: Awaited<ReturnType<AccessService['sessions']['list']>>[number]) => ({
  ...session,
  createdAt: createdAt.toISOString(),
  lastSeenAt: lastSeenAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});

/** Signing in, by password or by the identity provider, and one's own sessions. */
export function sessionRoutes(access: AccessService, institution: InstitutionView): readonly Route[] {
  const show = (
    person: SignedInPerson,
    csrfToken: string,
    method: SignInMethod,
    language: Language | null,
  ): z.infer<typeof sessionSchema> => {
    const principal = { type: 'user', ...person } as const;
    const may = (Object.keys(permissions) as Permission[]).filter((permission) => isAllowed(principal, permission));
    const { id, login: name, displayName, roles: held } = person;
    return {
      user: { id, login: name, displayName, roles: [...held], permissions: may, language },
      csrfToken,
      method,
      institution,
    };
  };
  const cookieOf = (opened: OpenedSession): CookieChange => ({
    name: 'session',
    value: opened.token,
    maxAge: access.sessions.seconds,
  });
  const opened = async (session: OpenedSession & { user: SignedInPerson }, method: SignInMethod) => {
    const language = (await access.session(session.token))?.language ?? null;
    return { body: show(session.user, session.csrfToken, method, language), cookie: cookieOf(session) };
  };
  const withoutProvider = () =>
    new DomainError('not_found', 'This installation has no identity provider; sign in with login and password');

  return [
    route({
      method: 'get',
      path: '/v1/sign-in-options',
      operationId: 'getSignInOptions',
      summary: 'How people sign in here',
      tag: 'sessions',
      access: 'public',
      response: { status: 200, schema: z.object({ password: z.boolean(), provider: z.boolean() }) },
      handle: async () => ({ status: 200, body: { password: access.passwords, provider: access.provider !== null } }),
    }),
    route({
      method: 'post',
      path: '/v1/sessions',
      operationId: 'signIn',
      summary: 'Sign in; sets the session cookie',
      tag: 'sessions',
      access: 'public',
      body: z.strictObject({ login, password: sentPassword }),
      response: { status: 201, schema: sessionSchema },
      async handle(context) {
        const session = await access.signIn(context.body.login, context.body.password, fromOf(context));
        return { status: 201, ...(await opened(session, 'password')) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/provider-sign-ins',
      operationId: 'beginProviderSignIn',
      summary: 'Begin to sign in at the identity provider: the address to go to',
      tag: 'sessions',
      access: 'public',
      body: z.strictObject({
        /** Have the provider ask for the password again. */
        anew: z.boolean().default(false),
      }),
      response: { status: 201, schema: z.object({ url: z.url() }) },
      async handle({ body }) {
        if (access.provider === null) throw withoutProvider();
        const begun = await access.provider.begin(body.anew);
        const cookie = { name: 'provider', value: begun.token, maxAge: providerWaitSeconds } as const;
        return { status: 201, body: { url: begun.url }, cookie };
      },
    }),
    route({
      method: 'post',
      path: '/v1/provider-sign-ins/completion',
      operationId: 'completeProviderSignIn',
      summary: 'Complete it with the parameters that the browser came back with; sets the session cookie',
      tag: 'sessions',
      access: 'public',
      body: z.strictObject({ answer: z.record(z.string().max(100), z.string().max(4_000)) }),
      response: { status: 201, schema: sessionSchema },
      async handle(context) {
        if (access.provider === null) throw withoutProvider();
        const session = await access.provider.complete(
          context.providerToken ?? '',
          new URLSearchParams(context.body.answer),
          fromOf(context),
        );
        const { body, cookie } = await opened(session, 'provider');
        return { status: 201, body, cookie: [cookie, { name: 'provider', value: '', maxAge: 0 }] };
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
      async handle(context) {
        const { person, token: held } = ownSession(context);
        const session = await access.session(held);
        if (session === null) throw new DomainError('unauthenticated', 'Nobody is signed in');
        return { status: 200, body: show(person, csrfTokenOf(held), session.method, session.language) };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/sessions/current',
      operationId: 'signOut',
      summary: 'Sign out; says where to send the browser to sign out of the identity provider too',
      tag: 'sessions',
      access: 'signed_in',
      response: { status: 200, schema: z.object({ continueAt: z.url().nullable() }) },
      async handle(context) {
        const continueAt = await access.signOut(ownSession(context).token);
        return { status: 200, body: { continueAt }, cookie: { name: 'session', value: '', maxAge: 0 } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/sessions/current/confirmation',
      operationId: 'confirmSession',
      summary: 'Prove again who is signed in, as what is sensitive asks for; the session gets another token',
      tag: 'sessions',
      access: 'signed_in',
      body: z.strictObject({ password: sentPassword }),
      response: { status: 200, schema: sessionSchema },
      async handle(context) {
        const { person, token: held } = ownSession(context);
        const session = await access.session(held);
        if (session?.method === 'provider')
          throw new DomainError('wrong_state', 'You signed in at the identity provider; prove it there');
        const renewed = await access.confirm(person.id, held, context.body.password, context.address);
        return {
          status: 200,
          body: show(person, renewed.csrfToken, 'password', session?.language ?? null),
          cookie: cookieOf(renewed),
        };
      },
    }),
    route({
      method: 'put',
      path: '/v1/sessions/current/password',
      operationId: 'changePassword',
      summary: 'Change the own password; other sessions end',
      tag: 'sessions',
      access: 'signed_in',
      body: z.strictObject({ current: sentPassword, next: newPassword }),
      response: { status: 204 },
      async handle(context) {
        const { person, token: held } = ownSession(context);
        const { current, next } = context.body;
        await access.changeOwnPassword(person.id, held, current, next, context.address);
        return { status: 204 };
      },
    }),
    route({
      method: 'put',
      path: '/v1/sessions/current/language',
      operationId: 'chooseLanguage',
      summary: 'Choose the language of the console',
      tag: 'sessions',
      access: 'signed_in',
      body: z.strictObject({ language: z.enum(consoleLanguages) }),
      response: { status: 204 },
      async handle(context) {
        await access.users.setLanguage(ownSession(context).person.id, context.body.language);
        return { status: 204 };
      },
    }),
    route({
      method: 'get',
      path: '/v1/own-sessions',
      operationId: 'listOwnSessions',
      summary: 'Where one is signed in',
      tag: 'sessions',
      access: 'signed_in',
      response: { status: 200, schema: listOf(shownSessionSchema) },
      async handle(context) {
        const { person, token: held } = ownSession(context);
        const sessions = await access.sessions.list(person.id, held);
        return { status: 200, body: { items: sessions.map(showShownSession), total: sessions.length } };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/own-sessions/{id}',
      operationId: 'endOwnSession',
      summary: 'Sign out somewhere else',
      tag: 'sessions',
      access: 'signed_in',
      recentlyConfirmed: true,
      params: idParams,
      response: { status: 204 },
      async handle(context) {
        const { person } = ownSession(context);
        await access.sessions.revoke(person.id, person.id, context.params.id);
        return { status: 204 };
      },
    }),
    route({
      method: 'post',
      path: '/v1/own-sessions/end-others',
      operationId: 'endOtherSessions',
      summary: 'Sign out everywhere else',
      tag: 'sessions',
      access: 'signed_in',
      recentlyConfirmed: true,
      response: { status: 200, schema: z.object({ ended: z.int() }) },
      async handle(context) {
        const { person, token: held } = ownSession(context);
        return { status: 200, body: { ended: await access.sessions.revokeAll(person.id, person.id, held) } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/password-links/redemption',
      operationId: 'setPasswordByLink',
      summary: 'Set the own password by the link that an administrator gave; once',
      tag: 'sessions',
      access: 'public',
      body: z.strictObject({ token, password: newPassword }),
      response: { status: 204 },
      async handle({ body }) {
        await access.links.redeem(body.token, body.password);
        return { status: 204 };
      },
    }),
  ];
}

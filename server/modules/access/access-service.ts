import { DomainError } from '../../errors.ts';
import type { Database } from '../../ports/database.ts';
import type { Logger } from '../../ports/logger.ts';
import { appendAudit } from '../../publishing/index.ts';
import { type ApiKey, type ApiKeys, createApiKeys } from './api-keys.ts';
import { createPasswordLinks, type PasswordLinks } from './password-links.ts';
import { createPasswordRules } from './password-rules.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { isAllowed, type Permission, type Principal } from './permissions.ts';
import { createProviderSignIns, type ProviderSignInOptions, type ProviderSignIns } from './provider-sign-in.ts';
import { createSessions, type From, type OpenedSession, type Session, type Sessions } from './sessions.ts';
import { createSignInDelays } from './sign-in-delays.ts';
import { tokenHash } from './tokens.ts';
import {
  createUsers,
  type NewUser,
  toUser,
  type User,
  type UserChange,
  type UserRow,
  type Users,
  userColumns,
} from './users.ts';

/** People, their sessions, and the keys of machines. */
export interface AccessService {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly keys: ApiKeys;
  readonly links: PasswordLinks;
  /** Null: people sign in with a password only. */
  readonly provider: ProviderSignIns | null;
  /** Whether people may sign in with a password. */
  readonly passwords: boolean;
  createUser(actor: string, user: NewUser): Promise<User>;
  changeUser(actor: string, userId: string, change: UserChange): Promise<User>;
  /** Checks the current password first; the session that asks stays, all others end. Throws weak_password. */
  changeOwnPassword(userId: string, token: string, current: string, next: string, address?: string): Promise<void>;
  /** Checks the password again, and gives the session a new token. Throws wrong_credentials, rate_limited. */
  confirm(userId: string, token: string, password: string, address?: string): Promise<OpenedSession>;
  listUsers(): Promise<readonly User[]>;
  /** Checks the password and opens a session; its token is told only here. Throws wrong_credentials, rate_limited. */
  signIn(login: string, password: string, from?: From): Promise<OpenedSession & { user: User }>;
  /** The session of a cookie, or null if there is none, it ran out, or its user is disabled. */
  session(token: string): Promise<Session | null>;
  /** Where to send the browser, so that its session at the identity provider ends too; null: nowhere. */
  signOut(token: string): Promise<string | null>;
  createApiKey: ApiKeys['create'];
  revokeApiKey: ApiKeys['revoke'];
  listApiKeys(): Promise<readonly ApiKey[]>;
  principalOfKey(secret: string): Promise<Principal | null>;
}

export interface AccessOptions {
  readonly sessionSeconds?: number;
  readonly idleSeconds?: number;
  /** Words that no password may be made of. */
  readonly contextWords?: readonly string[];
  readonly passwords?: boolean;
  readonly provider?: Pick<ProviderSignInOptions, 'provider' | 'roleOf'> | null;
  readonly log?: Logger;
}

const nowhere: From = { address: undefined, device: undefined, replaces: undefined };
const nothing = () => undefined;
const silent: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => silent };

const wrongCredentials = () => new DomainError('wrong_credentials', 'The login or the password is not right');
const wrongCurrentPassword = () => new DomainError('wrong_credentials', 'The current password is not right');

export function createAccessService(database: Database, options: AccessOptions = {}): AccessService {
  const { passwords = true, log = silent } = options;
  const rules = createPasswordRules(options.contextWords ?? []);
  const delays = createSignInDelays(database);
  const users = createUsers(database);
  const keys = createApiKeys(database);
  const sessions = createSessions(database, {
    seconds: options.sessionSeconds ?? 12 * 60 * 60,
    idleSeconds: options.idleSeconds ?? 30 * 60,
  });
  const provider = options.provider ? createProviderSignIns({ ...options.provider, database, sessions, log }) : null;

  /** Throws wrong_credentials unless it is the password of that person. */
  async function checkPassword(userId: string, password: string, address: string | undefined) {
    const found = await database.query<UserRow & { password_hash: string }>(
      `select ${userColumns}, password_hash from users where id = $1`,
      [userId],
    );
    const row = found.rows[0];
    await delays.begin(row?.login ?? userId, address);
    if (!row || !(await verifyPassword(password, row.password_hash))) throw wrongCurrentPassword();
    await delays.succeeded(row.login, address);
    return row;
  }

  return {
    users,
    sessions,
    keys,
    links: createPasswordLinks(database, rules),
    provider,
    passwords,
    createUser: users.create,
    changeUser: users.change,
    listUsers: users.list,
    createApiKey: keys.create,
    revokeApiKey: keys.revoke,
    listApiKeys: keys.list,
    principalOfKey: keys.principalOf,
    session: sessions.find,

    async changeOwnPassword(userId, token, current, next, address) {
      const person = await checkPassword(userId, current, address);
      rules.refuseGuessable(next, [person.login, person.display_name]);
      const hash = await hashPassword(next);
      await database.transaction(async (tx) => {
        const changed = await tx.query(
          'update users set password_hash = $2, password_changed_at = now() where id = $1 and password_hash = $3',
          [userId, hash, person.password_hash],
        );
        if (changed.rowCount === 0) throw wrongCurrentPassword();
        await tx.query('delete from sessions where user_id = $1 and token_hash <> $2', [userId, tokenHash(token)]);
        await tx.query('delete from password_links where user_id = $1', [userId]);
        await appendAudit(tx, { actor: userId, action: 'user.password', subject: userId });
      });
    },

    async confirm(userId, token, password, address) {
      await checkPassword(userId, password, address);
      const renewed = await sessions.renew(token);
      if (renewed === null) throw new DomainError('unauthenticated', 'Nobody is signed in');
      return renewed;
    },

    async signIn(login, password, from = nowhere) {
      if (!passwords)
        throw new DomainError('wrong_state', 'Here people sign in at the identity provider, not with a password');
      await delays.begin(login, from.address);
      const found = await database.query<UserRow & { password_hash: string }>(
        `select ${userColumns}, password_hash from users where login = $1 and disabled_at is null`,
        [login.trim().toLowerCase()],
      );
      const row = found.rows[0];
      const correct = await verifyPassword(password, row?.password_hash);
      if (!row || !correct) {
        log.warn({ user: row?.id ?? null }, 'a sign-in was refused');
        throw wrongCredentials();
      }
      const passwordHash = row.password_hash;
      const opened = await database.transaction((tx) =>
        sessions.open(tx, {
          userId: row.id,
          method: 'password',
          from,
          authenticatedAt: null,
          idToken: null,
          passwordHash,
        }),
      );
      if (opened === null) throw wrongCredentials();
      await delays.succeeded(login, from.address);
      log.info({ user: row.id, method: 'password' }, 'signed in');
      return { user: toUser(row), ...opened };
    },

    async signOut(token) {
      const ended = await sessions.end(token);
      return ended && provider ? provider.signOutUrl(ended.idToken) : null;
    },
  };
}

/** Refuses a principal that lacks the permission. */
export function demand(principal: Principal, permission: Permission): void {
  if (isAllowed(principal, permission)) return;
  if (principal.type === 'anonymous')
    throw new DomainError('unauthenticated', 'Sign in, or send an API key as a bearer token');
  throw new DomainError('forbidden', `This needs the permission ${permission}, which you do not have`);
}

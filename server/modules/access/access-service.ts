import { createHash, randomBytes } from 'node:crypto';
import { type ApiScope, newId, type Role } from '../../../graph-schema/index.ts';
import { DomainError, notFound } from '../../errors.ts';
import { type Database, type Executor, isUniqueViolation } from '../../ports/database.ts';
import { appendAudit } from '../../publishing/index.ts';
import { hashPassword, unknownUserHash, verifyPassword } from './passwords.ts';
import { isAllowed, type Permission, type Principal } from './permissions.ts';

export interface User {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
}

/** What changes of a person; fields that are absent stay as they are. */
export interface UserChange {
  readonly disabled?: boolean | undefined;
  readonly password?: string | undefined;
  readonly roles?: readonly Role[] | undefined;
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly ApiScope[];
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

export interface Session {
  readonly principal: Extract<Principal, { type: 'user' }>;
  readonly csrfHash: string;
}

/** People, their sessions, and the keys of machines. */
export interface AccessService {
  createUser(
    actor: string,
    user: { login: string; displayName: string; roles: readonly Role[]; password: string },
  ): Promise<User>;
  /** Disabling and a new password end the person's sessions. Throws wrong_state when no enabled admin would be left. */
  changeUser(actor: string, userId: string, change: UserChange): Promise<User>;
  /** Checks the current password first; the session that asks stays, all others end. */
  changeOwnPassword(userId: string, token: string, current: string, next: string): Promise<void>;
  listUsers(): Promise<readonly User[]>;
  /** Checks the password and opens a session; the token and the CSRF token are told only here. */
  signIn(login: string, password: string): Promise<{ user: User; token: string; csrfToken: string }>;
  /** The session of a cookie, or null if there is none, it ran out, or its user is disabled. */
  session(token: string): Promise<Session | null>;
  signOut(token: string): Promise<void>;
  createApiKey(actor: string, key: { name: string; scopes: readonly ApiScope[] }): Promise<ApiKey & { secret: string }>;
  revokeApiKey(actor: string, keyId: string): Promise<ApiKey>;
  listApiKeys(): Promise<readonly ApiKey[]>;
  principalOfKey(secret: string): Promise<Principal | null>;
}

export const sessionSeconds = 12 * 60 * 60;
const keyPrefix = 'ack_';

// Tokens are 256 random bits, so a plain hash is enough to store them by.
export const tokenHash = (token: string) => createHash('sha256').update(token).digest('hex');
/** The CSRF token of a session: the same in every tab, and of no use to find the session's own token. */
export const csrfTokenOf = (sessionToken: string) =>
  createHash('sha256').update(`csrf:${sessionToken}`).digest('base64url');
const newToken = () => randomBytes(32).toString('base64url');

interface UserRow {
  id: string;
  login: string;
  display_name: string;
  roles: Role[];
  created_at: Date;
  disabled_at: Date | null;
}

interface KeyRow {
  id: string;
  name: string;
  scopes: ApiScope[];
  created_by: string;
  created_at: Date;
  revoked_at: Date | null;
}

const userColumns = 'id, login, display_name, roles, created_at, disabled_at';
const keyColumns = 'id, name, scopes, created_by, created_at, revoked_at';

const toUser = (row: UserRow): User => ({
  id: row.id,
  login: row.login,
  displayName: row.display_name,
  roles: row.roles,
  createdAt: row.created_at,
  disabledAt: row.disabled_at,
});

const toKey = (row: KeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes,
  createdBy: row.created_by,
  createdAt: row.created_at,
  revokedAt: row.revoked_at,
});

const wrongCredentials = () => new DomainError('wrong_credentials', 'The login or the password is not right');
const wrongCurrentPassword = () => new DomainError('wrong_credentials', 'The current password is not right');

async function insertUser(
  tx: Executor,
  row: { login: string; displayName: string; roles: readonly Role[]; hash: string },
): Promise<User> {
  const inserted = await tx.query<UserRow>(
    `insert into users (id, login, display_name, roles, password_hash) values ($1, $2, $3, $4, $5) returning ${userColumns}`,
    [newId('user'), row.login, row.displayName, row.roles, row.hash],
  );
  const created = inserted.rows[0];
  if (!created) throw new Error('the user was not written');
  return toUser(created);
}

async function updateUser(
  tx: Executor,
  actor: string,
  userId: string,
  { disabled, roles }: UserChange,
  hash: string | null,
): Promise<User> {
  if (disabled === true || (roles && !roles.includes('admin'))) await refuseLastAdmin(tx, userId);
  const held = roles && [...new Set(roles)];
  const updated = await tx.query<UserRow>(
    `update users set password_hash = coalesce($2, password_hash), roles = coalesce($4, roles),
            disabled_at = case when $3::boolean is null then disabled_at when $3 then coalesce(disabled_at, now()) end
      where id = $1 returning ${userColumns}`,
    [userId, hash, disabled ?? null, held ?? null],
  );
  const row = updated.rows[0];
  if (!row) throw notFound('user', userId);
  if (disabled === true || hash !== null) await tx.query('delete from sessions where user_id = $1', [userId]);
  if (hash !== null) await appendAudit(tx, { actor, action: 'user.password', subject: userId });
  if (held) await appendAudit(tx, { actor, action: 'user.roles', subject: userId, details: { roles: held.join(',') } });
  if (disabled !== undefined)
    await appendAudit(tx, { actor, action: disabled ? 'user.disable' : 'user.enable', subject: userId });
  return toUser(row);
}

/** Somebody must stay who can let others in. */
async function refuseLastAdmin(tx: Executor, userId: string): Promise<void> {
  // Locked, so that two admins who put each other out at the same time do not both succeed.
  const admins = await tx.query<{ id: string }>(
    "select id from users where 'admin' = any(roles) and disabled_at is null order by id for update",
  );
  if (admins.rows.length !== 1 || admins.rows[0]?.id !== userId) return;
  throw new DomainError(
    'wrong_state',
    'This is the last admin who can sign in; give somebody else the role admin first',
  );
}

export function createAccessService(database: Database): AccessService {
  return {
    async createUser(actor, { login, displayName, roles, password }) {
      const hash = await hashPassword(password);
      try {
        return await database.transaction(async (tx) => {
          const user = await insertUser(tx, { login: login.toLowerCase(), displayName, roles, hash });
          await appendAudit(tx, {
            actor,
            action: 'user.create',
            subject: user.id,
            details: { roles: roles.join(',') },
          });
          return user;
        });
      } catch (error) {
        if (isUniqueViolation(error))
          throw new DomainError('conflict', `The login "${login}" is taken; choose another`);
        throw error;
      }
    },

    async changeUser(actor, userId, change) {
      const hash = change.password === undefined ? null : await hashPassword(change.password);
      return database.transaction((tx) => updateUser(tx, actor, userId, change, hash));
    },

    async changeOwnPassword(userId, token, current, next) {
      const found = await database.query<{ password_hash: string }>('select password_hash from users where id = $1', [
        userId,
      ]);
      if (!(await verifyPassword(current, found.rows[0]?.password_hash ?? unknownUserHash))) {
        throw wrongCurrentPassword();
      }
      const hash = await hashPassword(next);
      await database.transaction(async (tx) => {
        const changed = await tx.query('update users set password_hash = $2 where id = $1 and password_hash = $3', [
          userId,
          hash,
          found.rows[0]?.password_hash ?? '',
        ]);
        if (changed.rowCount === 0) throw wrongCurrentPassword();
        await tx.query('delete from sessions where user_id = $1 and token_hash <> $2', [userId, tokenHash(token)]);
        await appendAudit(tx, { actor: userId, action: 'user.password', subject: userId });
      });
    },

    async listUsers() {
      const result = await database.query<UserRow>(`select ${userColumns} from users order by login`);
      return result.rows.map(toUser);
    },

    async signIn(login, password) {
      const found = await database.query<UserRow & { password_hash: string }>(
        `select ${userColumns}, password_hash from users where login = $1 and disabled_at is null`,
        [login.trim().toLowerCase()],
      );
      const row = found.rows[0];
      const correct = await verifyPassword(password, row?.password_hash ?? unknownUserHash);
      if (!row || !correct) throw wrongCredentials();
      const token = newToken();
      const csrfToken = csrfTokenOf(token);
      await database.query('delete from sessions where expires_at < now()');
      // Checked again under a lock: who changes the password meanwhile ends the sessions that there are, not this one.
      const opened = await database.query(
        `insert into sessions (token_hash, user_id, csrf_hash, expires_at)
         select $1, u.id, $3, now() + make_interval(secs => $4) from users u
          where u.id = $2 and u.password_hash = $5 and u.disabled_at is null for share`,
        [tokenHash(token), row.id, tokenHash(csrfToken), sessionSeconds, row.password_hash],
      );
      if (opened.rowCount === 0) throw wrongCredentials();
      return { user: toUser(row), token, csrfToken };
    },

    async session(token) {
      const found = await database.query<UserRow & { csrf_hash: string }>(
        `select u.id, u.login, u.display_name, u.roles, u.created_at, u.disabled_at, s.csrf_hash
           from sessions s join users u on u.id = s.user_id
          where s.token_hash = $1 and s.expires_at > now() and u.disabled_at is null`,
        [tokenHash(token)],
      );
      const row = found.rows[0];
      if (!row) return null;
      const { id, login, displayName, roles } = toUser(row);
      return { principal: { type: 'user', id, login, displayName, roles }, csrfHash: row.csrf_hash };
    },

    async signOut(token) {
      await database.query('delete from sessions where token_hash = $1', [tokenHash(token)]);
    },

    createApiKey: (actor, { name, scopes }) =>
      database.transaction(async (tx) => {
        const secret = `${keyPrefix}${newToken()}`;
        const inserted = await tx.query<KeyRow>(
          `insert into api_keys (id, name, secret_hash, scopes, created_by) values ($1, $2, $3, $4, $5) returning ${keyColumns}`,
          [newId('apiKey'), name, tokenHash(secret), scopes, actor],
        );
        const row = inserted.rows[0];
        if (!row) throw new Error('the key was not written');
        await appendAudit(tx, { actor, action: 'key.create', subject: row.id, details: { scopes: scopes.join(',') } });
        return { ...toKey(row), secret };
      }),

    revokeApiKey: (actor, keyId) =>
      database.transaction(async (tx) => {
        const updated = await tx.query<KeyRow>(
          `update api_keys set revoked_at = coalesce(revoked_at, now()) where id = $1 returning ${keyColumns}`,
          [keyId],
        );
        const row = updated.rows[0];
        if (!row) throw notFound('API key', keyId);
        await appendAudit(tx, { actor, action: 'key.revoke', subject: keyId });
        return toKey(row);
      }),

    async listApiKeys() {
      const result = await database.query<KeyRow>(
        `select ${keyColumns} from api_keys order by created_at desc, id desc`,
      );
      return result.rows.map(toKey);
    },

    async principalOfKey(secret) {
      if (!secret.startsWith(keyPrefix)) return null;
      const found = await database.query<KeyRow>(
        `select ${keyColumns} from api_keys where secret_hash = $1 and revoked_at is null`,
        [tokenHash(secret)],
      );
      const row = found.rows[0];
      return row ? { type: 'key', id: row.id, name: row.name, scopes: row.scopes } : null;
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

import { newId, type Role } from '../../../graph-schema/index.ts';
import { DomainError, notFound } from '../../errors.ts';
import { type Database, type Executor, isUniqueViolation } from '../../ports/database.ts';
import { appendAudit } from '../../publishing/index.ts';
import { hashPassword, noPassword } from './passwords.ts';

/** The language in which somebody wants the console. */
export const consoleLanguages = ['zh', 'zh-Hant', 'en'] as const;
export type Language = (typeof consoleLanguages)[number];

export interface User {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
  readonly lastSignInAt: Date | null;
  /** The identity provider that vouches for them; their roles are told there. Null: they have a password here. */
  readonly issuer: string | null;
  /** False until they have set a first password, or when an identity provider vouches for them. */
  readonly hasPassword: boolean;
}

/** What changes of a person; fields that are absent stay as they are. */
export interface UserChange {
  readonly disabled?: boolean | undefined;
  readonly roles?: readonly Role[] | undefined;
  readonly displayName?: string | undefined;
}

export interface NewUser {
  readonly login: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  /** Absent: they set one by a link before they can sign in. */
  readonly password?: string;
}

export interface UserRow {
  id: string;
  login: string;
  display_name: string;
  roles: Role[];
  created_at: Date;
  disabled_at: Date | null;
  last_sign_in_at: Date | null;
  issuer: string | null;
  has_password: boolean;
}

export const userColumns = `id, login, display_name, roles, created_at, disabled_at, last_sign_in_at, issuer,
  password_hash <> '${noPassword}' as has_password`;

export const toUser = (row: UserRow): User => ({
  id: row.id,
  login: row.login,
  displayName: row.display_name,
  roles: row.roles,
  createdAt: row.created_at,
  disabledAt: row.disabled_at,
  lastSignInAt: row.last_sign_in_at,
  issuer: row.issuer,
  hasPassword: row.has_password,
});

/** Who may sign in, and as what. */
export interface Users {
  create(actor: string, user: NewUser): Promise<User>;
  /** Disabling ends the person's sessions. Throws wrong_state when no enabled admin would be left. */
  change(actor: string, userId: string, change: UserChange): Promise<User>;
  list(): Promise<readonly User[]>;
  /** Throws not_found. */
  get(userId: string): Promise<User>;
  setLanguage(userId: string, language: Language): Promise<void>;
}

async function insertUser(tx: Executor, { login, displayName, roles }: NewUser, hash: string): Promise<User> {
  const inserted = await tx.query<UserRow>(
    `insert into users (id, login, display_name, roles, password_hash) values ($1, $2, $3, $4, $5) returning ${userColumns}`,
    [newId('user'), login, displayName, roles, hash],
  );
  const created = inserted.rows[0];
  if (!created) throw new Error('the user was not written');
  return toUser(created);
}

async function updateUser(tx: Executor, actor: string, userId: string, change: UserChange): Promise<User> {
  const { disabled, displayName } = change;
  const held = change.roles && [...new Set(change.roles)];
  if (disabled === true || (held && !held.includes('admin'))) await refuseLastAdmin(tx, userId);
  const updated = await tx.query<UserRow>(
    `update users set roles = coalesce($3, roles), display_name = coalesce($4, display_name),
            disabled_at = case when $2::boolean is null then disabled_at when $2 then coalesce(disabled_at, now()) end
      where id = $1 returning ${userColumns}`,
    [userId, disabled ?? null, held ?? null, displayName ?? null],
  );
  const row = updated.rows[0];
  if (!row) throw notFound('user', userId);
  if (held && row.issuer !== null)
    throw new DomainError(
      'wrong_state',
      'The roles of this person are told by the identity provider; change them there',
    );
  if (disabled === true) {
    await tx.query('delete from sessions where user_id = $1', [userId]);
    await tx.query('delete from password_links where user_id = $1', [userId]);
  }
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

export function createUsers(database: Database): Users {
  return {
    async create(actor, given) {
      const user = { ...given, login: given.login.trim().toLowerCase(), roles: [...new Set(given.roles)] };
      const hash = user.password === undefined ? noPassword : await hashPassword(user.password);
      try {
        return await database.transaction(async (tx) => {
          const created = await insertUser(tx, user, hash);
          const details = { roles: user.roles.join(',') };
          await appendAudit(tx, { actor, action: 'user.create', subject: created.id, details });
          return created;
        });
      } catch (error) {
        if (isUniqueViolation(error)) throw new DomainError('conflict', `There is already a user "${user.login}"`);
        throw error;
      }
    },

    change: (actor, userId, change) => database.transaction((tx) => updateUser(tx, actor, userId, change)),

    async list() {
      const result = await database.query<UserRow>(`select ${userColumns} from users order by login`);
      return result.rows.map(toUser);
    },

    async get(userId) {
      const found = await database.query<UserRow>(`select ${userColumns} from users where id = $1`, [userId]);
      const row = found.rows[0];
      if (!row) throw notFound('user', userId);
      return toUser(row);
    },

    async setLanguage(userId, language) {
      await database.query('update users set language = $2 where id = $1', [userId, language]);
    },
  };
}

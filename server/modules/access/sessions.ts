import type { Role } from '../../../graph-schema/index.ts';
import { notFound } from '../../errors.ts';
import type { Database, Executor } from '../../ports/database.ts';
import { appendAudit } from '../../publishing/index.ts';
import type { Principal } from './permissions.ts';
import { csrfTokenOf, newToken, tokenHash } from './tokens.ts';
import type { Language } from './users.ts';

/** Where a request to sign in came from, to be shown to whose session it becomes. */
export interface From {
  readonly address: string | undefined;
  /** The browser's own words. */
  readonly device: string | undefined;
  /** The token of the session that this one takes the place of. */
  readonly replaces: string | undefined;
}

export type SignInMethod = 'password' | 'provider';

export interface Session {
  readonly id: string;
  readonly principal: Extract<Principal, { type: 'user' }>;
  readonly csrfHash: string;
  readonly method: SignInMethod;
  /** When the person last proved who they are. */
  readonly authenticatedAt: Date;
  readonly language: Language | null;
}

/** A session as its owner, or an administrator, sees it. */
export interface ShownSession {
  readonly id: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly method: SignInMethod;
  readonly address: string | null;
  readonly device: string | null;
  readonly current: boolean;
}

export interface SessionLimits {
  /** Seconds after which a session ends whatever happens. */
  readonly seconds: number;
  /** Seconds without a request after which it ends. */
  readonly idleSeconds: number;
}

export interface OpenedSession {
  readonly token: string;
  readonly csrfToken: string;
}

/** Sessions of people; a token is known to the browser only. */
export interface Sessions {
  readonly seconds: number;
  /** Null when the guard no longer holds: nothing was opened. */
  open(tx: Executor, opening: Opening): Promise<OpenedSession | null>;
  find(token: string): Promise<Session | null>;
  /** A new token in place of the old one, for somebody who proved again who they are. */
  renew(token: string): Promise<OpenedSession | null>;
  /** Ends it; tells what the provider wants back to end its own, if it was opened there. */
  end(token: string): Promise<{ idToken: string } | null>;
  list(userId: string, current: string | null): Promise<readonly ShownSession[]>;
  /** Throws not_found. */
  revoke(actor: string, userId: string, sessionId: string): Promise<void>;
  /** All but the one with the token; with null, all. Tells how many. */
  revokeAll(actor: string, userId: string, except: string | null): Promise<number>;
}

interface Opening {
  readonly userId: string;
  readonly method: SignInMethod;
  readonly from: From;
  readonly authenticatedAt: Date | null;
  readonly idToken: string | null;
  /** The password that was checked: it must still be the person's. */
  readonly passwordHash: string | null;
}

/** More at once are nobody's; the oldest ends. */
const mostSessions = 50;
const touchSeconds = 60;

interface Row {
  id: string;
  user_id: string;
  login: string;
  display_name: string;
  roles: Role[];
  language: Language | null;
  csrf_hash: string;
  method: SignInMethod;
  authenticated_at: Date;
  is_stale: boolean;
}

const shown = (text: string | undefined) => text?.slice(0, 300) ?? null;

export function createSessions(database: Database, { seconds, idleSeconds }: SessionLimits): Sessions {
  const lives = `s.expires_at > now() and s.last_seen_at > now() - make_interval(secs => ${Math.floor(idleSeconds)})`;
  return {
    seconds,

    async open(tx, { userId, method, from, authenticatedAt, idToken, passwordHash }) {
      const token = newToken();
      const csrfToken = csrfTokenOf(token);
      await tx.query(`delete from sessions s where not (${lives}) or s.token_hash = $1`, [
        from.replaces === undefined ? null : tokenHash(from.replaces),
      ]);
      // Checked again under a lock: who changes the password meanwhile ends the sessions that there are, not this one.
      const opened = await tx.query(
        `insert into sessions (token_hash, user_id, csrf_hash, expires_at, method, address, device, id_token, authenticated_at)
         select $1, u.id, $3, now() + make_interval(secs => $4), $6, $7, $8, $9, coalesce($10, now()) from users u
          where u.id = $2 and ($5::text is null or u.password_hash = $5) and u.disabled_at is null for no key update`,
        [
          tokenHash(token),
          userId,
          tokenHash(csrfToken),
          seconds,
          passwordHash,
          method,
          shown(from.address),
          shown(from.device),
          idToken,
          authenticatedAt,
        ],
      );
      if (opened.rowCount === 0) return null;
      await tx.query(
        `delete from sessions where user_id = $1 and id in
           (select id from sessions where user_id = $1 order by created_at desc, id offset ${mostSessions})`,
        [userId],
      );
      await tx.query('update users set last_sign_in_at = now() where id = $1', [userId]);
      return { token, csrfToken };
    },

    async find(token) {
      const found = await database.query<Row>(
        `select s.id, s.user_id, u.login, u.display_name, u.roles, u.language, s.csrf_hash, s.method, s.authenticated_at,
                s.last_seen_at < now() - interval '${touchSeconds} seconds' as is_stale
           from sessions s join users u on u.id = s.user_id
          where s.token_hash = $1 and ${lives} and u.disabled_at is null`,
        [tokenHash(token)],
      );
      const row = found.rows[0];
      if (!row) return null;
      if (row.is_stale)
        // Nobody waits for it, and a request that only reads goes on when the disk is full.
        database.query('update sessions set last_seen_at = now() where id = $1', [row.id]).catch(() => undefined);
      const { id, user_id, login, display_name: displayName, roles, language } = row;
      return {
        id,
        principal: { type: 'user', id: user_id, login, displayName, roles },
        csrfHash: row.csrf_hash,
        method: row.method,
        authenticatedAt: row.authenticated_at,
        language,
      };
    },

    async renew(token) {
      const next = newToken();
      const csrfToken = csrfTokenOf(next);
      const renewed = await database.query(
        'update sessions set token_hash = $2, csrf_hash = $3, authenticated_at = now() where token_hash = $1',
        [tokenHash(token), tokenHash(next), tokenHash(csrfToken)],
      );
      return renewed.rowCount === 0 ? null : { token: next, csrfToken };
    },

    async end(token) {
      const ended = await database.query<{ id_token: string | null }>(
        'delete from sessions where token_hash = $1 returning id_token',
        [tokenHash(token)],
      );
      const idToken = ended.rows[0]?.id_token ?? null;
      return idToken === null ? null : { idToken };
    },

    async list(userId, current) {
      const found = await database.query<{
        id: string;
        created_at: Date;
        last_seen_at: Date;
        expires_at: Date;
        method: SignInMethod;
        address: string | null;
        device: string | null;
        is_current: boolean;
      }>(
        `select s.id, s.created_at, s.last_seen_at, s.expires_at, s.method, s.address, s.device,
                coalesce(s.token_hash = $2, false) as is_current
           from sessions s where s.user_id = $1 and ${lives} order by is_current desc, s.last_seen_at desc, s.id`,
        [userId, current === null ? null : tokenHash(current)],
      );
      return found.rows.map((row) => ({
        id: row.id,
        createdAt: row.created_at,
        lastSeenAt: row.last_seen_at,
        expiresAt: row.expires_at,
        method: row.method,
        address: row.address,
        device: row.device,
        current: row.is_current,
      }));
    },

    revoke: (actor, userId, sessionId) =>
      database.transaction(async (tx) => {
        const gone = await tx.query('delete from sessions where user_id = $1 and id = $2', [userId, sessionId]);
        if (gone.rowCount === 0) throw notFound('session', sessionId);
        await appendAudit(tx, { actor, action: 'session.revoke', subject: userId });
      }),

    revokeAll: (actor, userId, except) =>
      database.transaction(async (tx) => {
        const gone = await tx.query(
          'delete from sessions where user_id = $1 and ($2::text is null or token_hash <> $2)',
          [userId, except === null ? null : tokenHash(except)],
        );
        if (gone.rowCount > 0) await appendAudit(tx, { actor, action: 'session.revoke', subject: userId });
        return gone.rowCount;
      }),
  };
}
